"""The chief's tiles of the bureau before and after a write that is only rehearsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from core.metrics.display import NO_DATA, figure_text
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Board
from core.store.batches import Batch
from core.store.errors import Overtaken
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.versioned_table import LEDGER
from core.time.day_spans import DaySpan
from core.time.days import to_date
from core.time.reporting_calendar import ReportingCalendar

YEAR_SO_FAR = "ytd"
T = TypeVar("T")


class BoardReader(Protocol):
    """The engine, as far as a preview needs it."""

    def board(self, *, period: str, months: int, units: Sequence[int]) -> Board:
        """The board's KPIs of the bureau. Raises StoreError where there are no data, PeriodError beyond them."""


class TileChange(NamedTuple):
    """One tile: its KPI, and its text before and after."""

    kpi: str
    zh: str
    before: str
    after: str


class BoardChange(NamedTuple):
    """The board's day before and after, None where there is no board yet; and its tiles, in reading order.

    `tiles` are of this year so far, as the board opens; `tiles_of_days` of the days that the write speaks of.
    """

    day_before: date | None
    day_after: date | None
    tiles: tuple[TileChange, ...]
    days: DaySpan | None
    tiles_of_days: tuple[TileChange, ...]


class _Tiles(NamedTuple):
    day: date | None
    year: dict[str, str]
    days: dict[str, str]


def rehearse(
    store: Store,
    reader_of: Callable[[Store], BoardReader],
    act: Callable[[], T],
    days_of: Callable[[T], DaySpan | None],
) -> tuple[T, BoardChange]:
    """Do a write, look at the board, and take the write back; then look at it as it was.

    `reader_of` opens an engine on the database, `days_of` tells the days that the write speaks of. Others can write
    while a file is read and checked; where one did, it is all done once more.
    """
    for is_last in (False, False, True):
        try:
            with store.rehearsal(locks_first=is_last):
                outcome = act()
                days = days_of(outcome)
                after = _tiles(store, reader_of(store), days)
            break
        except Overtaken:
            if is_last:
                raise
    before = _tiles(store, reader_of(store), days)
    names = {kpi: store.catalogue.kpis[kpi].zh for kpi in store.catalogue.board}
    year = tuple(TileChange(kpi, zh, before.year[kpi], after.year[kpi]) for kpi, zh in names.items())
    of_days = tuple(TileChange(kpi, zh, before.days[kpi], after.days[kpi]) for kpi, zh in names.items()) if days else ()
    return outcome, BoardChange(before.day, after.day, year, days, of_days)


def days_to_show(batch: Batch, calendar: ReportingCalendar) -> DaySpan | None:
    """The days of a batch that its tiles are shown of: of a report of many periods its last month.

    A report says this month, the last and the same of a year ago: of the days from first to last nothing is known.
    """
    if batch.days is None or batch.kind != LEDGER:
        return batch.days
    first, last = batch.days
    return max(first, calendar.month_days(calendar.month_of(last))[0]), last


def _tiles(store: Store, reader: BoardReader, days: DaySpan | None) -> _Tiles:
    day, year = _texts(store, reader, YEAR_SO_FAR)
    if days is None:
        return _Tiles(day, year, {})
    first, last = map(to_date, days)
    return _Tiles(day, year, _texts(store, reader, f"{first.isoformat()}..{last.isoformat()}")[1])


def _texts(store: Store, reader: BoardReader, period: str) -> tuple[date | None, dict[str, str]]:
    """The board's day and the text of each tile over a period."""
    catalogue = store.catalogue
    try:
        board = reader.board(period=period, months=0, units=[])
    except (StoreError, PeriodError):  # no data yet, or none of these days
        return None, dict.fromkeys(catalogue.board, NO_DATA)
    root = board.units[0].id
    return board.as_of, {kpi: figure_text(catalogue.kpis[kpi], board.figures[kpi, root]) for kpi in catalogue.board}
