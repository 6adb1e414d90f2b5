"""Every page, a click away from the one before: it speaks Chinese, axe-core finds nothing of ours, the keyboard reaches
it all, and no name that means harm is markup on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.catalogue.load import load_catalogue
from dashboards.registry import ENTRIES, by_group
from tests.support.browser_page import AT_ONCE, leave, menu, opening, settle, still
from tests.support.hostile_world import MARKUP, NAMES_ENGLISH, hostile_copy
from tests.support.server import Server

pytestmark = pytest.mark.browser
ADDRESSES = {"" if entry is ENTRIES[0] else entry.address: entry for entry in ENTRIES}
# Every text on the page, what is read aloud included; the names of icons are drawn as icons.
SAID = """() => {
  const found = [];
  const walk = (node) => {
    for (const one of node.childNodes) {
      if (one.nodeType === 3) found.push(one.data.trim());
      if (one.nodeType !== 1 || ["STYLE", "SCRIPT"].includes(one.tagName)) continue;
      if (one.matches(".vega-embed svg")) continue;  // Vega reads its marks in English; the chart's own name is ours
      if ((one.dataset?.testid ?? "").match(/^st(IconMaterial|ExpanderIcon)$/)) continue;
      for (const name of ["title", "aria-label", "aria-valuetext", "aria-roledescription", "placeholder", "alt"])
        found.push(one.getAttribute(name) ?? "");
      walk(one);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(document.body);
  return found;
}"""
ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z]{3,}\b(?![\w.-]*[\d_=]|\.db)")
NAMES = {"JavaScript", "CSV", "UTF", "PNG", "fengjing", "user", "add", "backup", "checklists", "rhythms", "Chrome"}
NAMES |= {"source", "kiosk", "totp", "lesson", "check", "lessons"}  # commands, and a folder
NAMES |= {"steward", "chief", "off"}  # values of rules, as they are typed
NAMES |= {"English"}  # the way to it
NAMES |= {"Ctrl", "Esc", "hjl"}  # keys, and letters to type
NAMES |= {"small", "visualization"}  # the size that a demo was made with; how every drawn chart is announced
NAMES |= NAMES_ENGLISH  # in names that mean harm
CATALOGUE = load_catalogue()
# The reference gives each KPI's English name and its id as well, and whose a method is, with the year.
NAMED = [re.escape(one) for kpi, entry in CATALOGUE.kpis.items() for one in (kpi, entry.en)]
KNOWN = re.compile("|".join([*NAMED, r"（[^（）]*\d{4}）"]))
# Streamlit's own, which no setting changes: its link past the heading stands outside every landmark, and its uploader
# is marked as presentation although it can be focused.
NOT_OURS = {
    ("region", "stSkipToContent"),
    ("presentation-role-conflict", "stFileUploaderDropzone"),
}
VIOLATIONS = {"resultTypes": ["violations"]}  # what passes is counted and not told node by node, which takes as long
AXE = Axe().axe_script
LOOKING_AT_ALL = "(options) => axe.run(document, options)"
# Of all texts and fields that look alike (where they stand, their colour, letters and grounds) the first.
LOOKING_AT_FIRSTS = """(options) => {
  const look = (node) => {
    const own = getComputedStyle(node), parts = [node.tagName, node.className, node.parentElement?.className];
    parts.push(own.color, own.fontSize, own.fontWeight, own.textShadow);
    for (let up = node; up; up = up.assignedSlot ?? up.parentElement ?? up.getRootNode().host) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(up);
      parts.push(backgroundColor, backgroundImage, opacity);
    }
    return parts.join();
  };
  const firsts = new Map();
  const walk = (root) => root.querySelectorAll("*").forEach((node) => {
    if (node.shadowRoot) walk(node.shadowRoot);
    const says = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!(says || node.matches("input, textarea, select")) || !node.checkVisibility()) return;
    const its = look(node);
    if (!firsts.has(its)) firsts.set(its, node);
  });
  walk(document.body);
  return axe.run({include: [...firsts.values()]}, options);
}"""
MOST_TABS = 250  # what Streamlit opens comes last on the page: on the longest ones after 138 indicators
FOCUSED = (
    "() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
)


# The next Tab goes where it goes on a page just opened, though the menu that was clicked stands beside this one too.
FROM_THE_TOP = """() => {
  const first = document.createElement("button");
  document.body.prepend(first);
  first.focus();
  first.remove();
}"""


@pytest.fixture(scope="module", params=ADDRESSES, ids=lambda address: address or "chief")
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def hostile(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo with names that mean harm, served."""
    server = Server(hostile_copy(demo_db, tmp_path_factory.mktemp("hostile") / "hostile.db"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def walking(hostile: Server, tab: Page) -> Iterator[Page]:
    """The tab, which goes from page to page by the menu."""
    tab.goto(hostile.url)
    settle(tab)
    yield tab
    leave(tab)


@pytest.fixture(scope="module")
def standing(walking: Page, address: str) -> Iterator[Page]:
    """The page at an address, for all the tests of it: the dark one first, the ones that move the focus last."""
    walking.emulate_media(color_scheme="dark")
    with opening(walking):
        walking.keyboard.press("Escape")
        if address:
            menu(walking).filter(has_text=ADDRESSES[address].name).first.click()
        expect(walking).to_have_title(f"枫警 · {ADDRESSES[address].name}")
        settle(walking)
        walking.evaluate(FROM_THE_TOP)
        yield walking


def violations(page: Page, rule: str) -> list[tuple[str, str]]:
    """Return what axe-core finds that is ours by all rules, or by one where each look occurs first: rule and node.

    What has the same look has the same contrast; whether anything covers it has been seen in the dark.
    """
    page.add_style_tag(content=AT_ONCE)
    still(page)
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE)
    options = {**VIOLATIONS, **({"runOnly": [rule]} if rule else {})}
    answer = page.evaluate(LOOKING_AT_FIRSTS if rule else LOOKING_AT_ALL, options)
    assert len(answer["passes"]) > (0 if rule else 10)
    nodes = [(violation["id"], node["html"]) for violation in answer["violations"] for node in violation["nodes"]]
    return [node for node in nodes if not any(node[0] == rule and mark in node[1] for rule, mark in NOT_OURS)]


def lasting_violations(page: Page, rule: str = "") -> list[tuple[str, str]]:
    """What axe-core finds again a moment later: on a busy machine a page may be caught while it is drawn anew."""
    found = violations(page, rule)
    for _ in range(2):
        if found:
            still(page, 1000)
            found = violations(page, rule)
    return found


def test_axe_finds_nothing_of_ours_in_the_dark(standing: Page) -> None:
    assert lasting_violations(standing) == []


def test_axe_finds_nothing_of_ours_in_the_light(standing: Page) -> None:
    standing.emulate_media(color_scheme="light")
    settle(standing)
    assert lasting_violations(standing, "color-contrast") == []  # all that the light changes


def test_it_says_in_chinese_that_it_is_a_demonstration(standing: Page, address: str) -> None:
    expect(standing.get_by_text("演示数据", exact=True).first).to_be_visible()
    expect(standing).to_have_title(f"枫警 · {ADDRESSES[address].name}")
    assert standing.locator("html").get_attribute("lang") == "zh-CN"
    assert menu(standing).all_inner_texts() == [entry.name for entry in ENTRIES]
    assert standing.locator(".st-key-menu .group p").all_inner_texts() == list(by_group(ENTRIES))
    if address:
        expect(standing.locator(".st-key-heading h2")).to_contain_text(ADDRESSES[address].name)
    assert standing.evaluate(MARKUP) == []
    said: list[str] = standing.evaluate(SAID)
    assert len(said) > 100
    assert not [text for text in said if not set(ENGLISH.findall(KNOWN.sub("", text))) <= NAMES]
    standing.keyboard.press("Escape")


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until what has the focus is such a one."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} return Boolean(at?.matches({selector!r})) }}"):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_the_keyboard_reaches_the_other_pages(standing: Page) -> None:
    toggle = standing.locator(".st-key-menu .toggle")
    if toggle.is_visible():  # over a wall the menu opens
        tab_to(standing, ".toggle")
        standing.keyboard.press("Enter")
    tab_to(standing, ".group a")


@pytest.mark.parametrize("address", ["indicators"], indirect=True)
def test_a_figure_is_opened_by_the_keyboard(standing: Page) -> None:
    standing.keyboard.press("Escape")
    tab_to(standing, "tr[role='button']")
    standing.keyboard.press("Enter")
    expect(standing.locator(".st-key-explain .root.drawer")).to_be_visible()
