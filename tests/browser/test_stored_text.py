"""Names and texts with markup and formulas in them, on a page and in what is taken away: they are text.

That no page makes markup of them: test_every_page.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from core.export import is_formula
from tests.support.browser_page import Visit, settle
from tests.support.hostile_world import FORMULA, STATION, TASK, hostile_copy
from tests.support.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo with names that mean harm, served."""
    server = Server(hostile_copy(demo_db, tmp_path_factory.mktemp("hostile") / "hostile.db"))
    server.start()
    yield server
    server.kill()


def test_the_names_are_there_as_they_are(hostile: Server, visit: Visit) -> None:
    page = visit(f"{hostile.url}/instructions")
    page.get_by_role("radio", name="待签收").click()
    settle(page)
    expect(page.locator("td", has_text=STATION).first).to_be_attached()  # the grid's own text for whoever cannot see it
    expect(page.locator("td", has_text=TASK).first).to_be_attached()


def test_no_name_is_a_formula_in_what_is_taken_away(hostile: Server, visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{hostile.url}/key_disputes")
    page.locator(".st-key-take_key_disputes button").first.click()
    page.get_by_label("用途（留痕）").fill("=1+1")
    page.keyboard.press("Enter")
    settle(page)
    for form in ("csv", "xlsx"):
        with page.expect_download() as taken:
            page.get_by_role("button", name=f"导出 .{form}").click()
        taken.value.save_as(tmp_path / f"taken.{form}")
    texts = [cell for row in csv.reader(io.StringIO((tmp_path / "taken.csv").read_text("utf-8-sig"))) for cell in row]
    assert f"'{FORMULA}" in texts and STATION in texts
    assert not [cell for cell in texts if is_formula(cell) and not cell.lstrip("-").replace(".", "").isdigit()]
    sheet = load_workbook(tmp_path / "taken.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert FORMULA in {cell.value for cell in cells if cell.data_type == "s"}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
