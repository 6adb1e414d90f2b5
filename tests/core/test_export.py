"""Tables taken away: read back by another library, with cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell

from core.export import BYTE_ORDER_MARK, Sheet, as_csv, as_xlsx
from core.spreadsheet_cell import spreadsheet_cell

HOSTILE = [
    '=HYPERLINK("http://example.invalid","点我")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.invalid",
]
REMARKS = ("枫屿县公安局", "数据截至 2026-10-31", "演示数据")


def sheet(*rows: tuple[object, ...], heads: tuple[str, ...] = ("单位", "数值（起）", "日期")) -> Sheet:
    return Sheet("各所/警情", REMARKS, heads, rows)


def cells(made: bytes) -> list[list[Cell | MergedCell]]:
    page = load_workbook(io.BytesIO(made)).worksheets[0]
    return [[page.cell(row, column) for column in range(1, page.max_column + 1)] for row in range(1, page.max_row + 1)]


def lines(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_or_a_link(text: str) -> None:
    (found, *_), *_ = cells(as_xlsx(sheet((text, 1, None))))[2:]
    assert found.data_type == "s"
    assert found.hyperlink is None
    assert str(found.value).strip("\ufeff") == text.strip("\ufeff") or "_x000D_" in str(found.value) or "\r" in text


@pytest.mark.parametrize("text", HOSTILE[:15])
def test_csv_puts_an_apostrophe_before_what_might_be_run(text: str) -> None:
    assert lines(as_csv(sheet((text, 1, None))))[2][0].startswith("'")


def test_heads_and_titles_are_no_formulas_either() -> None:
    hostile = Sheet("=1+1", ("@SUM(A1)",), ("=2+2",), [("好",)])
    assert {cell.data_type for row in cells(as_xlsx(hostile)) for cell in row if cell.value is not None} == {"s"}
    assert [row[0][0] for row in lines(as_csv(hostile))[:2]] == ["'", "'"]


def test_numbers_stay_numbers_days_stay_days_and_what_is_absent_is_empty() -> None:
    rows = [
        ("蘅塘派出所", 467, date(2026, 10, 31)),
        ("甲", -0.5, None),
        ("乙", float("nan"), None),
        ("丙", float("inf"), None),
    ]
    made = cells(as_xlsx(sheet(*rows)))[2:]
    assert [row[1].value for row in made] == [467, -0.5, None, None]
    assert made[0][1].data_type == made[1][1].data_type == "n"
    assert isinstance(made[0][2], Cell) and made[0][2].is_date
    assert [row[1] for row in lines(as_csv(sheet(*rows)))[2:]] == ["467", "-0.5", "", ""]


def test_it_says_what_it_is_of_which_day_and_that_it_is_a_demonstration() -> None:
    first = load_workbook(io.BytesIO(as_xlsx(sheet(("甲", 1, None))))).worksheets[0][1]
    assert [cell.value for cell in first] == ["各所/警情", *REMARKS]
    made = as_csv(sheet(("甲", 1, None)))
    assert made.startswith(BYTE_ORDER_MARK.encode())
    assert lines(made)[0] == ["各所/警情", *REMARKS]
    assert lines(made)[1] == ["单位", "数值（起）", "日期"]


def test_heads_stay_in_view_and_have_filters() -> None:
    page = load_workbook(io.BytesIO(as_xlsx(sheet(("甲", 1, None))))).worksheets[0]
    assert page.title == "各所警情"
    assert page.freeze_panes == "B3"
    assert page.auto_filter.ref == "A2:C3"


def test_an_empty_table_is_a_file_too() -> None:
    assert len(cells(as_xlsx(sheet()))) == 2
    assert len(lines(as_csv(sheet()))) == 2


@pytest.mark.slow
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30), min_size=1, max_size=5
    )
)
def test_any_text_comes_back_as_that_text(texts: list[str]) -> None:
    heads = tuple("甲乙丙丁戊"[: len(texts)])
    found = cells(as_xlsx(sheet(tuple(texts), heads=heads)))[2:]
    for text, cell in zip(texts, found[0] if found else [], strict=False):
        if (number := spreadsheet_cell(text)) is not None:
            assert cell.value == number.value
            continue
        assert (cell.value or "") == text
        assert cell.data_type in "sn"
    for text, written in zip(texts, lines(as_csv(sheet(tuple(texts), heads=heads)))[2], strict=True):
        assert written in (text, f"'{text}")
