"""Texts that are numbers or days are such in a workbook, and look as they did; codes and all else stay text."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from core.export import Sheet, as_xlsx
from core.spreadsheet_cell import spreadsheet_cell

NUMBERS = [
    ("0", 0, "0"),
    ("12", 12, "0"),
    ("1,234 起", 1234, '#,##0" 起"'),
    ("95.75%", 0.9575, "0.00%"),
    ("0.00%", 0, "0.00%"),
    ("1,318.2 起/百人", 1318.2, '#,##0.0" 起/百人"'),
    ("+8.8%", 0.088, '"+"0.0%;"−"0.0%'),
    ("−2.3 个百分点", -2.3, '"+"0.0" 个百分点";"−"0.0" 个百分点"'),
    ("3.4‰", 3.4, '0.0"‰"'),
]
DAYS = [
    ("2026-11-30", datetime(2026, 11, 30), "yyyy-mm-dd"),
    ("2026-11-30 08:05", datetime(2026, 11, 30, 8, 5), "yyyy-mm-dd hh:mm"),
    ("2026-11", datetime(2026, 11, 1), "yyyy-mm"),
    ("2026年1月5日", datetime(2026, 1, 5), 'yyyy"年"m"月"d"日"'),
]
TEXTS = ["—", "-", "007", "1所", "1,23", "12 34", "3–5", "+0.0%", "−0", "12345678901234567", "5.", "−"]
TEXTS += ["95.75%（未到期）", "2026-02-30", "2026-1-5", "2026年01月05日", "1899-12-31", "-3", "=1", "10 起；20", "２３"]
TEXTS += ["2026-W47", "2026年11月", "08:05", "1e5", "12起", "5 / 6", "4 + 1", "3 号楼1单元"]


def in_workbook(text: str, head: str = "数") -> tuple[object, str]:
    page = load_workbook(io.BytesIO(as_xlsx(Sheet("表", (), (head,), [(text,)])))).worksheets[0]
    return page["A3"].value, page["A3"].number_format


@pytest.mark.parametrize(("text", "value", "number_format"), [*NUMBERS, *DAYS])
def test_numbers_and_days_are_such_and_look_as_they_did(text: str, value: object, number_format: str) -> None:
    assert in_workbook(text) == (value, number_format)


@pytest.mark.parametrize("text", TEXTS)
def test_all_else_stays_text(text: str) -> None:
    assert spreadsheet_cell(text) is None
    assert in_workbook(text)[0] == text


@pytest.mark.parametrize("head", ["警情编号", "单位代码", "账号"])
def test_a_number_that_names_something_stays_text(head: str) -> None:
    assert in_workbook("320001", head) == ("320001", "General")
    assert in_workbook("2026-11-30", head)[0] == datetime(2026, 11, 30)
