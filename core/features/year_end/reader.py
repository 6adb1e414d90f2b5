"""Reads a count's months, this year's and those of earlier years, and asks where the year ends."""

from __future__ import annotations

from datetime import date

import numpy as np

from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.features.year_end.forecast import forecast, straying
from core.features.year_end.types import NoPace, YearPace
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.types import UnitRef, Window
from core.time.calendar import festival_days
from core.time.day_spans import DaySpan
from core.time.days import day_number
from core.time.reporting_calendar import ReportingCalendar

EARLIER_YEARS = 3
FEWEST_MONTHS, FEWEST_SO_FAR = 24, 10
WIDEST = 0.5  # half of an interval over its middle: beyond that it tells nothing that a reader could use
MONTHS = 12


def year_pace(
    catalogue: Catalogue,
    policy: SuppressionPolicy,
    read: ValuesReader,
    kpi: str,
    unit: UnitRef,
    as_of: date,
    area_since: int | None = None,
) -> YearPace:
    """Return where the year of a count ends, as known at the end of a day.

    `area_since` is the day on which the unit's area became what it is: earlier months are another one's.
    """
    declared = catalogue.kpis[kpi]
    measure = declared.numerator
    if declared.kind != "count" or declared.basis != "flow" or catalogue.measures[measure].cohort is not None:
        return YearPace(kpi, unit, as_of, None, reason=NoPace.NOT_A_COUNT)
    if policy.is_protected([measure], unit.id):
        return YearPace(kpi, unit, as_of, None, reason=suppression_reason(catalogue))
    calendar, today = catalogue.reporting_calendar, day_number(as_of)
    newest = calendar.year_of(today)
    years = range(newest - EARLIER_YEARS, newest + 1)
    pieces = {year: year_pieces(year, today, calendar) for year in years}
    done = sum(last <= today for _, last in pieces[newest])
    spans = {year: [AsOfSpan(*piece, today) for piece in pieces[year]] for year in years}
    wanted_spans = [*(span for year in years[:-1] for span in spans[year]), *spans[newest][:done]]
    values = read([measure], [unit.id], wanted_spans)
    amounts = _Amounts(values, measure, unit.id, spans, done)
    is_cut = area_since is not None and amounts.forget_before(area_since)
    pace = _pace(YearPace(kpi, unit, as_of, None), amounts, catalogue)
    if is_cut and pace.reason in (NoPace.SHORT_HISTORY, NoPace.TOO_FEW):
        return _with(pace, amounts.value, NoPace.OTHER_AREA)
    return pace


def is_year_so_far(window: Window, as_of: date, calendar: ReportingCalendar) -> bool:
    """Tell whether a window is the year up to the day, so that the year's end may stand beside its figures."""
    today = day_number(as_of)
    return (window.first, window.last) == (calendar.year_days(calendar.year_of(today))[0], today)


def year_pieces(year: int, today: int, calendar: ReportingCalendar) -> list[DaySpan]:
    """Return the months of a year, the one of the day cut after it: as many pieces in every year."""
    current = calendar.year_months(calendar.year_of(today))
    cut_index = next(index for index, (_, last) in enumerate(current) if today <= last)
    days_over, is_whole = today - current[cut_index][0], today == current[cut_index][1]
    pieces: list[DaySpan] = []
    for index, (first, last) in enumerate(calendar.year_months(year)):
        cut = min(first + days_over, last - 1)
        pieces += [(first, cut), (cut + 1, last)] if index == cut_index and not is_whole else [(first, last)]
    return pieces


