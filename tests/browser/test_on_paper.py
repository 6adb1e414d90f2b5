"""Desk pages on paper: nothing over anything else, nothing cut off, no list that would have to be scrolled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browser_page import Visit, still
from tests.support.page_layout import SCROLLING, overlapping, texts
from tests.support.server import Server

pytestmark = pytest.mark.browser
A4 = ViewportSize(width=1032, height=700)  # what a landscape sheet holds between its margins
PAGES = ("station", "cases", "indicators")


@pytest.fixture
def paper(page: Page) -> Iterator[Page]:
    """A page as wide as a sheet; the tab goes back to a screen afterwards."""
    page.set_viewport_size(A4)
    yield page
    page.emulate_media(media="screen")


def assert_it_lies_well(paper: Page) -> None:
    paper.emulate_media(media="print")
    still(paper)
    assert overlapping(texts(paper)) == []
    _, too_wide, scrolled = paper.evaluate(SCROLLING)
    assert too_wide == 0
    assert scrolled == []
    expect(paper.locator(".st-key-menu nav")).to_be_hidden()


def test_the_head_of_a_printed_wall_is_black_on_white(demo: Server, visit: Visit, paper: Page) -> None:
    visit(demo.url)
    paper.emulate_media(media="print")
    still(paper)
    grounds = paper.evaluate(
        """() => [document.documentElement, document.body, document.querySelector(".stApp")]
            .map((node) => getComputedStyle(node).backgroundColor)"""
    )
    assert set(grounds) == {"rgb(255, 255, 255)"}, "a dark ground lies under the bureau's name and the day of the data"


@pytest.mark.parametrize("address", PAGES)
def test_nothing_lies_over_anything_else_or_is_cut(demo: Server, visit: Visit, paper: Page, address: str) -> None:
    visit(f"{demo.url}/{address}")
    expect(paper.locator("table").first).to_be_visible()
    assert_it_lies_well(paper)


def test_a_list_is_printed_once_and_lies_well(demo: Server, visit: Visit, paper: Page) -> None:
    visit(f"{demo.url}/key_disputes")
    number = paper.locator("tr[data-key]").first.get_attribute("data-key")
    assert number
    assert_it_lies_well(paper)
    expect(paper.get_by_text(number, exact=True).and_(paper.locator(":visible"))).to_have_count(1)
