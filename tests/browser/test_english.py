"""The wall in English, by a switch: every scene, nothing Chinese but names and the catalogue's own sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from core.catalogue.load import load_catalogue
from core.store.open import open_store
from core.store.units import unit_tree
from dashboards.i18n import words
from tests.support.browser_page import one_address, still, turn_to
from tests.support.page_layout import SCROLLING, overlapping, texts
from tests.support.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]
SCENES = load_catalogue().carousel.scenes
CHINESE = re.compile(r"[\u3400-\u9fff]+")
# Every text on the page, what is read aloud and what is shown on hovering included.
SAID = """() => {
  const found = new Set();
  const walk = (node) => {
    for (const one of node.childNodes) {
      if (one.nodeType === 3) found.add(one.data.trim());
      if (one.nodeType !== 1 || ["STYLE", "SCRIPT"].includes(one.tagName)) continue;
      for (const name of ["title", "aria-label", "placeholder"]) found.add(one.getAttribute(name) ?? "");
      walk(one);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(document.body);
  return [...found];
}"""


@pytest.fixture(scope="module")
def names(demo: Server) -> set[str]:
    store = open_store(demo.db, read_only=True)
    units = [unit.name for unit in unit_tree(store).units.values()]
    store.close()
    return {*units, *map(words.short_unit, units), words.LANGUAGE_SWITCH[True]}


def chinese(page: Page, names: set[str]) -> list[str]:
    """The texts that hold Chinese which is no name of a unit."""
    still(page)
    said: list[str] = page.evaluate(SAID)
    assert len(said) > 50
    return [text for text in said if any(found not in names for found in CHINESE.findall(text))]


@pytest.fixture(scope="module")
def touring(demo: Server, tab: Page) -> Iterator[Page]:
    """The wall in English at one of its scenes, for tests that turn it to each."""
    with one_address(tab, f"{demo.url}/?lang=en&scene={SCENES[0]}") as page:
        yield page


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_speaks_english(touring: Page, names: set[str], scene: str) -> None:
    page = touring
    turn_to(page, scene)
    expect(page.locator(".tile .number").first).to_be_visible()
    assert chinese(page, names) == []
    assert page.evaluate(SCROLLING) == [0, 0, []]
    assert overlapping(texts(page)) == []


def test_the_switch_is_in_the_menu_and_goes_both_ways(demo: Server, visit: Visit, page: Page, names: set[str]) -> None:
    visit(demo.url)
    expect(page.locator(".tile").first).to_contain_text("有效警情")
    page.locator(".st-key-menu .toggle", has_text="页面").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator(".tile").first).to_contain_text("Valid alerts")
    expect(page).to_have_url(re.compile("lang=en"))
    page.reload()
    expect(page.locator(".tile").first).to_contain_text("Valid alerts")
    assert page.locator("html").get_attribute("lang") == "en"
    assert chinese(page, names) == []
    page.locator(".st-key-menu .toggle", has_text="Pages").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".tile").first).to_contain_text("有效警情")


def test_what_a_figure_rests_on_is_english_but_for_the_catalogues_own_sentences(
    demo: Server, visit: Visit, page: Page, names: set[str]
) -> None:
    visit(f"{demo.url}/?lang=en")
    kpi = load_catalogue().kpis["onscene_completion_rate"]
    page.locator(".tile", has_text="Settled on the scene").click()
    expect(page.locator("[role='dialog']")).to_contain_text("Definition")
    own = {kpi.definition, kpi.limits}
    assert [text for text in chinese(page, names) if text not in own] == []
