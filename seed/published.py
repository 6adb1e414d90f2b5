"""A month's list as an alive bureau published it, and its correction a week later: outcomes that were missing."""

from __future__ import annotations

from typing import NamedTuple

from core.engine import Engine
from core.features.indices.publish import publish
from core.store.catalogue_tables import table_of
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import day_number, first_second, month_days, month_text
from seed.bureau import Plan
from seed.draft import Row
from seed.place import Unit
from seed.stories.story import stations_of
from seed.streams import stream

PUBLISHED_ON, CORRECTED_ON = 5, 12  # of the next month: lists come out in its first days, and are looked at for a week
OFFICE_OPENS = 9 * 3600
ACTOR = "演示督察"


class Correction(NamedTuple):
    """A list and its correction: the month, the station whose outcomes were missing, and the days of the two acts."""

    month: int
    station: Unit
    published: int
    corrected: int

    @property
    def reason(self) -> str:
        """Why it is corrected."""
        return f"{self.station.name} {month_text(self.month)} 受理的矛盾纠纷，化解结果漏录，已补录"


def correction(plan: Plan) -> Correction | None:
    """The correction of a plan: of the last month for which both acts lie before as_of; None in too short a history."""
    as_of = day_number(plan.as_of)
    for month in reversed(plan.months):
        next_month = month_days(month)[1] + 1
        if next_month + CORRECTED_ON - 1 <= as_of:
            break
    else:
        return None
    if month == plan.months[0]:
        return None
    busy = {
        station for story in plan.stories if story.unit != plan.bureau for station in stations_of(plan.place, story)
    }
    calm = [station for station in plan.place.stations if station.index not in busy] or list(plan.place.stations)
    station = calm[int(stream(plan.seed, "correction", 0, month).integers(len(calm)))]
    return Correction(month, station, next_month + PUBLISHED_ON - 1, next_month + CORRECTED_ON - 1)


def publish_and_correct(store: Store, plan: Plan) -> None:
    """Publishes the list while the outcomes are missing, enters them, and publishes the correction."""
    made = correction(plan)
    if made is None:
        return
    whole = _resolved(store, made)
    if not whole:
        return
    names = list(store.catalogue.facts["dispute"].columns)
    missing = [
        tuple(None if name == "outcome_at" else value for name, value in zip(names, row, strict=True)) for row in whole
    ]
    first, second = (first_second(day) + OFFICE_OPENS for day in (made.published, made.corrected))
    _enter(store, missing, "", first)
    publish(Engine(store), made.month, actor=ACTOR, now=first)
    _enter(store, whole, made.reason, second)
    publish(Engine(store), made.month, actor=ACTOR, now=second, reason=made.reason)


def _enter(store: Store, rows: list[Row], detail: str, now: int) -> None:
    with store.write(ACTOR, "demo", detail, now):
        apply_records(store, "dispute", rows)


def _resolved(store: Store, made: Correction) -> list[Row]:
    """The station's disputes of the month that are resolved."""
    names = ", ".join(f"f.{name}" for name in store.catalogue.facts["dispute"].columns)
    return store.conn.execute(
        f"SELECT {names} FROM {table_of('dispute')} f JOIN unit_ancestor a ON a.unit = f.unit JOIN unit u "
        "ON u.id = a.ancestor WHERE u.code = ? AND f.when_day BETWEEN ? AND ? AND f.outcome_at IS NOT NULL "
        "ORDER BY f.id",
        [made.station.code, *month_days(made.month)],
    ).fetchall()
