"""axe-core finds nothing of ours on any page, in either theme; and a page can be used without a mouse."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboards.registry import ENTRIES
from tests.support.browser_page import Visit, still
from tests.support.server import Server

# Streamlit's own, which no setting changes: its link past the heading stands outside every landmark, and its uploader
# is marked as presentation although it can be focused.
NOT_OURS = {
    ("region", "stSkipToContent"),
    ("presentation-role-conflict", "stFileUploaderDropzone"),
}
# Streamlit pales what it is about to draw again, when that takes long: what is looked at is the page that stands.
AT_ONCE = '*, *::before { transition: none !important; } [data-stale="true"] { opacity: 1 !important; }'
MOST_TABS = 250  # what Streamlit opens comes last on the page: on the longest ones after 138 indicators
FOCUSED = (
    "() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
)


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds that is ours: the rule and the node."""
    page.add_style_tag(content=AT_ONCE)
    still(page)
    answer = Axe().run(page).response
    assert len(answer["passes"]) > 10
    nodes = [(violation["id"], node["html"]) for violation in answer["violations"] for node in violation["nodes"]]
    return [node for node in nodes if not any(node[0] == rule and mark in node[1] for rule, mark in NOT_OURS)]


@pytest.mark.parametrize("address", [entry.address for entry in ENTRIES])
def test_axe_finds_nothing_of_ours_in_the_dark(demo: Server, visit: Visit, page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    visit(f"{demo.url}/{address}")
    assert violations(page) == []


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until what has the focus is such a one."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} return Boolean(at?.matches({selector!r})) }}"):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize("address", [entry.address for entry in ENTRIES])
def test_axe_finds_nothing_in_the_light_and_the_keyboard_reaches_the_other_pages(
    demo: Server, visit: Visit, page: Page, address: str
) -> None:
    page.emulate_media(color_scheme="light")
    visit(f"{demo.url}/{address}")
    assert violations(page) == []
    expect(page.locator(".st-key-links button").first).to_be_visible()
    tab_to(page, ".st-key-links button")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-menu a").first).to_be_visible()
    tab_to(page, ".st-key-menu a")


def test_a_figure_is_opened_by_the_keyboard(demo: Server, visit: Visit, page: Page) -> None:
    visit(f"{demo.url}/indicators")
    tab_to(page, "tr[role='button']")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-explain .root.desk")).to_be_visible()


def test_an_indicator_is_picked_by_the_keyboard(demo: Server, visit: Visit, page: Page) -> None:
    visit(f"{demo.url}/reference")
    tab_to(page, "nav button:not([aria-current])")
    page.keyboard.press("Enter")
    page.wait_for_url("**kpi=**")
