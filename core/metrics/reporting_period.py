"""Periods and their bases (同比, 环比), by the rules of the house.

A running or unfinished period is cut at the last complete day. 同比 is the same calendar dates a year before
(29 February becomes 28 February). 环比 is the whole unit of the calendar just before a finished day, week,
month, quarter, half or year; for an unfinished one the same stretch of it; and for a free range, or the last n
days, as many days just before.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from core.metrics.types import Window
from core.time.calendar import festival_days, lunar_new_year
from core.time.day_spans import DaySpan
from core.time.days import day_number, to_date
from core.time.period_forms import is_week
from core.time.period_label import dated_label, dates_label, period_label
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import ReportingCalendar

PeriodShape = Literal["day", "week", "month", "quarter", "half", "year", "range"]
RUNNING = {
    "mtd": "本月以来",
    "qtd": "本季以来",
    "ytd": "今年以来",
    "last7": "近7天",
    "last28": "近28天",
    "last30": "近30天",
}
RUNNING_LABELS = {label: name for name, label in RUNNING.items()}
ACCEPTED_FORMS = f"2026-11、2026年1-10月、2026Q4、2026上半年、2026、2026-W47、2026-11-22、起..止、{'、'.join(RUNNING)}"
RUNNING_SHAPE: dict[str, PeriodShape] = {"mtd": "month", "qtd": "quarter", "ytd": "year"}
MAX_PERIODS = 256  # that are kept as they were read
MONTHS_OF: dict[PeriodShape, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class PeriodError(ValueError):
    """A period cannot be read or lies ahead; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Period:
    """`window` is what is computed; `full_window` is the period as named, perhaps not over yet.

    `is_rolling` says that it moves on with the day, such as 近7天 or 今年以来.
    """

    window: Window
    full_window: Window
    shape: PeriodShape
    label: str
    is_rolling: bool = False

    @property
    def is_complete(self) -> bool:
        """True once all of it lies behind."""
        return self.window == self.full_window

    @property
    def is_running(self) -> bool:
        """True where its figures are new every day: it is not over yet, or moves on with the day (近7天)."""
        return not self.is_complete or self.is_rolling


def _days_around(day: int, shape: PeriodShape, calendar: ReportingCalendar) -> DaySpan:
    """Return the month, quarter, half or year in which a day lies."""
    if shape == "year":
        return calendar.year_days(calendar.year_of(day))
    months = MONTHS_OF[shape]
    first = calendar.month_of(day) // months * months
    return calendar.months_days(first, first + months - 1)


def _find_shape(text: str, window: Window, calendar: ReportingCalendar) -> PeriodShape:
    """Return the shape of a period; a range that is a whole month, quarter, half or year counts as one."""
    if is_week(text):
        return "week"
    if window.days == 1:
        return "day"
    days = (window.first, window.last)
    return next((shape for shape in MONTHS_OF if _days_around(window.first, shape, calendar) == days), "range")


def _running(text: str, today: int, calendar: ReportingCalendar) -> tuple[Window, PeriodShape]:
    if text.startswith("last"):
        return Window(today - int(text[4:]) + 1, today), "range"
    shape = RUNNING_SHAPE[text]
    return Window(*_days_around(today, shape, calendar)), shape


def _label(text: str, running: str, window: Window, calendar: ReportingCalendar) -> str:
    """Return the heading of a period: as written, or with its dates where months or years are the bureau's own."""
    label = RUNNING.get(running, text)
    if calendar.is_plain or is_week(text):
        return label
    days = window.first, window.last
    if running not in RUNNING:
        return dated_label(days, calendar)
    is_own = running in RUNNING_SHAPE and dated_label(days, calendar) != period_label(days, calendar)
    return f"{label}（{dates_label((window.first, window.first))}起）" if is_own else label


