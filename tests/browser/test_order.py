"""What says that it is in order is in order, after every change of what is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, settle

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]

# The values written beside the marks, from top to bottom.
VALUES = """one => [...one.querySelectorAll("svg .mark-text.role-mark text")]
  .map((text) => [text.getBoundingClientRect().top, text.textContent])
  .sort((a, b) => a[0] - b[0]).map(([, text]) => parseFloat(text.replace(/,/g, "")))"""


def in_order(chart: Locator) -> list[float]:
    """The values as they stand, and whether they fall."""
    values: list[float] = chart.evaluate(VALUES)
    assert len(values) > 2
    assert values == sorted(values, reverse=True)
    return values


def pick(page: Page, period: str) -> None:
    page.get_by_role("radio", name=period, exact=True).click()
    settle(page)
    page.wait_for_timeout(1500)


@pytest.mark.parametrize("panel", ["ranking", "classes"])
def test_the_board_stays_in_order(demo: Server, visit: Visit, panel: str) -> None:
    page = visit(f"{demo.url}/?period=last7")
    chart = page.locator(f".st-key-panel-{panel}")
    expect(chart.locator("svg .mark-text.role-mark text").first).to_be_visible()
    first = in_order(chart)
    for period in ("今年以来", "本月", "近7天"):
        pick(page, period)
        now = in_order(chart)
    assert now == first


def test_the_inspectors_stations_stay_in_order(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/compare?period=last7")
    chart = page.locator(".vega-embed").first
    expect(chart.locator("svg .mark-text.role-mark text").first).to_be_visible()
    for period in ("今年以来", "本月", "近7天"):
        pick(page, period)
        in_order(chart)
