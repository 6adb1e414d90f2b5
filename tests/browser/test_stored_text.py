"""Names and texts with markup and formulas in them, on every page and in what is taken away: they are text."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from core.export import is_formula
from core.store.sqlite import connect
from dashboards.registry import ENTRIES
from tests.support.browser_page import Visit, menu, settle, still
from tests.support.server import Server, command

pytestmark = pytest.mark.browser
STATION = '<img src=x onerror="document.title=1"><b>甲甲</b>**甲甲**[x](//e)所'
FORMULA = '=HYPERLINK("http://evil.example","乙所")'
OFFICER = "<b>=1+1</b>**[x](//e)**"
TASK = "<script>document.title=1</script><img src=x>**核核** :red[红]"
MARKUP = """() => {
  const all = [];
  const walk = (root) => root.querySelectorAll("*").forEach((one) => {
    if (one.matches('img[src="x"], a[href*="//e"], a[href*="evil"]')) all.push(one.outerHTML);
    if (one.matches("b, strong") && /甲甲|1\\+1|核核/.test(one.textContent)) all.push(one.outerHTML);
    if (one.shadowRoot) walk(one.shadowRoot);
  });
  walk(document);
  return all;
}"""


@pytest.fixture(scope="module")
def hostile(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, its units, officers and an instruction named by somebody who means harm."""
    server = Server(Path(shutil.copy(demo_db, tmp_path_factory.mktemp("hostile") / "hostile.db")))
    connection = connect(server.db, read_only=False)
    stations = connection.execute("SELECT id, code FROM unit WHERE kind = 'station' ORDER BY id").fetchall()
    (own, code), (other, _) = stations[:2]
    connection.execute("UPDATE unit SET name = ? WHERE id = ?", [STATION, own])
    connection.execute("UPDATE unit SET name = ? WHERE id = ?", [FORMULA, other])
    connection.execute("UPDATE officer SET name = ?", [OFFICER])
    connection.execute("UPDATE unit SET name = name || '**甲甲**' WHERE kind = 'community'")
    connection.execute("UPDATE meta SET value = value || '**甲甲**' WHERE key = 'bureau'")
    connection.close()
    command("instruct", "send", "--db", server.db, "--unit", code, "--task", TASK)
    server.start()
    yield server
    server.kill()


def test_every_page_is_a_click_away_and_no_name_is_markup(hostile: Server, visit: Visit) -> None:
    page = visit(hostile.url)
    for entry in reversed(ENTRIES):
        menu(page).filter(has_text=entry.name).first.click()
        expect(page).to_have_title(f"枫警 · {entry.name}")
        settle(page)
        still(page)
        assert page.evaluate(MARKUP) == [], entry.address
        assert page.title() == f"枫警 · {entry.name}", "no script has written another"


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
