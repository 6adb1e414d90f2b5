"""Kinds of days: which are compared with their weekday, which with like days alone, and which with nothing."""

from __future__ import annotations

from datetime import date

import pytest

from core.catalogue.load import load_catalogue
from core.features.expected_range.day_kinds import DayKinds, Occasion, day_kinds
from core.time.days import day_number, to_date

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)


@pytest.fixture(scope="module")
def kinds() -> DayKinds:
    catalogue = load_catalogue()
    return day_kinds(catalogue.work_calendar(), catalogue.spring, day_number(FIRST), day_number(LAST))


def at(day: date) -> int:
    return day_number(day) - day_number(FIRST)


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (date(2026, 10, 31), Occasion.NONE),
        (date(2026, 10, 1), Occasion.NATIONAL),
        (date(2026, 10, 7), Occasion.NATIONAL),
        (date(2026, 10, 8), Occasion.NONE),
        (date(2026, 10, 10), Occasion.MAKE_UP),  # a Saturday that is worked
        (date(2025, 10, 6), Occasion.NATIONAL),  # 中秋 within the national holiday
        (date(2026, 9, 25), Occasion.MID_AUTUMN),
        (date(2024, 4, 4), Occasion.QINGMING),  # 清明 on 4 April
        (date(2026, 4, 5), Occasion.QINGMING),  # and on 5 April
        (date(2026, 2, 17), Occasion.SPRING),
        (date(2026, 1, 20), Occasion.SPRING),  # four weeks before
        (date(2026, 1, 19), Occasion.NONE),
        (date(2027, 5, 3), Occasion.UNKNOWN),  # 2027 is not announced
        (date(2026, 12, 30), Occasion.UNKNOWN),  # the last days of December go by the next year's arrangement
        (date(2027, 7, 15), Occasion.NONE),
    ],
)
def test_each_day_has_its_occasion(kinds: DayKinds, day: date, occasion: Occasion) -> None:
    assert Occasion(int(kinds.occasion[at(day)])) is occasion


def test_like_days_are_of_other_years_and_as_near_to_the_beginning(kinds: DayKinds) -> None:
    like = [to_date(day_number(FIRST) + int(index)) for index in kinds.like_days(at(date(2026, 10, 3)))]
    assert like == [date(year, 10, day) for year in (2024, 2025) for day in (2, 3, 4)]


def test_a_make_up_workday_is_like_every_other(kinds: DayKinds) -> None:
    like = kinds.like_days(at(date(2026, 10, 10)))
    assert at(date(2026, 10, 10)) not in like
    assert {int(kinds.occasion[index]) for index in like} == {Occasion.MAKE_UP}
    assert at(date(2025, 9, 28)) in like and at(date(2026, 2, 14)) not in like  # a make-up day before 春节 is 春节's


def test_days_that_nobody_knows_are_like_none(kinds: DayKinds) -> None:
    assert len(kinds.like_days(at(date(2027, 5, 3)))) == 0


def test_near_the_lunar_new_year_work_is_compared_with_work(kinds: DayKinds) -> None:
    index = at(date(2026, 2, 24))  # the first worked day after the festival
    like = kinds.like_days(index)
    assert len(like) and kinds.worked[like].all()
    assert all(abs(int(kinds.position[place]) - int(kinds.position[index])) <= 1 for place in like)


def test_the_first_days_alone_are_the_same(kinds: DayKinds) -> None:
    part = kinds.first_days(400)
    assert len(part.occasion) == len(part.worked) == 400
    assert (part.occasion == kinds.occasion[:400]).all() and (part.position == kinds.position[:400]).all()
