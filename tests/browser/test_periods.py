"""A period of one's own: typed or in the address, on every page; a period without data says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from core.catalogue.load import load_catalogue
from core.cli.common import cli
from tests.support.browser_page import Visit, menu, refreshed, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser
DAYS = "2022-06-25..2022-07-25"
BUREAU = "某市公安局"
COUNTS = {
    "hazard_rectification_rate": (189, 196, "96.43"),
    "dispute_resolution_rate_canvassed": (267, 366, "72.95%"),
    "dispute_resolution_rate_alert": (583, 619, "94.18%"),
}


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real database that knows one month of a year and nothing else."""
    folder = tmp_path_factory.mktemp("july")
    lines, kpis = ["单位,期间,计数项,数值,来源"], load_catalogue().kpis
    for kpi, amounts in COUNTS.items():
        lines += [f"{BUREAU},{DAYS},{m},{n},通报" for m, n in zip(kpis[kpi].measures(), amounts[:2], strict=True)]
    ledger = folder / "ledger.csv"
    ledger.write_text("\n".join(lines), encoding="utf-8")
    server = Server(folder / "july.db")
    for command in (["init", "--bureau", BUREAU], ["import", "ledger", str(ledger)]):
        result = CliRunner().invoke(cli, [*command, "--db", str(server.db)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    server.start()
    yield server
    server.kill()


NO_DATA = "今年以来没有数据；最近的数据截至 2022-07-25，可点“自选”"


def test_a_desk_without_data_this_year_says_until_when_there_are_any(july: Server, visit: Visit) -> None:
    expect(visit(f"{july.url}/indicators").get_by_text(NO_DATA)).to_be_visible()


def test_a_period_of_ones_own_is_in_the_address(july: Server, visit: Visit) -> None:
    page = visit(f"{july.url}/?period={DAYS}")
    number = page.locator('.tile[data-kpi="hazard_rectification_rate"] .number')
    expect(number).to_have_text(COUNTS["hazard_rectification_rate"][2])
    expect(page.get_by_text("没有数据；最近")).to_have_count(0)
    menu(page).filter(has_text="指标目录").click()
    page.get_by_role("radio", name="全部").click()
    for kpi in ("dispute_resolution_rate_canvassed", "dispute_resolution_rate_alert"):
        expect(page.locator(f'tr[data-kpi="{kpi}"] td').nth(1)).to_have_text(f"{COUNTS[kpi][2]}（未到期）")
    expect(page.locator(".st-key-context")).to_contain_text("2022-06-25 至 2022-07-25")


def test_a_board_without_data_this_year_says_so_and_a_period_is_typed(july: Server, visit: Visit) -> None:
    page = visit(july.url)
    expect(page.get_by_text(NO_DATA)).to_be_visible()
    assert page.get_by_text(NO_DATA).evaluate("one => one.getBoundingClientRect().bottom") < 130
    number = page.locator('.tile[data-kpi="hazard_rectification_rate"] .number')
    expect(number).to_have_text("—")
    page.get_by_role("button", name="自选").click()
    field = page.get_by_label("自选统计时段")
    field.fill("去年夏天")
    field.press("Enter")
    expect(page.get_by_text("读不懂期间“去年夏天”").first).to_be_visible()
    refreshed(page)  # it stays open while the board is renewed
    field.fill(DAYS)
    field.press("Enter")
    expect(number).to_have_text(COUNTS["hazard_rectification_rate"][2])
    expect(page.get_by_text("读不懂")).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(DAYS)))
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="今年以来").click()
    settle(page)
    expect(number).to_have_text("—")


def test_an_address_that_cannot_be_read_says_why(july: Server, visit: Visit) -> None:
    page = visit(f"{july.url}/?period=2031")
    expect(page.get_by_text("在数据截止日 2022-07-25 之后").first).to_be_visible()
    expect(page.locator(".tile")).to_have_count(12)
