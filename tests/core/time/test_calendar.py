"""The lunar new year, working days with 调休, and 同比 aligned on 春节."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.judgement.spring_festival import remove_seasonal_tone
from core.metrics.reporting_period import shift_months, spring_aligned_window, touches_spring_unevenly
from core.metrics.types import Judgement, Verdict, Window
from core.time.calendar import WorkCalendar, lunar_new_year
from core.time.days import day_number, to_date

CATALOGUE = load_catalogue()
WORK = CATALOGUE.work_calendar()
SPRING = CATALOGUE.spring
# 正月初一, as calendars print it.
NEW_YEARS = {2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06"}
# The 2026 arrangement as the notice of 4 November 2025 gives it: stretches of days off, then days worked.
OFF_2026 = [
    ("01-01", "01-03"),
    ("02-15", "02-23"),
    ("04-04", "04-06"),
    ("05-01", "05-05"),
    ("06-19", "06-21"),
    ("09-25", "09-27"),
    ("10-01", "10-07"),
]
ON_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


@pytest.mark.parametrize(("year", "text"), NEW_YEARS.items())
def test_new_years(year: int, text: str) -> None:
    assert to_date(lunar_new_year(year)) == date.fromisoformat(f"{year}-{text}")


def test_2026_is_as_announced() -> None:
    off = {number for a, b in OFF_2026 for number in range(day(f"2026-{a}"), day(f"2026-{b}") + 1)}
    on = {day(f"2026-{date_text}") for date_text in ON_2026}
    for number in range(day("2026-01-01"), day("2026-12-31") + 1):
        plain = to_date(number).weekday() < 5
        assert WORK.is_workday(number) == ((plain and number not in off) or number in on), to_date(number)


@pytest.mark.parametrize("year", [int(name) for name in CATALOGUE.workdays])
def test_each_year_has_as_many_days_of_holiday_as_the_law_gives(year: int) -> None:
    """11 days by law up to 2024, 13 from 2025 (国务院令第795号): each one a working day less in the year."""
    first, last = day(f"{year}-01-01"), day(f"{year}-12-31")
    weekdays = sum(to_date(number).weekday() < 5 for number in range(first, last + 1))
    worked = sum(WORK.is_workday(number) for number in range(first, last + 1))
    by_law = 11 if year < 2025 else 13
    assert weekdays - worked == by_law


def test_counting_over_a_long_holiday() -> None:
    friday = day("2026-02-13")
    assert [to_date(WORK.add_workdays(friday, n)).isoformat() for n in (0, 1, 2, 3)] == [
        "2026-02-13",
        "2026-02-14",  # a Saturday that is worked
        "2026-02-24",  # the first day after nine off
        "2026-02-25",
    ]
    assert WORK.workdays_between(friday, day("2026-02-25")) == 3


@given(st.integers(day("2023-01-01"), day("2028-12-31")), st.integers(0, 60))
def test_adding_and_counting_agree(start: int, days: int) -> None:
    end = WORK.add_workdays(start, days)
    assert WORK.workdays_between(start, end) == days
    assert WORK.workdays_between(end, start) == -days
    assert days == 0 or WORK.is_workday(end)


def test_a_year_not_announced_is_the_plain_week_and_says_so() -> None:
    assert WORK.unannounced_years(day("2026-12-01"), day("2028-01-31")) == [2027, 2028]
    assert not WORK.unannounced_years(day("2026-01-01"), day("2026-12-24"))
    assert WORK.unannounced_years(day("2026-12-25"), day("2026-12-25")) == [
        2027
    ]  # the next year's notice may still move it
    assert not WORK.unannounced_years(day("2025-12-31"), day("2025-12-31"))
    assert WORK.is_workday(day("2027-10-01"))  # a Friday of which nothing is known
    assert WorkCalendar({}).unannounced_years(0, 0) == [1970]


def test_a_bureau_adds_a_year_of_its_own() -> None:
    text = '[workdays.2027]\noff = [2027-10-01]\non = [2027-10-09]\nsource = "国务院办公厅通知"\n'
    calendar = load_catalogue({"ours.toml": text}).work_calendar()
    assert not calendar.is_workday(day("2027-10-01")) and calendar.is_workday(day("2027-10-09"))
    assert calendar.unannounced_years(day("2027-01-01"), day("2027-12-24")) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("off = [2027-10-02]\non = []", "2027-10-02 是周末"),
        ("off = []\non = [2027-10-01]", "2027-10-01 不是周末"),
        ("off = [2026-10-01]\non = []", "2026-10-01 不在 2027 年"),
        ("off = [2027-10-01, 2027-10-01]\non = []", "同一天写了两次"),
    ],
)
def test_a_year_that_cannot_be_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        load_catalogue({"ours.toml": f'[workdays.2027]\n{text}\nsource = "国务院通知"\n'})


def aligned(first: str, last: str) -> tuple[str, str] | None:
    window = spring_aligned_window(Window(day(first), day(last)), SPRING.before, SPRING.after, SPRING.longest)
    return None if window is None else (window.start.isoformat(), window.end.isoformat())


@pytest.mark.parametrize(
    ("first", "last", "base"),
    [
        # 2026-02-17 against 2025-01-29: 384 days.
        ("2026-02-17", "2026-02-23", ("2025-01-29", "2025-02-04")),
        ("2026-02-01", "2026-02-28", ("2025-01-13", "2025-02-09")),
        ("2026-01-01", "2026-02-10", ("2024-12-13", "2025-01-22")),
        # The window lies after its own new year's weeks, but last year's same dates do not: 2024-02-10 → 2025-01-29.
        ("2025-03-01", "2025-03-07", ("2024-03-12", "2024-03-18")),
        # A window over New Year's Eve that ends near an early 春节.
        ("2022-12-20", "2022-12-31", ("2021-12-30", "2022-01-10")),
        # Neither year's weeks are touched; the weeks lie whole in both; too long.
        ("2026-05-01", "2026-05-31", None),
        ("2026-01-01", "2026-04-02", None),
        ("2026-01-01", "2026-04-15", None),
    ],
)
def test_the_same_days_about_the_new_year(first: str, last: str, base: tuple[str, str] | None) -> None:
    assert aligned(first, last) == base


@given(st.dates(date(1995, 1, 1), date(2060, 1, 1)), st.integers(1, 120))
def test_an_aligned_base_lies_as_far_from_its_new_year(start: date, days: int) -> None:
    window = Window(day_number(start), day_number(start + timedelta(days=days - 1)))
    aligned = spring_aligned_window(window, SPRING.before, SPRING.after, SPRING.longest)
    if aligned is None:
        return
    assert aligned.days == window.days
    shifts = {lunar_new_year(year) - lunar_new_year(year - 1) for year in range(window.start.year, window.end.year + 2)}
    assert window.first - aligned.first in shifts
    assert abs(aligned.first - shift_months(window.first, -12)) <= 31


@pytest.mark.parametrize(
    ("now", "base", "seasonal"),
    [
        (("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31"), True),
        (("2026-04-01", "2026-04-30"), ("2026-03-01", "2026-03-31"), True),  # the weeks reach to 17 March
        (("2026-06-01", "2026-06-30"), ("2026-05-01", "2026-05-31"), False),
        (("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31"), False),  # both years hold the weeks whole
        (("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31"), True),
    ],
)
def test_the_stretch_before_across_the_new_year(now: tuple[str, str], base: tuple[str, str], seasonal: bool) -> None:
    first, second = (Window(day(start), day(end)) for start, end in (now, base))
    assert touches_spring_unevenly(first, second, SPRING.before, SPRING.after) == seasonal


def test_a_firm_verdict_across_the_new_year_keeps_its_words_and_has_no_colour() -> None:
    firm = Judgement(Verdict.FALL, 900, 500, -50.0, -40.0, 1.0, "better", "超出", "环比由 900 起 到 500 起，确有下降。")
    neutral = remove_seasonal_tone(firm)
    assert (neutral.verdict, neutral.tone) == (Verdict.FALL, "none") and neutral.note in neutral.sentence
    calm = Judgement(
        Verdict.UNCLEAR, 900, 890, -5.0, 3.0, 1.0, "none", "未超出", "环比由 900 起 到 890 起，看不出升降。"
    )
    assert remove_seasonal_tone(calm) == calm
