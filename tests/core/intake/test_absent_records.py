"""Which records belong to the days of a complete file: those that are there, and those withdrawn before, alike."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest

from core.intake.absent_records import _is_within, _within_sql
from core.time.days import first_second
from tests.support.worlds import CATALOGUE

FIRST, LAST = 20_000, 20_030
AROUND = (FIRST - 1, FIRST, FIRST + 1, LAST - 1, LAST, LAST + 1)


def is_within_by_sql(kind: str, values: dict[str, int | None]) -> bool:
    columns = ", ".join(f":{name} AS {name}" for name in values)
    query = f"SELECT {_within_sql(CATALOGUE.facts[kind])} FROM (SELECT {columns})"
    row = sqlite3.connect(":memory:").execute(query, {**values, "first": FIRST, "last": LAST}).fetchone()
    return bool(row[0])


@pytest.mark.parametrize(("begins", "ends"), [*product(AROUND, (None, *AROUND))])
def test_a_posting_belongs_to_the_days_as_long_as_it_lasts(begins: int, ends: int | None) -> None:
    values = {"from_day": begins, "to_day": ends}
    expected = begins <= LAST and (ends is None or ends > FIRST)
    assert _is_within(CATALOGUE.facts["posting"], values, (FIRST, LAST)) == expected
    assert is_within_by_sql("posting", values) == expected


@pytest.mark.parametrize("day", AROUND)
def test_any_other_record_belongs_to_its_day(day: int) -> None:
    expected = FIRST <= day <= LAST
    for second in (first_second(day), first_second(day + 1) - 1):
        assert _is_within(CATALOGUE.facts["alert"], {"occurred_at": second}, (FIRST, LAST)) == expected
    assert is_within_by_sql("alert", {"when_day": day}) == expected
