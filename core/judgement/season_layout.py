"""Lays the months behind a window out as a table of seasons by periods, which `dispersion` reads.

The window's own months have no part in it where ENOUGH_MONTHS stand before them. They are what is judged: a level that
moved in the middle of them would be taken for wildness and for months that follow each other, and hide itself.
`python -m benchmarks.steps` moves it. With fewer months before the window, their few degrees of freedom would cost more
than that: of 22 months, a rise by 30% since New Year would be told in 56 instead of 91% of years to date (benchmarks/
judgement.py). A level that moved in the months just before the window would hide itself too: `recent_months` leaves out
those that stray. One that moved earlier within the base year still hides itself for a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from core.metrics.arrays import Flags, Floats
from core.metrics.types import Window
from core.time.reporting_calendar import ReportingCalendar

SEASONS = 11  # January and February are one
YEARS = 3
SHAPE = (SEASONS, YEARS + 1)
MONTHS_BEHIND = 12 * YEARS
ENOUGH_MONTHS = 24  # before the window, so that its own months are not needed
RECENT_MONTHS = 3


class SeasonLayout(NamedTuple):
    """The cell of each month (by its index in a list); `days` (season, period) is 0 where there is no month."""

    cells: Floats  # (month, season, period): 1 in the month's cell
    days: Floats
    recent: Flags  # (season, period): the cells of the RECENT_MONTHS just before the window


def months_behind(window: Window, calendar: ReportingCalendar) -> list[int]:
    """Return the whole months of the window, and three years before it, oldest first."""
    start, end = calendar.month_of(window.first), calendar.month_of(window.last)
    stop = end + 1 if calendar.month_days(end)[1] <= window.last else end
    return list(range(start - MONTHS_BEHIND, max(stop, start)))


def season_layout(
    window: Window, months: Sequence[int], has_figure: Sequence[bool], calendar: ReportingCalendar
) -> SeasonLayout:
    """Place the months that have figures: period 0 is the window's own, 1 the twelve months before it, and so on."""
    return _layout(window, tuple(months), tuple(map(bool, has_figure)), calendar)


@lru_cache(maxsize=128)  # the same few patterns at each new data version, about 16 KB each
def _layout(
    window: Window, months: tuple[int, ...], has_figure: tuple[bool, ...], calendar: ReportingCalendar
) -> SeasonLayout:
    first_own = calendar.month_of(window.first)
    index_of = {month: index for index, month in enumerate(months) if has_figure[index]}
    earlier = {month: index for month, index in index_of.items() if month < first_own}
    indices = earlier if len(earlier) >= ENOUGH_MONTHS else index_of
    cells, days = np.zeros((len(months), *SHAPE)), np.zeros(SHAPE)
    for month, index in indices.items():
        period = _period(window, month, calendar)
        twin = month + (1 if month % 12 == 0 else -1)
        if period is None or (month % 12 < 2 and (twin not in indices or _period(window, twin, calendar) != period)):
            continue  # a January without its February lets 春节 in
        season = _season(month)
        first, last = calendar.month_days(month)
        days[season, period] += last - first + 1
        cells[index, season, period] = 1
    recent = np.zeros(SHAPE, bool)
    recent[[_season(month) for month in range(first_own - RECENT_MONTHS, first_own)], 1] = True
    for array in (cells, days, recent):
        array.setflags(write=False)
    return SeasonLayout(cells, days, recent)


def _season(month: int) -> int:
    return max(month % 12 - 1, 0)


def _period(window: Window, month: int, calendar: ReportingCalendar) -> int | None:
    first, last = calendar.month_days(month)
    if window.first <= first and last <= window.last:
        return 0
    behind = calendar.month_of(window.first) - 1 - month
    return 1 + behind // 12 if 0 <= behind < MONTHS_BEHIND else None


def first_month_of_year(window: Window, calendar: ReportingCalendar) -> int:
    """Return the month of the year, 0 to 11, in which a window begins."""
    return calendar.month_of(window.first) % 12


def apply_layout(amounts: ArrayLike, layout: SeasonLayout) -> Floats:
    """Return amounts by (…, month) as (…, season, period)."""
    table: Floats = np.tensordot(np.asarray(amounts, float), layout.cells, 1)
    return table
