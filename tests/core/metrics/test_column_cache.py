"""Results of columns taken over from the last table are those computed anew, the very same where nothing changed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.arrays import Floats
from core.metrics.column_cache import ColumnCache

NAMES = ("a", "b", "c")
VALUES = st.sampled_from([0.0, 1.0, 2.5, float("nan")])
TABLES = st.lists(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=3), min_size=1)


def texts(table: Floats) -> list[str]:
    """Return what is made of each column."""
    return [repr(column) for column in table.T.tolist()]


@given(TABLES)
def test_results_taken_over_are_those_computed_anew(tables: list[list[list[float]]]) -> None:
    cache = ColumnCache()
    for rows in tables:
        table = np.array(rows)
        assert cache.results("series", table, NAMES, texts) == dict(zip(NAMES, texts(table), strict=True))


def test_only_changed_columns_are_computed() -> None:
    cache, computed = ColumnCache(), []

    def compute(table: Floats) -> list[str]:
        computed.append(table.T.tolist())
        return texts(table)

    table = np.array([[1.0, 2.0, np.nan]])
    cache.results("series", table, NAMES, compute)
    before = cache.results("series", table.copy(), NAMES, compute)
    other = table.copy()
    other[0, 1] = 3.0
    after = cache.results("series", other, NAMES, compute)
    assert len(computed) == 2 and computed[1] == [[3.0]]
    assert after["a"] is before["a"] and after["c"] is before["c"] and before["b"] == "[2.0]"


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9))))
def test_joined_parts_are_those_joined_anew(changes: list[tuple[int, int]]) -> None:
    cache, parts = ColumnCache(), [{name: 0} for name in NAMES]
    seen: list[tuple[Mapping[str, int], dict[str, int]]] = []
    for place, value in changes:
        parts = [*parts[:place], {NAMES[place]: value}, *parts[place + 1 :]]
        whole = cache.joined("board", parts)
        assert whole is cache.joined("board", parts)
        seen.append((whole, {name: value for part in parts for name, value in part.items()}))
    assert all(whole == expected for whole, expected in seen)  # those of earlier boards as well
