"""Rows of a text: those of a plain one, counted and picked by lines, are those that dividing all of it gives."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.csv_rows import CsvRows
from core.intake.grid import Row
from core.intake.refusal import FileRefused
from core.intake.text_matching import trimmed

cells = st.text(st.sampled_from("甲a1 \u3000\u200b\t\x0b"), max_size=3)
lines = st.lists(cells, max_size=4).map(",".join)
texts = st.lists(st.tuples(lines, st.sampled_from(["\n", "\r\n", "\r"])), max_size=300)


def divided(text: str) -> list[Row]:
    """All rows that hold anything, by the standard's reader alone."""
    rows = [[trimmed(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    return [Row(number, row) for number, row in enumerate(rows, 1) if any(row)]


@given(texts, st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.sets(st.integers(1, 310)), st.booleans())
def test_a_text_has_the_rows_that_dividing_it_gives(
    parts: list[tuple[str, str]], encoding: str, numbers: set[int], is_quoted: bool
) -> None:
    text = "".join(line + end for line, end in parts) + ('"甲",乙\n' if is_quoted else "")
    rows, expected = CsvRows("t.csv", text.encode(encoding), encoding, ","), divided(text)
    assert (len(rows), list(rows)) == (len(expected), expected)
    assert rows.rows_of(numbers) == [row for row in expected if row.number in numbers]
    assert [rows[-place] for place in range(1, min(len(rows), 250) + 1)] == expected[::-1][:250]


def test_a_cell_that_is_too_long_is_refused_by_its_row() -> None:
    data = ("甲,乙\n" * 3 + "a" * (csv.field_size_limit() + 1) + "\n").encode()
    with pytest.raises(FileRefused) as refused:
        CsvRows("t.csv", data, "utf-8", ",")
    assert refused.value.refusals[0].row == 4


@pytest.mark.parametrize("cell", ["x", '"x"'])
def test_a_row_of_more_cells_than_a_sheet_has_columns_is_refused_by_its_row(cell: str) -> None:
    widest = f"甲,乙\n1,2\n{cell}{',' * 16_383}"
    assert len(CsvRows("t.csv", widest.encode(), "utf-8", ",")) == 3
    with pytest.raises(FileRefused, match="第 3 行有 16385 格"):
        CsvRows("t.csv", f"{widest},".encode(), "utf-8", ",")


def test_rows_that_were_let_go_are_not_read_as_none() -> None:
    rows = CsvRows("t.csv", "甲,乙\n".encode(), "utf-8", ",")
    rows.let_go()
    with pytest.raises(RuntimeError, match="let go"):
        list(rows)
