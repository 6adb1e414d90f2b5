"""Tables taken over from the last asking hold what they would hold if they were made anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.arrays import Ints
from core.metrics.table_cache import KEPT, MeasureTableCache

SPANS, UNITS, COLUMNS = 3, 2, {"one": slice(0, 1), "binned": slice(1, 3)}
WRITES = st.lists(st.tuples(st.integers(0, SPANS - 1), st.integers(0, UNITS), st.integers(0, 2), st.integers(0, 3)))
KNOWN = st.lists(st.booleans(), min_size=SPANS * UNITS, max_size=SPANS * UNITS)


def anew(sums: list[Ints], days: dict[str, Ints]) -> dict[str, Ints]:
    """The same, the plain way."""
    found = {}
    for name, part in COLUMNS.items():
        found[name] = np.array([[sums[span][unit, part] for unit in range(UNITS)] for span in range(SPANS)])
        found[name][days[name] < 0] = 0
    return found


@given(st.lists(st.tuples(WRITES, KNOWN)))
def test_tables_taken_over_are_those_made_anew(versions: list[tuple[list[tuple[int, ...]], list[bool]]]) -> None:
    tables = MeasureTableCache()
    sums = [np.zeros((UNITS + 1, 3), np.int64) for _ in range(SPANS)]  # a unit more than is asked for
    days = dict.fromkeys(COLUMNS, np.zeros((SPANS, UNITS), np.int64))
    for writes, known in versions:
        for span, unit, column, amount in writes:
            sums[span] = sums[span].copy()
            sums[span][unit, column] = amount
        days = {**days, "binned": np.where(np.reshape(known, (SPANS, UNITS)), 0, -1)}
        found, wanted = tables.tables("question", list(sums), COLUMNS, days), anew(sums, days)
        assert found.keys() == wanted.keys()
        assert all((found[name] == wanted[name]).all() for name in COLUMNS)


def test_a_measure_of_which_nothing_has_changed_keeps_its_very_table() -> None:
    tables = MeasureTableCache()
    sums = [np.zeros((UNITS, 3), np.int64) for _ in range(SPANS)]
    days = dict.fromkeys(COLUMNS, np.zeros((SPANS, UNITS), np.int64))
    before = dict(tables.tables("question", sums, COLUMNS, days))
    first, amount = before["one"], sums[1].copy()
    amount[0, 0] = 5
    after = tables.tables("question", [sums[0], amount, sums[2]], COLUMNS, days)
    assert after["binned"] is before["binned"]
    assert after["one"].tolist() == [[[0], [0]], [[5], [0]], [[0], [0]]] and not first.any()
    with pytest.raises(ValueError, match="read-only"):
        after["one"][0] = 1  # they are shared with whoever asked before


def test_questions_longest_unasked_are_let_go() -> None:
    tables = MeasureTableCache()
    for number in range(KEPT + 1):
        tables.tables(number, [np.zeros((1, 1), np.int64)], {"one": slice(0, 1)}, {"one": np.zeros((1, 1), np.int64)})
    assert list(tables._kept) == list(range(1, KEPT + 1))
