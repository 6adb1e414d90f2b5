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

PUBLISHED_ON, CORRECTED_ON = 5, 12  # of the next month: lists come out in its first days, and are looked at for a week
OFFICE_OPENS = 9 * 3600
WINDOW_MONTHS = 3  # that an index of ours looks at
Window = tuple[int, int, int]
ACTOR = "演示督察"


class Correction(NamedTuple):
    """A list and its correction: the month, and the days of the two acts."""

    month: int
    published: int
    corrected: int


def correction(plan: Plan) -> Correction | None:
    """The correction of a plan: of the last month for which both acts lie before as_of; None in too short a history."""
    as_of = day_number(plan.as_of)
    for month in reversed(plan.months[WINDOW_MONTHS:]):
        next_month = month_days(month)[1] + 1
        if next_month + CORRECTED_ON - 1 <= as_of:
            return Correction(month, next_month + PUBLISHED_ON - 1, next_month + CORRECTED_ON - 1)
    return None


def publish_and_correct(store: Store, plan: Plan) -> None:
    """Publishes the list while one station's outcomes are missing, enters them, and publishes the correction."""
    corrected = correction(plan)
    if corrected is None:
        return
    windows = [_window(corrected.month, months) for months in (1, WINDOW_MONTHS)]
    window = next((window for window in windows if _busiest(store, window)), None)
    station = window and _busiest(store, window)
    if window is None or station is None:
        return  # a small bureau in which nothing was resolved: there is nothing to correct
    code, name = station
    all_resolved = _resolved(store, window, code)
    at = list(store.catalogue.facts["dispute"].columns).index("outcome_at")
    first, second = (first_second(day) + OFFICE_OPENS for day in (corrected.published, corrected.corrected))
    reason = f"{name} {month_text(corrected.month)} 以前受理的矛盾纠纷，有 {len(all_resolved)} 起的化解结果漏录，已补录"
    _enter(store, [(*row[:at], None, *row[at + 1 :]) for row in all_resolved], "", first)
    publish(Engine(store), corrected.month, actor=ACTOR, now=first)
    _enter(store, all_resolved, reason, second)
    publish(Engine(store), corrected.month, actor=ACTOR, now=second, reason=reason)


def _enter(store: Store, rows: list[Row], detail: str, now: int) -> None:
    with store.write(ACTOR, "demo", detail, now):
        apply_records(store, "dispute", rows)


def _window(month: int, months: int) -> Window:
    """First and last day of so many months up to a month, and the first second after them."""
    first, last = month_days(month - months + 1)[0], month_days(month)[1]
    return first, last, first_second(last + 1)


_RESOLVED = (
    f"FROM {table_of('dispute')} f JOIN unit_ancestor a ON a.unit = f.unit JOIN unit u ON u.id = a.ancestor "
    "WHERE u.kind = 'station' AND f.when_day BETWEEN ? AND ? AND f.outcome_at < ?"
)


def _busiest(store: Store, window: Window) -> tuple[str, str] | None:
    """Code and name of the station that resolved most disputes: its list cannot stay as it is without them."""
    sql = f"SELECT u.code, u.name {_RESOLVED} GROUP BY 1, 2 ORDER BY count(*) DESC, u.code LIMIT 1"
    busiest: tuple[str, str] | None = store.conn.execute(sql, window).fetchone()
    return busiest


def _resolved(store: Store, window: Window, code: str) -> list[Row]:
    """The rows of a station's disputes of some months that are resolved by their end."""
    names = ", ".join(f"f.{name}" for name in store.catalogue.facts["dispute"].columns)
    sql = f"SELECT {names} {_RESOLVED} AND u.code = ? ORDER BY f.id"
    return store.conn.execute(sql, (*window, code)).fetchall()
