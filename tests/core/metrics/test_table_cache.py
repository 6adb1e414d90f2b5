"""Tables taken over from the last query hold the amounts that they would hold if they were made anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import table_cache
from core.metrics.arrays import Ints
from core.metrics.table_cache import MAX_QUERIES, MeasureTableCache

SPANS, UNITS, COLUMNS = 3, 2, {"plain": slice(0, 1), "binned": slice(1, 3)}
WRITES = st.lists(st.tuples(st.integers(0, SPANS - 1), st.integers(0, UNITS), st.integers(0, 2), st.integers(0, 3)))
REPORTED = st.lists(st.booleans(), min_size=SPANS * UNITS, max_size=SPANS * UNITS)


def make_anew(sums: list[Ints], days: dict[str, Ints]) -> dict[str, Ints]:
    """Make all the tables the plain way."""
    tables = {}
    for name, columns in COLUMNS.items():
        tables[name] = np.array([[sums[span][unit, columns] for unit in range(UNITS)] for span in range(SPANS)])
        tables[name][days[name] < 0] = 0
    return tables


@given(st.lists(st.tuples(WRITES, REPORTED)))
def test_tables_taken_over_are_those_made_anew(versions: list[tuple[list[tuple[int, ...]], list[bool]]]) -> None:
    cache = MeasureTableCache()
    sums = [np.zeros((UNITS + 1, 3), np.int64) for _ in range(SPANS)]  # a unit more than is asked for
    days = dict.fromkeys(COLUMNS, np.zeros((SPANS, UNITS), np.int64))
    for writes, reported in versions:
        for span, unit, column, amount in writes:
            sums[span] = sums[span].copy()
            sums[span][unit, column] = amount
        days = {**days, "binned": np.where(np.reshape(reported, (SPANS, UNITS)), 0, -1)}
        tables, expected = cache.tables("query", list(sums), COLUMNS, days), make_anew(sums, days)
        assert tables.keys() == expected.keys()
        assert all((tables[name] == expected[name]).all() for name in COLUMNS)


def test_a_measure_of_which_nothing_has_changed_keeps_its_very_table() -> None:
    cache = MeasureTableCache()
    sums = [np.zeros((UNITS, 3), np.int64) for _ in range(SPANS)]
    days = dict.fromkeys(COLUMNS, np.zeros((SPANS, UNITS), np.int64))
    before = dict(cache.tables("query", sums, COLUMNS, days))
    first, amount = before["plain"], sums[1].copy()
    amount[0, 0] = 5
    after = cache.tables("query", [sums[0], amount, sums[2]], COLUMNS, days)
    assert after["binned"] is before["binned"]
    assert after["plain"].tolist() == [[[0], [0]], [[5], [0]], [[0], [0]]] and not first.any()
    with pytest.raises(ValueError, match="read-only"):
        after["plain"][0] = 1  # they are shared with whoever asked before


@given(
    st.lists(st.tuples(WRITES, st.lists(st.integers(-1, SPANS - 1), min_size=SPANS * UNITS, max_size=SPANS * UNITS)))
)
def test_levels_taken_over_are_those_made_anew(versions: list[tuple[list[tuple[int, ...]], list[int]]]) -> None:
    cache = MeasureTableCache()
    levels = {day: np.zeros((UNITS + 1, 3), np.int64) for day in range(SPANS)}
    days = dict.fromkeys(COLUMNS, np.zeros((SPANS, UNITS), np.int64))
    for writes, asked in versions:
        for day, unit, column, amount in writes:
            levels = {**levels, day: levels[day].copy()}
            levels[day][unit, column] = amount
        days = {**days, "binned": np.reshape(asked, (SPANS, UNITS))}
        tables = cache.level_tables("query", levels, COLUMNS, days)
        for name, columns in COLUMNS.items():
            for span, unit in np.ndindex(SPANS, UNITS):
                day = int(days[name][span, unit])
                assert (
                    tables[name][span, unit].tolist() == ([0] * 3 if day < 0 else levels[day][unit].tolist())[columns]
                )


def test_a_stock_of_which_nothing_has_changed_keeps_its_very_table() -> None:
    cache, days = MeasureTableCache(), dict.fromkeys(COLUMNS, np.zeros((SPANS, UNITS), np.int64))
    before = cache.level_tables("query", {0: np.zeros((UNITS, 3), np.int64)}, COLUMNS, days)
    level = np.zeros((UNITS, 3), np.int64)
    level[1, 2] = 4
    after = cache.level_tables("query", {0: level}, COLUMNS, days)
    assert after["plain"] is before["plain"] and after["binned"][:, 1].tolist() == [[0, 4]] * SPANS


def test_without_any_level_a_stock_is_0() -> None:
    days = dict.fromkeys(COLUMNS, np.full((SPANS, UNITS), -1))
    assert not MeasureTableCache().level_tables("query", {}, COLUMNS, days)["plain"].any()


def test_the_queries_used_longest_ago_are_dropped() -> None:
    cache = MeasureTableCache()
    for number in range(MAX_QUERIES + 1):
        cache.tables(
            number, [np.zeros((1, 1), np.int64)], {"plain": slice(0, 1)}, {"plain": np.zeros((1, 1), np.int64)}
        )
    assert list(cache._queries) == list(range(1, MAX_QUERIES + 1))


def test_tables_of_many_units_drop_those_of_others_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_cache, "MAX_BYTES", 1000)
    cache = MeasureTableCache()
    for number in range(6):
        sums, days = np.zeros((40, 1), np.int64), np.zeros((1, 40), np.int64)  # 320 bytes
        cache.tables(number, [sums], {"plain": slice(0, 1)}, {"plain": days})
    assert list(cache._queries) == [3, 4, 5] and cache._queries.size == 960
