"""Places in a few words: the whole by its own word, a station of a province with its county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.features.signals.types import Signal
from core.store.unit_words import each_word, placed_full_name, placed_name, short_unit, whole_word
from dashboards.queries import instructions, session


def whole() -> str:
    """Return what all of the viewer's units together are called: 全局, of a province 全省."""
    return whole_word(session.units().root)


def place_of(unit: int) -> str:
    """Return a unit's short name, with its county in a province; the whole by its own word."""
    tree = session.units()
    if unit == tree.root.id and tree.root.kind == "bureau":
        return whole_word(tree.root)
    known = tree.units.get(unit)
    return short_unit(instructions.unit_name(unit)) if known is None else placed_name(tree, known)


def full_names(names: Mapping[int, str]) -> dict[int, str]:
    """Return names of stations, of a province each behind its county's, and those of the counties."""
    tree = session.units()
    known = [tree.units[unit] for unit in names if unit in tree.units]
    counties = {above.id: above.name for unit in known if (above := tree.compared_above(unit.id)) is not None}
    return {**names, **{unit.id: placed_full_name(tree, unit) for unit in known}, **counties}


def counties() -> dict[int, str]:
    """Return the units, by name, that boards compare in place of the viewer's stations; mostly none."""
    tree = session.units()
    return {unit.id: unit.name for unit in tree.compared(tree.root.id) if unit.kind != "station"}


def counted_at(stations: Iterable[int]) -> dict[int, int]:
    """Return by station the unit at which it is counted in a list of sums: of a province its county; mostly itself."""
    tree = session.units()
    return {station: station if (above := tree.compared_above(station)) is None else above.id for station in stations}


def each_counted() -> str:
    """Return what the units of such a list are called each: 各所, of a province 各县（区）."""
    tree = session.units()
    return each_word(tree.compared(tree.root.id))


def place_of_signal(signal: Signal) -> str:
    """Return the station that would act on a signal, with the community that it is of, if it is of one."""
    root = session.units().root
    if signal.unit.id == root.id and signal.station is None:
        return whole_word(root)
    station = signal.station or signal.unit.id
    place = place_of(station)
    return place if station == signal.unit.id else f"{place} {signal.unit.name}"
