"""Periods written as people read them; what is written here is read back by `period_text` as the same days."""

from __future__ import annotations

from core.time.day_spans import DaySpan
from core.time.days import to_date
from core.time.reporting_calendar import CALENDAR, MONTHS_A_YEAR, ReportingCalendar

HALVES, QUARTERS = "上下", "一二三四"


def period_label(days: DaySpan, calendar: ReportingCalendar = CALENDAR) -> str:
    """A period such as 2026年, 2026年第三季度, 2026年5月, 2026年1—10月, or its dates where it has no such name."""
    return _name(days, calendar) or dates_label(days)


def dated_label(days: DaySpan, calendar: ReportingCalendar = CALENDAR) -> str:
    """The same, and its dates where they are not those of the calendar on the wall: 2026年5月（4月26日—5月25日）."""
    name = _name(days, calendar)
    if not name or name == _name(days, CALENDAR):
        return name or dates_label(days)
    return f"{name}（{dates_label(days, int(name[:4]))}）"


def calendar_label(day: int, calendar: ReportingCalendar) -> str:
    """The month and the year of a day with their dates, where the bureau's are its own; otherwise empty."""
    if calendar.is_plain:
        return ""
    days = calendar.month_days(calendar.month_of(day)), calendar.year_days(calendar.year_of(day))
    return "；".join(dated_label(span, calendar) for span in days)


def dates_label(days: DaySpan, year: int | None = None) -> str:
    """The dates of a period; their years are left out where both are of a year that is known."""
    first, last = (to_date(day) for day in days)
    is_known = first.year == last.year == year
    begin = f"{'' if is_known else f'{first.year}年'}{first.month}月{first.day}日"
    if first == last:
        return begin
    return f"{begin}—{'' if first.year == last.year else f'{last.year}年'}{last.month}月{last.day}日"


def _name(days: DaySpan, calendar: ReportingCalendar) -> str:
    """The name of a whole year, half, quarter, month or run of months; empty of other days."""
    year = calendar.year_of(days[1])
    if days == calendar.year_days(year):
        return f"{year}年"
    first, last = calendar.month_of(days[0]), calendar.month_of(days[1])
    if days != calendar.months_days(first, last):
        return ""
    (year, index), (last_year, last_index) = divmod(first, MONTHS_A_YEAR), divmod(last, MONTHS_A_YEAR)
    if year != last_year:
        return f"{year}年{index + 1}月—{last_year}年{last_index + 1}月"
    length = last_index - index + 1
    if length == 6 and index % 6 == 0:
        return f"{year}年{HALVES[index // 6]}半年"
    if length == 3 and index % 3 == 0:
        return f"{year}年第{QUARTERS[index // 3]}季度"
    return f"{year}年{index + 1}月" if length == 1 else f"{year}年{index + 1}—{last_index + 1}月"