class _Amounts:
    """The amounts by year and piece; NaN where there is none."""

    def __init__(
        self, values: MeasureValues, measure: str, unit: int, spans: dict[int, list[AsOfSpan]], done: int
    ) -> None:
        newest = max(spans)
        self.years, self.done, self._all = list(spans), done, spans
        self.spans = spans[newest]
        self.by_piece = np.full((len(spans), len(self.spans)), np.nan)
        for row, year in enumerate(self.years):
            for place, span in enumerate(spans[year][: done if year == newest else None]):
                value = values.get(measure, unit, span)
                if value.reason is None:
                    self.by_piece[row, place] = value.amount

        over = self.by_piece[-1, :done]
        self.value = int(over.sum()) if len(over) and np.isfinite(over).all() else None

    def forget_before(self, day: int) -> bool:
        """Leave out the pieces that begin before a day; return whether there were any with an amount."""
        spans = [self._all[year] for year in self.years]
        earlier = np.array([[span.first < day for span in row] for row in spans]) & np.isfinite(self.by_piece)
        self.by_piece[earlier] = np.nan
        return bool(earlier.any())

    @property
    def so_far(self) -> Floats:
        """The pieces of this year that are over."""
        over: Floats = self.by_piece[-1, : self.done]
        return over

    def months(self) -> Floats:
        """The amounts by (year, month), of the years that have any; a month that is not over has none."""
        months = self.by_piece
        if len(self.spans) > MONTHS:
            whole = months[:, self.done - 1] + months[:, self.done]
            months = np.concatenate([months[:, : self.done - 1], whole[:, None], months[:, self.done + 1 :]], axis=1)
        with_figures: Floats = months[np.isfinite(months).any(1)]
        return with_figures

    def middles(self) -> Floats:
        """The middle of each piece, in months since the year began."""
        begin = self.spans[0].first
        days = self.spans[-1].last - begin + 1
        return np.array([(span.first + span.last + 1) / 2 - begin for span in self.spans]) * MONTHS / days


def _pace(empty: YearPace, amounts: _Amounts, catalogue: Catalogue) -> YearPace:
    reached = amounts.so_far
    value = int(reached.sum()) if len(reached) and np.isfinite(reached).all() else None
    complete = np.isfinite(amounts.by_piece[:-1]).all(1)
    months = amounts.months()
    pace = _with(empty, value)
    if amounts.done == len(amounts.spans):
        return _with(pace, value, NoPace.YEAR_OVER)
    if value is None or not complete.any() or np.isfinite(months).sum() < FEWEST_MONTHS:
        return _with(pace, value, NoPace.SHORT_HISTORY)
    compared = [year for year, is_whole in zip(amounts.years, complete, strict=False) if is_whole]
    reached_day = amounts.spans[amounts.done - 1].last
    newest = amounts.years[-1]
    if not all(_is_past_spring(year, reached_day, newest, catalogue) for year in (*compared, newest)):
        return _with(pace, value, NoPace.SPRING)
    earlier = amounts.by_piece[:-1][complete]
    if min(value, earlier[:, : amounts.done].sum()) < FEWEST_SO_FAR:
        return _with(pace, value, NoPace.TOO_FEW)
    outlook = forecast(reached, earlier, amounts.middles(), straying(months, spring_month(catalogue, newest)))
    shares = earlier[:, : amounts.done].sum(1) / np.maximum(earlier.sum(1), 1)
    low, mid, high = value + outlook.low, value + outlook.mid, value + outlook.high
    if (high - low) / 2 > WIDEST * mid:
        return _with(pace, value, NoPace.TOO_WIDE)
    shares_by_year = tuple(zip(compared, shares.tolist(), strict=True))
    return YearPace(empty.kpi, empty.unit, empty.as_of, value, low, mid, high, shares_by_year)


def _with(pace: YearPace, value: int | None, reason: NoPace | None = None) -> YearPace:
    return YearPace(pace.kpi, pace.unit, pace.as_of, value, reason=reason)


def _is_past_spring(year: int, day: int, newest: int, catalogue: Catalogue) -> bool:
    """Tell whether the weeks about a year's lunar new year were over by this day of that year."""
    spring, calendar = catalogue.spring, catalogue.reporting_calendar
    festival_end = festival_days(year, spring.before, spring.after)[1] - calendar.year_days(year)[0]
    return festival_end <= day - calendar.year_days(newest)[0]


def spring_month(catalogue: Catalogue, year: int) -> int:
    """Return which month of the year, from 0, is the first of the two in which the lunar new year falls."""
    before = day_number(date(year, 1, 20))  # it falls on 21 January at the earliest
    months = catalogue.reporting_calendar.year_months(year)
    return next(index for index, (_, last) in enumerate(months) if before <= last)
