"""What is added to a page has no table's style worked out anew: a page comes in hundreds of pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser_page import Visit
from tests.support.server import Server

pytestmark = pytest.mark.browser

CELLS = 5000
# A table such as ours are, within a root of its own.
ADD_TABLE = """(cells) => {
  const table = document.createElement("div");
  table.attachShadow({mode: "open"}).innerHTML = "<p><span>字</span></p>".repeat(cells / 2);
  document.querySelector(".stMainBlockContainer .stVerticalBlock").append(table);
  return getComputedStyle(table.shadowRoot.lastChild).color;
}"""
# A piece as Streamlit adds them, with what its own elements are called by; then the style of all is asked for.
ADD_PIECE = """() => {
  const piece = document.createElement("div");
  piece.className = "stElementContainer";
  piece.dataset.testid = "stElementContainer";
  piece.innerHTML = '<div class="stText" data-testid="stText"><p>字</p></div>';
  document.querySelector(".stMainBlockContainer .stVerticalBlock").append(piece);
  return getComputedStyle(piece).color;
}"""


def restyled(browser: Browser, page: Page) -> Iterator[int]:
    """How many elements have their style worked out in each step while a piece is added."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    page.evaluate(ADD_PIECE)
    for event in json.loads(browser.stop_tracing())["traceEvents"]:
        if event.get("name") == "UpdateLayoutTree" and "elementCount" in event.get("args", {}):
            yield event["args"]["elementCount"]


@pytest.mark.parametrize("address", ["comparison", "signals"])
def test_a_piece_that_is_added_restyles_no_table(
    demo: Server, visit: Visit, page: Page, browser: Browser, address: str
) -> None:
    visit(f"{demo.url}/{address}")
    page.evaluate(ADD_TABLE, CELLS)
    counts = list(restyled(browser, page))
    assert counts and max(counts) < CELLS
