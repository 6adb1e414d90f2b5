"""The station at which an open record is worked: that which it is below, else the last one that was above it."""

from __future__ import annotations

from core.store.units import UnitTree

FEWEST_AT_ONCE = 32  # stations; below that their own records are read, from there on all that are open
_LINE = "unit_ancestor {alias} WHERE {alias}.unit = f.unit AND {alias}.kind = 'station' AND NOT {alias}.inherited"


def worked_at(day: str, stations: int) -> str:
    """Join the station (alias a) of a record (alias f) on a day, which is SQL; of so many stations.

    Of many stations the records are found first: the open ones of a bureau are few among all that it ever had. What
    was merged stands below its successor. Where a station was closed or divided nobody has its records: they stay
    under its name.
    """
    last = f"SELECT max(b.last) FROM {_LINE.format(alias='b')}"
    now = f"SELECT 1 FROM {_LINE.format(alias='c')} AND {day} BETWEEN c.first AND c.last"
    join = "CROSS JOIN" if stations >= FEWEST_AT_ONCE else "JOIN"  # SQLite keeps the order of the former
    return (
        f"{join} unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' AND NOT a.inherited "
        f"AND ({day} BETWEEN a.first AND a.last OR (a.last < {day} AND a.last = ({last}) AND NOT EXISTS ({now})))"
    )


def among(stations: str) -> str:
    """Return the condition that the station (alias a) is one of some, a parameter of SQL with a list in JSON.

    The sign keeps SQLite from looking every record up under every one of the stations.
    """
    return f"+a.ancestor IN (SELECT value FROM json_each({stations}))"


def stations_with_ended(tree: UnitTree, unit: int, day: int) -> list[int]:
    """Return the stations of a unit on a day, and those that ended below it, whose open records it has to see to."""
    then = tree.on(day)
    stations = then.station_ids(unit)
    if tree.history is None or then.units[unit].kind == "station":
        return stations
    ended = [one.id for one in tree.units.values() if one.kind == "station" and tree.history.last(one.id) < day]
    return stations + [
        one
        for one in ended
        if any(other == unit and last >= tree.history.last(one) for other, (_, last) in tree.lineage_ever(one))
    ]
