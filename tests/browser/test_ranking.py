"""What says that it is in order is in order, after every change of what is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser_page import Visit, settle, still
from tests.support.server import Server

pytestmark = pytest.mark.browser

# The values written beside the marks, from top to bottom.
VALUES = """all => all.map((text) => [text.getBoundingClientRect().top, text.textContent])
  .sort((a, b) => a[0] - b[0]).map(([, text]) => parseFloat(text.replace(/,/g, "")))"""
FIGURES = ".st-key-ranking .plot text.figure"


def in_order(page: Page) -> list[float]:
    """The values as they stand, and whether they fall."""
    values: list[float] = page.locator(FIGURES).evaluate_all(VALUES)
    assert len(values) > 2
    assert values == sorted(values, reverse=True)
    return values


def pick(page: Page, period: str) -> None:
    page.get_by_role("radio", name=period, exact=True).click()
    settle(page)
    still(page)


@pytest.mark.parametrize("address", ["chief", "comparison"])
def test_the_stations_stay_in_order(demo: Server, visit: Visit, address: str) -> None:
    page = visit(f"{demo.url}/{address}?period=last7")
    expect(page.locator(FIGURES).first).to_be_visible()
    first = in_order(page)
    for period in ("今年以来", "本月", "近7天"):
        pick(page, period)
        now = in_order(page)
    assert now == first
