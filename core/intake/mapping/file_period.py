"""The period that a file speaks of, where its rows do not say: as stated at the import, or as title or name say.

A mapping asks for it by words in braces, so that it holds for next month's file: {covers} is the period itself,
{year} and {month} are its parts, {last_year} the same dates a year before, {previous} the month before. What a column
says of this month, quarter or year runs from its first day to the file's last one ({month_to_date} and so on): a title
names the month, or the months so far, and the columns below it may say either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from core.full_width import half_width
from core.intake.refusal import WHOLE_FILE, CellError, FileRefused, Refusal
from core.time.day_spans import DaySpan
from core.time.days import day_number, to_date
from core.time.period_forms import plain_text
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import ReportingCalendar

COVERS = "{covers}"
TO_DATE = {"{month_to_date}": 1, "{quarter_to_date}": 3, "{year_to_date}": 12}  # months, up to the file's last day
PLACES = (COVERS, "{year}", "{month}", "{last_year}", "{previous}", *TO_DATE)
_MONTH = re.compile(
    r"(?<![0-9至到~])(20[0-9]{2})(?:年([0-9]{1,2})月(?!份?(?:[0-9]|[-~至到—–]))|[-_.]?([0-9]{2})(?![0-9]|[-_.~][0-9]|至|月))"
)
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]+0?0:00(?::00)?)?")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_YEAR_WORD = re.compile(r"(?<![0-9])20[0-9]{2}年")
_BARE_YEAR, _LONGEST_PERIOD = 5, 24  # letters


class FilePeriod:
    """The days of a file, or its year alone.

    `around` are texts that stand nearer to the rows than the file's name: the title, the name of the sheet.
    """

    def __init__(
        self, file: str, stated: DaySpan | None, calendar: ReportingCalendar, around: Sequence[str] = ()
    ) -> None:
        self.file, self._calendar = file, calendar
        texts = [*around, file]
        self.days = stated or next((days for text in texts if (days := days_in(text, calendar))), None)
        named = next((years for text in texts if (years := _years_in(text))), set())
        self._years = {to_date(day).year for day in self.days} if self.days else named

    def of_file_alone(self) -> FilePeriod:
        """The period that the file's name says."""
        return FilePeriod(self.file, None, self._calendar)

    def fill(self, text: str) -> str:
        """A text with its words in braces filled in. Raises FileRefused where the file does not say."""
        for place in PLACES:
            if place in text:
                text = text.replace(place, self._value(place))
        return text

    def fill_all(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts of a table's columns filled in. Raises FileRefused where nobody can tell what 同期 is held to."""
        runs = {self.fill(place) for text in texts.values() for place in TO_DATE if place in text}
        if runs - {self.fill(COVERS) if runs else ""} and any("{last_year}" in text for text in texts.values()):
            rule = "看不出“同期”说的是哪一期的同期：表里的本月、本季度、本年与文件所说的期间不是同一段"
            mend = "在对照里写明同期一列的期间，如 2025-10、2025年1-10月"
            raise FileRefused(self.file, [Refusal(WHOLE_FILE, "", "", rule, mend)])
        return {header: self.fill(text) for header, text in texts.items()}

    def written(self) -> str:
        """The period as a title says it; the year alone where no more is known, and empty without one."""
        if self.days is None:
            return f"{next(iter(self._years))}年" if len(self._years) == 1 else ""
        if self._calendar.month_days(month := self._calendar.month_of(self.days[0])) == self.days:
            return f"{month // 12}年{month % 12 + 1}月"
        first, last = (to_date(day) for day in self.days)
        return f"{first.year}年{first.month}月{first.day}日-{last.year}年{last.month}月{last.day}日"

    def _value(self, place: str) -> str:
        if place == "{year}" and len(self._years) == 1:
            return str(next(iter(self._years)))
        if self.days is None or place == "{year}":
            rule = "看不出这个文件说的是哪一期"
            mend = "写明文件说的是哪一段时间，如 2026-10（命令行 --covers 2026-10），或把年月写进文件名，如“2026年10月”"
            raise FileRefused(self.file, [Refusal(WHOLE_FILE, "", "", rule, mend)])
        if place == "{month}":
            return f"{self._one_month() % 12 + 1:02d}"
        if place == "{previous}":
            return _span_text(self._calendar.month_days(self._one_month() - 1))
        if place in TO_DATE:
            return _span_text((self._begin(TO_DATE[place]), self.days[1]))
        return _span_text(self.days if place == COVERS else _year_before(self.days))

    def _begin(self, length: int) -> int:
        """The first day of the month, quarter or year, of so many months, in which the file's last day lies."""
        assert self.days is not None
        last = self.days[1]
        if length == 1:
            return self._calendar.month_days(self._calendar.month_of(last))[0]
        months = self._calendar.year_months(self._calendar.year_of(last))
        place = next(place for place, days in enumerate(months) if last <= days[1])
        return months[place // length * length][0]

    def _one_month(self) -> int:
        assert self.days is not None
        month = self._calendar.month_of(self.days[0])
        if self._calendar.month_days(month) != self.days:
            rule = "文件说的不是一个整月，而对照要用月份"
            raise FileRefused(
                self.file, [Refusal(WHOLE_FILE, "", "", rule, "写明月份，如 2026-10（命令行 --covers 2026-10）")]
            )
        return month


def read_month(text: str) -> str:
    """A date on the 1st, which a spreadsheet made of a month, as that month; what is no date stays as it is."""
    match = _DATE.fullmatch(half_width(text))
    if match is None:
        return text
    if int(match[3]) != 1:
        raise CellError("不是一号，看不出是哪个月", "写月份，如 2026-10；或在对照里改期间的日期写法")
    return f"{match[1]}-{int(match[2]):02d}"


def _span_text(days: DaySpan) -> str:
    return f"{to_date(days[0])}..{to_date(days[1])}"


def _year_before(days: DaySpan) -> DaySpan:
    first, last = (to_date(day) for day in days)
    return _same_date(first), _same_date(last)


def _same_date(day: date) -> int:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day_number(day.replace(year=day.year - 1, day=28 if is_leap_day else day.day))


def days_in(text: str, calendar: ReportingCalendar) -> DaySpan | None:
    """The days of the one month, or of the one longer period, that a title or a name says; None where it says none."""
    if month := _month_in(text, calendar):
        return month
    plain = plain_text(text)
    spans = {
        span for match in _YEAR_WORD.finditer(plain) if (span := _longest_period(plain[match.start() :], calendar))
    }
    return spans.pop() if len(spans) == 1 else None


def _longest_period(text: str, calendar: ReportingCalendar) -> DaySpan | None:
    """The period that a text begins with: more than a bare year, and longer than a day."""
    for end in range(min(len(text), _LONGEST_PERIOD), _BARE_YEAR, -1):
        try:
            first, last = parse_period(text[:end], calendar)
        except PeriodTextError:
            continue
        return (first, last) if first < last else None
    return None


def _month_in(name: str, calendar: ReportingCalendar) -> DaySpan | None:
    """The one month that a name says, if it says one."""
    found = [(int(year), int(word or digits)) for year, word, digits in _MONTH.findall(half_width(name))]
    months = {year * 12 + month - 1 for year, month in found if 1 <= month <= 12}
    return calendar.month_days(months.pop()) if len(months) == 1 else None


def _years_in(name: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(half_width(name))}
