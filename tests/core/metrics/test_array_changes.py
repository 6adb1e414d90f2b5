"""Where two tables differ is found rightly, whether it was known already or not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.metrics import array_changes
from core.metrics.array_changes import ArrayChanges
from core.metrics.arrays import changed_along
from core.metrics.changed_cells import changed_cells

SHAPE = (3, 4, 2)  # by (span, unit, bin)
CELLS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 1), st.integers(-2, 2)))
DTYPES = st.sampled_from([np.int64, np.float64])


@given(CELLS, DTYPES, st.integers(0, 2))
def test_places_that_differ_are_found_along_every_axis(
    cells: list[tuple[int, int, int, int]], dtype: type, axis: int
) -> None:
    previous: NDArray[Any] = np.zeros(SHAPE, dtype)
    if dtype is np.float64:
        previous[0, 0] = np.nan
    current = previous.copy()
    for *cell, amount in cells:
        current[tuple(cell)] = amount
    others = tuple(other for other in range(3) if other != axis)
    expected = ~((previous == current) | ((previous != previous) & (current != current))).all(axis=others)
    assert (changed_along(axis, previous, current) == expected).all()


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_cells_known_by_whoever_made_a_table_are_those_found(versions: list[list[tuple[int, int, int, int]]]) -> None:
    table = np.zeros(SHAPE, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_changes, "LARGE", 0)
        changes = ArrayChanges()
        for cells in versions:
            other = table.copy()
            for *cell, amount in cells:
                other[tuple(cell)] = amount
            is_changed = (other != table).any(-1)
            assert (ArrayChanges().cells(table, other) == is_changed).all()
            changes.keep(table, other, is_changed)
            assert changes.cells(table, other) is is_changed
            assert (changes.units(table, other) == is_changed.any(0)).all()
            table = other


@given(CELLS, st.integers(1, 4))
def test_changed_cells_are_those_of_the_units_asked_for(cells: list[tuple[int, int, int, int]], units: int) -> None:
    previous = [np.zeros(SHAPE[1:], np.int64) for _ in range(SHAPE[0])]
    current = list(previous)
    for span, *cell, amount in cells:
        current[span] = current[span].copy()
        current[span][tuple(cell)] = amount
    found = {}
    for name, own in changed_cells(previous, current, units).by_measure({"first": slice(0, 1), "second": slice(1, 2)}):
        for span, unit, column, amount in zip(*(part.tolist() for part in own), strict=True):
            found[span, unit, column + (name == "second")] = amount
    expected = {place: int(current[place[0]][place[1:]]) for place in np.ndindex(SHAPE[0], units, SHAPE[2])}
    assert found == {place: amount for place, amount in expected.items() if amount != 0}
