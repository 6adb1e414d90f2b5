"""A real database is no demonstration; figures answer for themselves; answers keep to this machine."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.catalogue.load import load_catalogue
from dashboards.i18n.words import comparison as comparison_words
from dashboards.registry import ENTRIES
from dashboards.server.options import options
from tests.support.browser_page import Visit, menu
from tests.support.server import Server, command

pytestmark = pytest.mark.browser
ADDRESSES = ["", *(entry.address for entry in ENTRIES[1:])]
CATALOGUE = load_catalogue()
UNITS = """单位编号,单位名称,单位类别,上级单位,城乡类别
A,甲派出所,派出所,某市公安局,城区
B,乙派出所,派出所,某市公安局,农村
"""
LEDGER = """单位,期间,计数项,数值,来源
甲派出所,2026-10,disputes_reported,200,战报
乙派出所,2026-10,disputes_reported,166,战报
甲派出所,2026-10,disputes_resolved,150,战报
乙派出所,2026-10,disputes_resolved,117,战报
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real database, made by the commands."""
    folder = tmp_path_factory.mktemp("real")
    db = folder / "real.db"
    command("init", "--db", db, "--bureau", "某市公安局")
    for kind, text in (("units", UNITS), ("ledger", LEDGER)):
        file = folder / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        command("import", kind, file, "--db", db)
    server = Server(db)
    server.start()
    yield server
    server.kill()


def test_an_unknown_address_says_so(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/nopage")
    expect(page.get_by_text("没有“nopage”这个页面")).to_be_visible()
    expect(page).to_have_title("枫警 · 没有这个页面")
    expect(page.locator(".tile")).to_have_count(0)  # nothing that could be taken for what was asked for
    page.get_by_role("link", name="打开数据看板").click()
    expect(page.locator(".tile")).to_have_count(12)


def test_an_unknown_indicator_and_an_unknown_unit_say_so(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/comparison?kpi=no_such_kpi")
    expect(page.get_by_text("指标目录里没有“no_such_kpi”这一项")).to_be_visible()
    visit(f"{demo.url}/station?unit=999999")
    expect(page.get_by_text("没有编号“999999”的单位")).to_be_visible()
    visit(f"{demo.url}/?kpi=no_such_kpi&unit=999999")
    expect(page.locator(".st-key-header .choiceNote")).to_contain_text("no_such_kpi")
    expect(page.locator(".st-key-header .choiceNote")).to_contain_text("999999")


def test_every_indicator_has_a_value_and_answers_for_itself(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/indicators?domain=all")
    kpis = CATALOGUE.kpis
    rows = page.locator("tr[data-kpi]")
    expect(rows).to_have_count(len(kpis))
    values = rows.evaluate_all("all => Object.fromEntries(all.map((r) => [r.dataset.kpi, r.children[1].textContent]))")
    assert set(values) == set(kpis)
    assert [kpi for kpi, value in values.items() if value in ("", "—")] == []
    barred = rows.evaluate_all("all => all.filter((r) => r.querySelector('.mark')).map((r) => r.dataset.kpi)")
    assert set(barred) == {name for name, kpi in kpis.items() if not kpi.assess}
    page.locator('tr[data-kpi="station_force_share"]').click()
    expect(page.locator('[role="dialog"] dt', has_text="分母")).to_be_visible()


def test_inspector_compares_and_picks_from_the_map(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/comparison")
    first = page.locator(".st-key-side_a input")
    before = first.get_attribute("value")
    expect(page.get_by_role("heading", name="各所的变化与达标")).to_be_visible()
    other = page.locator('.area[aria-pressed="false"]').last
    name = str(other.get_attribute("aria-label")).split()[0]
    assert name != before
    other.click()
    expect(first).to_have_value(name)
    expect(page.locator('.area[aria-pressed="true"]')).to_have_attribute("aria-label", re.compile(f"^{name} "))
    page.get_by_role("button", name=comparison_words.ZOOM_MAP).click()
    expect(page.locator('[data-testid="stDeckGlJsonChart"] canvas').first).to_be_visible()
    page.get_by_role("button", name=comparison_words.PLAIN_MAP).click()
    expect(page.locator('.area[aria-pressed="true"]')).to_have_count(1)


def test_a_real_database_is_no_demonstration(real: Server, visit: Visit) -> None:
    for address in ("comparison", "indicators", "officer", "trainer", "?period=mtd"):
        page = visit(f"{real.url}/{address}")
        assert "演示" not in page.content()
        assert page.locator("text=演示").count() == 0
        names = menu(page).all_inner_texts()
        assert {"数据看板", "单位比较", "指标目录"} <= set(names) and not {"教学"} & set(names)
    page.keyboard.press("Escape")  # the menu of the last, the board, whose counts are the bureau's own
    tile = page.locator('.tile[data-kpi="dispute_resolution_rate"]')
    expect(tile.locator(".number")).to_have_text("72.95")
    expect(page.locator(".area")).to_have_count(2)  # squares, in place of the polygons that were not imported
    page.locator(".area").first.click()
    expect(tile.locator(".number")).to_have_text("75.00")


def test_answers_carry_the_security_headers(demo: Server, page: Page) -> None:
    headers = page.request.get(demo.url).headers
    assert "unsafe-eval" not in headers["content-security-policy"].replace("wasm-unsafe-eval", "")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_a_foreign_host_name_is_refused(demo: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", demo.port)
    connection.request("GET", "/", headers={"Host": "elsewhere.example"})
    assert connection.getresponse().status == 400
    connection.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_chinese_before_any_script_has_run(demo: Server, page: Page, address: str) -> None:
    answer = page.request.get(f"{demo.url}/{address}", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert '<html lang="zh-CN"' in answer.text()
    assert int(answer.headers["content-length"]) == len(answer.body())


def test_only_pages_are_rewritten(demo: Server, page: Page) -> None:
    answer = page.request.get(f"{demo.url}/healthz", headers={"Accept": "text/html"})
    assert answer.json() == {"status": "ok"}


def test_no_error_sends_anybody_to_a_search_engine() -> None:
    chosen = options("127.0.0.1", 8501)
    assert chosen["client.showErrorLinks"] is False
    colours = {f"theme.{mode}.{name}Color" for mode in ("light", "dark") for name in ("green", "red", "orange")}
    assert colours <= set(chosen)
