"""Names and texts with markup and formulas in them, on every page and in what is taken away: they are text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from core.access.roles import Role
from core.export import is_formula
from core.store.sqlite import connect
from dashboards.auth.request import COOKIE
from dashboards.registry import ENTRIES
from tests.support.access_world import Bureau, guarded
from tests.support.browser_page import Visit, settle, still
from tests.support.server import Server, command

pytestmark = pytest.mark.browser
STATION = '<img src=x onerror="document.title=1"><b>甲甲</b>所'
FORMULA = '=HYPERLINK("http://evil.example","乙所")'
OFFICER = "<b>=1+1</b>**[x](//e)**"
TASK = "<script>document.title=1</script><img src=x>**核核** :red[红]"
# Each page once: by the chief, and by the station's chief what is not the chief's.
ADDRESSES = [
    (next(role for role in (Role.CHIEF, Role.STATION) if role in entry.roles), entry.address)
    for entry in ENTRIES
    if {Role.CHIEF, Role.STATION} & set(entry.roles)
]


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    bureau = guarded(demo_db, tmp_path_factory.mktemp("hostile"))
    connection = connect(bureau.path, read_only=False)
    connection.execute("UPDATE unit SET name = ? WHERE id = ?", [STATION, bureau.station])
    connection.execute("UPDATE unit SET name = ? WHERE id = ?", [FORMULA, bureau.other_station])
    connection.execute("UPDATE officer SET name = ?", [OFFICER])
    (code,) = connection.execute("SELECT code FROM unit WHERE id = ?", [bureau.station]).fetchone()
    connection.close()
    command("instruct", "send", "--db", bureau.path, "--unit", code, "--task", TASK)
    return bureau


@pytest.fixture(scope="module")
def server(bureau: Bureau) -> Iterator[Server]:
    server = Server(bureau.path)
    server.start()
    yield server
    server.kill()


def enter(page: Page, server: Server, token: str) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.url, "sameSite": "Strict"}])


@pytest.mark.parametrize(("role", "address"), ADDRESSES, ids=lambda part: str(part) or "chief")
def test_no_name_is_markup(server: Server, visit: Visit, page: Page, bureau: Bureau, role: Role, address: str) -> None:
    enter(page, server, bureau.session(role))
    visit(f"{server.url}/{address}")
    still(page)
    found = page.evaluate(
        """() => {
            const all = [];
            const walk = (root) => root.querySelectorAll("*").forEach((one) => {
                if (one.matches('img[src="x"], a[href*="//e"], a[href*="evil"]')) all.push(one.outerHTML);
                if (one.matches("b, strong") && /甲甲|1\\+1|核核/.test(one.textContent)) all.push(one.outerHTML);
                if (one.shadowRoot) walk(one.shadowRoot);
            });
            walk(document);
            return all;
        }"""
    )
    assert found == [] and page.title() != "1"


def test_the_names_are_there_as_they_are(server: Server, visit: Visit, page: Page, bureau: Bureau) -> None:
    enter(page, server, bureau.session(Role.STATION))
    visit(f"{server.url}/instructions")
    expect(page.locator("td", has_text=STATION).first).to_be_attached()  # the grid's own text for whoever cannot see it
    expect(page.locator("td", has_text=TASK).first).to_be_attached()


def test_no_name_is_a_formula_in_what_is_taken_away(
    server: Server, visit: Visit, page: Page, bureau: Bureau, tmp_path: Path
) -> None:
    enter(page, server, bureau.session(Role.CHIEF))
    visit(f"{server.url}/key_disputes")
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
