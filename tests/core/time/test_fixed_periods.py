"""Fixed periods: every form, both ends, and what is no period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.time.days import day_number
from core.time.period_text import parse_fixed

CASES = {
    "2026-11-22": ("2026-11-22", "2026-11-22"),
    "2026/11/2": ("2026-11-02", "2026-11-02"),
    "2026年11月22日": ("2026-11-22", "2026-11-22"),
    "2026-W47": ("2026-11-16", "2026-11-22"),
    "2026-w01": ("2025-12-29", "2026-01-04"),
    "2026-11": ("2026-11-01", "2026-11-30"),
    "2026年2月": ("2026-02-01", "2026-02-28"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2026Q4": ("2026-10-01", "2026-12-31"),
    "2026": ("2026-01-01", "2026-12-31"),
    "２０２６年": ("2026-01-01", "2026-12-31"),
    "2022-06-25..2022-07-25": ("2022-06-25", "2022-07-25"),
    "2022-06-25至2022-07-25": ("2022-06-25", "2022-07-25"),
    "２０２２-０６-２５～２０２２-０７-２５": ("2022-06-25", "2022-07-25"),
    "2022年6月25日 至 2022年7月25日": ("2022-06-25", "2022-07-25"),
    "2026-01..2026Q1": ("2026-01-01", "2026-03-31"),
}


@pytest.mark.parametrize("text", CASES)
def test_every_form_has_its_days(text: str) -> None:
    first, last = (day_number(date.fromisoformat(day)) for day in CASES[text])
    assert parse_fixed(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ytd", "last7", "11-22", "2026-02-30", "2025-W53", "2026-13", "2026-00", "2026Q5", "2026-11/22"),
        *("2026-11-22..2026-11-21", "2026..2027..2028", "..2026", "22/11/2026", "46000", "二〇二六年"),
        *("2026-1①", "2026-1²", "2026-1 1", "2026-1  1", "2026-1\n1", "2026-11-2１\u30002", "٢٠٢٦"),
    ],
)
def test_what_is_no_fixed_period(text: str) -> None:
    assert parse_fixed(text) is None


@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.integers(0, 4000))
def test_a_range_is_its_two_days(start: date, length: int) -> None:
    end = min(start + timedelta(days=length), date(2099, 12, 31))
    expected = (day_number(start), day_number(end))
    assert parse_fixed(f"{start}..{end}") == expected
    assert parse_fixed(f"{start:%Y年%m月%d日}至{end:%Y/%m/%d}") == expected
