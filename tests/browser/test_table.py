"""The inspector's table: figures written as everywhere, and sorted as numbers."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from core.cli.common import cli
from tests.support.browser_page import Visit, settle, still
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.own_tab]


# The table is painted, not written: what is painted is noted.
PAINTED = """
  window.painted = new Set();
  const paint = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.painted.add(String(text));
    return paint.call(this, text, ...rest);
  };
"""


CHOICES = [
    ("矛盾化解", "矛盾纠纷化解率", "dispute_resolution_rate"),
    ("情指", "接警量", "alerts_total"),
]


def choose(page: Page, box: str, option: str) -> None:
    page.get_by_role("combobox", name=box, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def test_figures_are_the_commands_and_sort_as_numbers(demo: Server, visit: Visit, page: Page) -> None:
    page.add_init_script(PAINTED)
    heading = 0
    for domain, indicator, kpi in CHOICES:
        args = ["kpi", kpi, "--db", str(demo.db), "--period", "ytd", "--by", "unit", "--format", "json"]
        told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)
        visit(f"{demo.url}/comparison")
        choose(page, "业务领域", domain)
        choose(page, "指标", indicator)
        heading = compare_and_sort(page, {row["display"].rstrip("% 起") for row in told}, heading)


def compare_and_sort(page: Page, stations: set[str], heading: int) -> int:
    """Looks for these figures in what is painted, and sorts their column both ways.

    Returns at what share of the table's width the column's heading was found; it is looked for at `heading` first.
    """
    table = page.locator('.st-key-changes [data-testid="stDataFrame"]')
    expect(table).to_be_visible()
    still(page)
    painted = page.evaluate("() => [...window.painted]")
    assert stations <= set(painted)
    cells = table.locator('td[aria-colindex="2"]')
    head = table.locator('th[aria-colindex="2"]')
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    shares: list[int] = [*([heading] if heading else []), *range(8, 60, 4)]  # its heading is somewhere there
    for share in shares:
        page.mouse.click(box["x"] + box["width"] * share / 100, box["y"] + 15)
        still(page)
        if "↑" in str(head.text_content()):
            break
    for order in (1, -1):
        shown = [float(text) for text in cells.all_text_contents()]
        assert shown == sorted(shown, reverse=order < 0)
        assert {float(text) for text in stations} <= set(shown)
        page.mouse.click(box["x"] + box["width"] * share / 100, box["y"] + 15)
        still(page)
    return share
