"""Title of the week's hours: only what exceeds chance is said to stand out."""

from __future__ import annotations

from dashboards.components.hours import headline

EVEN = [[100] * 24 for _ in range(7)]


def test_nothing_stands_out_of_even_hours() -> None:
    assert headline(EVEN, "有效警情") == ("有效警情：没有哪个时段突出", "共 16,800 起，按星期和小时")


def test_hours_of_every_day_are_told_without_a_weekday() -> None:
    week = [[100] * 17 + [200] * 3 + [100] * 4 for _ in range(7)]
    title, subtitle = headline(week, "有效警情")
    assert title == "有效警情：各天 17–20 时最多" and "占 22%" in subtitle


def test_an_hour_of_one_weekday_is_told_with_what_was_to_be_expected() -> None:
    week = [row[:] for row in EVEN]
    week[4][18] = 300
    title, subtitle = headline(week, "有效警情")
    assert title == "有效警情：周五 18 时格外多"
    assert subtitle.startswith("该时段 300 起，按当日和该时平常约 ")


def test_a_single_day_is_not_told_as_every_day() -> None:
    week = [[0] * 24 for _ in range(5)] + [[1] * 16 + [9] * 3 + [1] * 5, [0] * 24]
    title, subtitle = headline(week, "有效警情")
    assert title == "有效警情：周六 16–19 时最多" and "各天" not in subtitle


def test_three_hours_that_have_nearly_all_have_not_all() -> None:
    week = [[0] * 17 + [83] * 3 + [0] * 3 + [1] for _ in range(7)]
    title, subtitle = headline(week, "有效警情")
    assert title == "有效警情：各天 17–20 时最多" and "占 99.6%" in subtitle
