"""The inspector's table: figures written as everywhere, and sorted as numbers."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from core.cli.common import cli
from tests.support.browser_page import Visit, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser


CHOICES = [
    ("矛盾化解", "矛盾纠纷化解率", "dispute_resolution_rate"),
    ("情指", "接警量", "alerts_total"),
]


def choose(page: Page, box: str, option: str) -> None:
    page.get_by_role("combobox", name=box, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def test_figures_are_the_commands_and_sort_as_numbers(demo: Server, visit: Visit, page: Page) -> None:
    for domain, indicator, kpi in CHOICES:
        args = ["kpi", kpi, "--db", str(demo.db), "--period", "ytd", "--by", "unit", "--format", "json"]
        told = json.loads(CliRunner().invoke(cli, args, catch_exceptions=False).stdout)
        visit(f"{demo.url}/comparison")
        choose(page, "业务领域", domain)
        choose(page, "指标", indicator)
        compare_and_sort(page, {row["display"].rstrip("% 起") for row in told})


def compare_and_sort(page: Page, stations: set[str]) -> None:
    """Looks for these figures in the table, and sorts their column both ways, by the keyboard alone."""
    table = page.locator(".st-key-changes table")
    cells, head = table.locator("tbody td:nth-child(2)"), table.locator("th:nth-child(2)")
    expect(cells.first).to_be_visible()
    came = cells.all_text_contents()
    assert stations <= set(came)
    for order in ("descending", "ascending"):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", order)
        shown = [float(text.replace(",", "")) for text in cells.all_text_contents()]
        assert shown == sorted(shown, reverse=order == "descending")
    head.get_by_role("button").press("Enter")
    expect(cells).to_have_text(came)
