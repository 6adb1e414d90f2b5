"""Every table of a desk page can be had as .xlsx and as .csv, with what it is of in its first line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from dashboards.i18n.words.export import FORMS
from tests.support.browser_page import Visit, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser

TABLES = {
    "comparison": ("ranked", "compared"),
    "indices": ("index_lines_taken",),
    "contest": ("contest",),
    "officer": ("own_disputes",),
    "indicators": ("indicators",),
    "key_disputes": ("key_disputes",),
    "steward": ("sources",),
}

COUNTS = ("本期", "基期", "分母")  # what one calculates with


@pytest.mark.parametrize("address", TABLES)
def test_a_table_is_taken_away_in_both_forms(
    demo: Server, visit: Visit, page: Page, tmp_path: Path, address: str
) -> None:
    visit(f"{demo.url}/{address}")
    for table in TABLES[address]:
        page.locator(f".st-key-take_{table} button").first.click()
        page.get_by_label("用途（留痕）").fill("测试")
        page.keyboard.press("Enter")
        settle(page)
        files = {}
        for form, label in FORMS.items():
            with page.expect_download() as taken:
                page.get_by_role("button", name=label).click()
            assert taken.value.suggested_filename.endswith(f".{form}")
            files[form] = tmp_path / f"{table}.{form}"
            taken.value.save_as(files[form])
        page.keyboard.press("Escape")
        sheet = load_workbook(files["xlsx"]).worksheets[0]
        first = [cell.value for cell in sheet[1] if cell.value]
        assert "演示数据" in first and any(str(said).startswith("数据截至 20") for said in first)
        rows = list(csv.reader(io.StringIO(files["csv"].read_text("utf-8-sig"), newline="")))
        assert sheet.max_row == len(rows) >= 3
        heads = [str(cell.value) for cell in sheet[2] if cell.value]
        assert heads == rows[1]
        counts = [heads.index(head) for head in heads if head in COUNTS]
        assert all(isinstance(row[at].value, int) for row in sheet.iter_rows(min_row=3) for at in counts)


def test_nothing_is_taken_away_past_the_question_why(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/comparison")
    expect(page.get_by_role("heading", name="几所并看")).to_be_visible()
    tools = page.locator('button[aria-label^="下载为"], button[aria-label^="复制图"]')
    expect(tools.first, "Streamlit calls them otherwise now, and the style sheet hides them no more").to_be_attached()
    for own in tools.all():
        expect(own).not_to_be_visible()