@lru_cache(maxsize=MAX_PERIODS)
def resolve_period(text: str, as_of: date, calendar: ReportingCalendar) -> Period:
    """Return the period of a text (2026-11, 2026Q4, A..B, ytd, last7, …), cut at the last complete day.

    Raises PeriodError if it cannot be read, or begins after `as_of`.
    """
    plain, last = text.strip(), day_number(as_of)
    running = RUNNING_LABELS.get(plain, plain.lower())
    is_rolling = running in RUNNING
    if is_rolling:
        full_window, shape = _running(running, last, calendar)
    else:
        try:
            full_window = Window(*parse_period(plain, calendar))
        except PeriodTextError as error:
            raise PeriodError(f"读不懂期间“{text}”：{error}；也可写 {'、'.join(RUNNING)}") from error
        shape = _find_shape(plain, full_window, calendar)
    if full_window.first > last:
        raise PeriodError(f"期间“{text}”在数据截止日 {as_of.isoformat()} 之后，还没有数据")
    window = Window(full_window.first, min(full_window.last, last))
    return Period(window, full_window, shape, _label(plain, running, full_window, calendar), is_rolling)


def shift_months(day: int, months: int) -> int:
    """Return the same day of the month so many months away, or that month's last day if it has none such."""
    start = to_date(day)
    month = start.year * 12 + start.month - 1 + months
    year, index = divmod(month, 12)
    return day_number(date(year, index + 1, min(start.day, monthrange(year, index + 1)[1])))


def year_earlier_window(period: Period) -> Window:
    """Return the base of 同比: the same calendar dates a year before."""
    return Window(shift_months(period.window.first, -12), shift_months(period.window.last, -12))


def preceding_window(period: Period) -> Window:
    """Return the base of 环比: the period just before, like for like."""
    window = period.window
    months = MONTHS_OF.get(period.shape)
    if months is None:
        back = 7 if period.shape == "week" else window.days
        return Window(window.first - back, window.last - back)
    first = shift_months(window.first, -months)
    if period.is_complete:
        return Window(first, window.first - 1)
    return Window(first, shift_months(window.last, -months))


def spring_aligned_window(window: Window, before: int, after: int, longest: int) -> Window | None:
    """Return the base of 春节对齐同比: last year's window at the same distance from its lunar new year.

    Given where the window, or the same dates a year before, touch the weeks around the new year (`before` and `after`
    days about it). A window that holds these weeks whole in both years is compared fairly by the plain dates already,
    and one longer than `longest` days has other months to outweigh them: for both, None.
    """
    if window.days > longest:
        return None
    plain = Window(shift_months(window.first, -12), shift_months(window.last, -12))
    for year in range(window.start.year, window.end.year + 2):  # the weeks before may begin in December
        now, then = festival_days(year, before, after), festival_days(year - 1, before, after)
        touched = _touches(window, now) or _touches(plain, then)
        if touched and not (_contains(window, now) and _contains(plain, then)):
            shift = lunar_new_year(year) - lunar_new_year(year - 1)
            return Window(window.first - shift, window.last - shift)
    return None


def touches_spring_unevenly(first: Window, second: Window, before: int, after: int) -> bool:
    """Return True if one of two windows touches the weeks around a lunar new year, unless both contain them."""
    weeks = [
        [festival_days(year, before, after) for year in range(window.start.year, window.end.year + 2)]
        for window in (first, second)
    ]
    pairs = list(zip((first, second), weeks, strict=True))
    touched = any(_touches(window, festival_weeks) for window, window_weeks in pairs for festival_weeks in window_weeks)
    return touched and not all(
        any(_contains(window, festival_weeks) for festival_weeks in window_weeks) for window, window_weeks in pairs
    )


def _touches(window: Window, span: tuple[int, int]) -> bool:
    return window.first <= span[1] and span[0] <= window.last


def _contains(window: Window, span: tuple[int, int]) -> bool:
    return window.first <= span[0] and span[1] <= window.last


def months_up_to(as_of: date, count: int, calendar: ReportingCalendar) -> list[int]:
    """Return the last `count` month numbers up to the month of a date, oldest first."""
    last = calendar.month_of(day_number(as_of))
    return list(range(last - count + 1, last + 1))
