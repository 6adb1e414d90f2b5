"""Amounts in units of 万 and the like: a separator in the wrong place never becomes part of another number."""

from __future__ import annotations

import pytest

from core.intake.mapping.cells import multiplied
from core.intake.refusal import CellError


@pytest.mark.parametrize(
    ("text", "count"),
    [("1.2", "12000"), ("1.2万", "12000"), ("1,234.5", "12345000"), ("１２", "120000"), ("0.0001", "1"), ("0", "0")],
)
def test_a_plain_number_is_multiplied(text: str, count: str) -> None:
    assert multiplied(text, 10_000) == count


@pytest.mark.parametrize("text", ["1,2", "12,34", ",5", "1.2.3", ".", "", "1.", "-1", "1e3", "12③", "1.00001", "1 2"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        multiplied(text, 10_000)
