"""Periods as people write them: every form, what is around it, what is written is read back, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.time.days import day_number, to_date
from core.time.period_context import NO_CONTEXT, PeriodContext, context_of
from core.time.period_label import calendar_label, dated_label, period_label
from core.time.period_refusal import PeriodTextError
from core.time.period_text import needs_context, parse_period
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

MAY = PeriodContext(2026, 2026 * 12 + 4)
WITH_YEAR = {
    "2026-11-22": "2026-11-22..2026-11-22",
    "2026/11/2": "2026-11-02..2026-11-02",
    "2026.11.2": "2026-11-02..2026-11-02",
    "20261122": "2026-11-22..2026-11-22",
    "2026年11月22日": "2026-11-22..2026-11-22",
    "2026-W47": "2026-11-16..2026-11-22",
    "2026-w01": "2025-12-29..2026-01-04",
    "2026年第47周": "2026-11-16..2026-11-22",
    "2026-11": "2026-11-01..2026-11-30",
    "2026/4": "2026-04-01..2026-04-30",
    "2026.05": "2026-05-01..2026-05-31",
    "2026.10": "2026-10-01..2026-10-31",
    "2026.1月": "2026-01-01..2026-01-31",
    "202604": "2026-04-01..2026-04-30",
    "2026年4月": "2026-04-01..2026-04-30",
    "2026年4月份": "2026-04-01..2026-04-30",
    "2026 年 四 月": "2026-04-01..2026-04-30",
    "2024-02": "2024-02-01..2024-02-29",
    "2026年1-10月": "2026-01-01..2026-10-31",
    "2026年1—10月累计": "2026-01-01..2026-10-31",
    "2026年1月－10月": "2026-01-01..2026-10-31",
    "2026年前9个月": "2026-01-01..2026-09-30",
    "2026Q3": "2026-07-01..2026-09-30",
    "2026-Q3": "2026-07-01..2026-09-30",
    "2026年第三季度": "2026-07-01..2026-09-30",
    "2026三季度": "2026-07-01..2026-09-30",
    "2026年前三季度": "2026-01-01..2026-09-30",
    "2026年1-3季度": "2026-01-01..2026-09-30",
    "2026上半年": "2026-01-01..2026-06-30",
    "2026年下半年": "2026-07-01..2026-12-31",
    "2026H1": "2026-01-01..2026-06-30",
    "2026": "2026-01-01..2026-12-31",
    "２０２６年": "2026-01-01..2026-12-31",
    "2026年度": "2026-01-01..2026-12-31",
    "2026年全年": "2026-01-01..2026-12-31",
    "2022-06-25..2022-07-25": "2022-06-25..2022-07-25",
    "2022-06-25至2022-07-25": "2022-06-25..2022-07-25",
    "２０２２-０６-２５～２０２２-０７-２５": "2022-06-25..2022-07-25",
    "2022年6月25日 至 2022年7月25日": "2022-06-25..2022-07-25",
    "2026年4月26日-5月25日": "2026-04-26..2026-05-25",
    "2026年5月1日-7日": "2026-05-01..2026-05-07",
    "2026年4月26日至2026年5月25日": "2026-04-26..2026-05-25",
    "2026-01..2026Q1": "2026-01-01..2026-03-31",
    "2026.01-2026.06": "2026-01-01..2026-06-30",
    "2025年11月至2026年2月": "2025-11-01..2026-02-28",
    "2026Q1-Q3": "2026-01-01..2026-09-30",
    "2026年5月（5月1日—5月31日）": "2026-05-01..2026-05-31",
}
WITHOUT_YEAR = {
    "1-6月": "2026-01-01..2026-06-30",
    "1—9月": "2026-01-01..2026-09-30",
    "1至9月份": "2026-01-01..2026-09-30",
    "1～9月": "2026-01-01..2026-09-30",
    "5月": "2026-05-01..2026-05-31",
    "十一月": "2026-11-01..2026-11-30",
    "上半年": "2026-01-01..2026-06-30",
    "H2": "2026-07-01..2026-12-31",
    "三季度": "2026-07-01..2026-09-30",
    "第3季度": "2026-07-01..2026-09-30",
    "Q3": "2026-07-01..2026-09-30",
    "前三季度": "2026-01-01..2026-09-30",
    "前5个月": "2026-01-01..2026-05-31",
    "全年": "2026-01-01..2026-12-31",
    "4月26日至5月25日": "2026-04-26..2026-05-25",
    "5月3日": "2026-05-03..2026-05-03",
    "第47周": "2026-11-16..2026-11-22",
}
RELATIVE = {
    "本月": "2026-05-01..2026-05-31",
    "上月": "2026-04-01..2026-04-30",
    "去年同月": "2025-05-01..2025-05-31",
    "累计": "2026-01-01..2026-05-31",
    "本年累计": "2026-01-01..2026-05-31",
}
# The refused text, and a form that its mend must name.
REFUSED = {
    "": "2026年5月",
    "ytd": "2026-05",
    "近7天": "2026年5月",
    "去年Q3": "2026年5月",
    "2026.1": "2026年10月",
    "1-6": "2026年1-6月",
    "10-26": "2026年10月26日",
    "11/22": "2026年11月22日",
    "46000": "2026年5月",
    "22/11/2026": "2026-05-03",
    "26年5月": "2026年5月",
    "二〇二六年": "2026年",
    "2026-13": "2026年5月",
    "2026-00": "2026年5月",
    "0-3月": "2026年5月",
    "2026Q5": "2026Q3",
    "2026-02-30": "2026-02-28",
    "2月30日": "2026-02-28",
    "2025-W53": "2026-W47",
    "2026年6-1月": "2025年12月26日至2026年1月25日",
    "12月26日至1月25日": "2025年12月26日至2026年1月25日",
    "2026-11-22..2026-11-21": "2025年12月26日至2026年1月25日",
    "2月29日": "2024年2月29日",
    "2026-11/22": "2026-05-03",
    "2026..2027..2028": "2026",
    "..2026": "2026",
    "2026年5月（4月26日—5月25日）": "2026年5月",
    **{text: f"2026年{text.replace('～', '~').replace('—', '-')}" for text in WITHOUT_YEAR},
    **dict.fromkeys(RELATIVE, "2026年1-5月"),
}
CALENDARS = st.builds(
    ReportingCalendar,
    st.integers(1, 28).filter(lambda day: day != 16),
    st.none() | st.tuples(st.integers(1, 12), st.integers(1, 28).filter(lambda day: day != 16)),
)


def spelled(days: tuple[int, int]) -> str:
    return f"{to_date(days[0])}..{to_date(days[1])}"


def quoted(mend: str) -> list[str]:
    return re.findall("“([^”]+)”", mend)


@pytest.mark.parametrize("text", WITH_YEAR)
def test_a_form_with_a_year_needs_nothing_around_it(text: str) -> None:
    assert spelled(parse_period(text)) == WITH_YEAR[text]
    assert spelled(parse_period(text, context=PeriodContext(1999, 1999 * 12))) == WITH_YEAR[text]
    assert not needs_context(text)


@pytest.mark.parametrize("text", WITHOUT_YEAR)
def test_a_form_without_a_year_takes_it_from_its_context(text: str) -> None:
    assert spelled(parse_period(text, context=PeriodContext(2026))) == WITHOUT_YEAR[text]
    assert needs_context(text)


@pytest.mark.parametrize("text", RELATIVE)
def test_what_is_relative_takes_the_month_of_its_context(text: str) -> None:
    assert spelled(parse_period(text, context=MAY)) == RELATIVE[text]
    with pytest.raises(PeriodTextError, match="相对"):
        parse_period(text, context=PeriodContext(2026))


@pytest.mark.parametrize("text", REFUSED)
def test_every_refusal_names_a_form_that_can_be_read(text: str) -> None:
    with pytest.raises(PeriodTextError) as refused:
        parse_period(text)
    assert REFUSED[text] in quoted(refused.value.mend)
    for form in quoted(refused.value.mend):
        parse_period(form)


@pytest.mark.parametrize(
    "text", ["2026-1①", "2026-1²", "2026-1 1", "2026-1  1", "2026-1\n1", "2026-11-2１\u30002", "٢٠٢٦", "2026年1²-6月"]
)
def test_a_number_that_is_not_all_digits_is_no_other_number(text: str) -> None:
    for context in (None, MAY):
        with pytest.raises(PeriodTextError):
            parse_period(text, context=context)
    assert context_of(text).month is None


@given(st.text("0123456789年月日季度前上下半至-—.~/QHW第一二三本累计（）", max_size=12))
def test_whatever_is_written_is_read_or_refused_with_forms_that_can_be_read(text: str) -> None:
    for context in (None, NO_CONTEXT, MAY):
        try:
            first, last = parse_period(text, context=context)
        except PeriodTextError as error:
            forms = quoted(error.mend)
            assert forms and all(parse_period(form) for form in forms), error
        else:
            assert first <= last


@given(CALENDARS, st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 23), st.booleans())
def test_whole_months_are_read_back_as_they_are_written(
    calendar: ReportingCalendar, day: date, more: int, dated: bool
) -> None:
    month = calendar.month_of(day_number(day))
    days = calendar.months_days(month, month + more)
    label = dated_label(days, calendar) if dated else period_label(days, calendar)
    assert parse_period(label, calendar) == days, label


@given(CALENDARS, st.integers(1951, 2090))
def test_whole_years_are_read_back_as_they_are_written(calendar: ReportingCalendar, year: int) -> None:
    days = calendar.year_days(year)
    assert period_label(days, calendar) == f"{year}年"
    assert parse_period(dated_label(days, calendar), calendar) == days
    assert parse_period(str(year), calendar) == days


@given(st.dates(date(1970, 1, 1), date(2080, 12, 31)), st.integers(0, 4000))
def test_a_range_is_its_two_days(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    expected = (day_number(start), day_number(end))
    assert parse_period(f"{start}..{end}") == expected
    assert parse_period(f"{start:%Y年%m月%d日}至{end:%Y/%m/%d}") == expected
    assert parse_period(period_label(expected)) == expected


def test_labels_are_written_as_people_write_them() -> None:
    month = ReportingCalendar(26)
    assert dated_label(parse_period("2026-05", month), month) == "2026年5月（4月26日—5月25日）"
    assert dated_label(parse_period("2026-01", month), month) == "2026年1月（2025年12月26日—2026年1月25日）"
    assert dated_label(parse_period("2026-05")) == "2026年5月"
    assert [period_label(parse_period(text)) for text in ("2026Q3", "2026H2", "2026年1-10月", "2026-05-03")] == [
        *("2026年第三季度", "2026年下半年", "2026年1—10月", "2026年5月3日")
    ]
    assert calendar_label(day_number(date(2026, 5, 28)), CALENDAR) == ""
    own = "2026年6月（5月26日—6月25日）；2026年（2025年12月26日—2026年12月25日）"
    assert calendar_label(day_number(date(2026, 5, 28)), month) == own
    year = ReportingCalendar(year_begins=(12, 21))
    assert dated_label(parse_period("2026", year), year) == "2026年（2025年12月21日—2026年12月20日）"


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("××派出所2026年10月警情统计表", PeriodContext(2026, 2026 * 12 + 9)),
        ("2026年1-9月报表", PeriodContext(2026, 2026 * 12 + 8)),
        ("2026年报表", PeriodContext(2026)),
        ("月报202605.csv", PeriodContext(2026, 2026 * 12 + 4)),
        ("2026-05 报表.xlsx", PeriodContext(2026, 2026 * 12 + 4)),
        ("2026年5月（填报2026年6月1日）", PeriodContext(2026, 2026 * 12 + 4)),
        ("报表_20260105.csv", NO_CONTEXT),  # the day on which it was exported, not the year that it speaks of
        ("2025年与2026年对比", NO_CONTEXT),
        ("月报.csv", NO_CONTEXT),
    ],
)
def test_the_context_is_the_one_year_that_a_name_has(text: str, context: PeriodContext) -> None:
    assert context_of(text) == context


def test_the_nearest_name_with_a_year_counts() -> None:
    assert context_of("1-6月", "2025年", "2026年.csv") == PeriodContext(2025)


@given(CALENDARS, st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_months_and_years_of_a_calendar_tile_the_days(calendar: ReportingCalendar, on_date: date) -> None:
    day = day_number(on_date)
    month, year = calendar.month_of(day), calendar.year_of(day)
    for number, days_of in ((month, calendar.month_days), (year, calendar.year_days)):
        first, last = days_of(number)
        assert first <= day <= last
        assert days_of(number - 1)[1] == first - 1 and days_of(number + 1)[0] == last + 1
    middle = to_date(sum(calendar.month_days(month)) // 2)
    assert 12 * middle.year + middle.month - 1 == month
    months = calendar.year_months(year)
    assert (months[0][0], months[-1][1]) == calendar.year_days(year)
    assert all(next_[0] == span[1] + 1 for span, next_ in pairwise(months))


def test_a_year_without_a_day_of_its_own_is_its_twelve_months() -> None:
    assert spelled(ReportingCalendar(26).year_days(2026)) == "2025-12-26..2026-12-25"
    assert spelled(ReportingCalendar(26, (12, 21)).year_days(2026)) == "2025-12-21..2026-12-20"
    assert spelled(CALENDAR.year_days(2026)) == "2026-01-01..2026-12-31"
    assert CALENDAR.is_plain and not ReportingCalendar(26).is_plain
