"""The map: codes by pattern and word, communities on demand, labels that never lie on each other, on every wall."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser_page import Visit, leave, opening, still
from tests.support.server import Server

pytestmark = pytest.mark.browser
SIZES = [(1366, 768), (1920, 1080), (3840, 2160), (5760, 1080), (1080, 1920)]
# Pairs of labels of different areas whose boxes meet, labels outside the drawing, and how many labels there are.
LABELS = """() => {
  const host = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector("svg.sheet"));
  const svg = (host?.shadowRoot ?? document).querySelector("svg.sheet");
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll(".words text")];
  const boxes = texts.map((one) => [one.parentNode, one.getBoundingClientRect(), one.textContent]);
  const over = (a, b) => a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1;
  const meet = boxes.flatMap(([group, box, text]) =>
    boxes.filter(([other, second]) => group !== other && over(box, second)).map((one) => [text, one[2]]));
  const within = (r) => r.left > frame.left - 1 && r.right < frame.right + 1
    && r.top > frame.top - 1 && r.bottom < frame.bottom + 1;
  const out = boxes.filter(([, r]) => !within(r));
  return [meet, out.map((one) => one[2]), boxes.length];
}"""

LONG_NAMES = """
  const parse = JSON.parse;
  JSON.parse = (...given) => {
    const value = parse(...given);
    if (value?.outlines) for (const area of value.areas) area.name += "所名长得哪里都放不下".repeat(9);
    return value;
  };
"""


# Areas that are so narrow for the letters chosen that a name does not fit, and with smaller letters does.
NARROW = """
  const parse = JSON.parse;
  JSON.parse = (...given) => {
    const value = parse(...given);
    if (Array.isArray(value) && Array.isArray(value[0]?.[0]?.[0])) {
      const [west] = value[0][0][0];
      return value.map((rings) => rings.map((ring) => ring.map(([x, y]) => [west + (x - west) * 0.12, y])));
    }
    return value;
  };
"""


@pytest.fixture(scope="module", params=["?layer=figures", "?scene=map", "?scene=map&layer=codes"])
def sheet(demo: Server, tab: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A wall with a map on it, for all the sizes that a test gives it."""
    with opening(tab) as visit:
        visit(f"{demo.url}/{request.param}")
        expect(tab.locator(".area.coded" if "codes" in request.param else ".area").first).to_be_visible(timeout=30_000)
        yield tab
    leave(tab)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_labels_do_not_lie_on_each_other(sheet: Page, size: tuple[int, int]) -> None:
    sheet.set_viewport_size({"width": size[0], "height": size[1]})
    still(sheet)
    meet, outside, count = sheet.evaluate(LABELS)
    assert (meet, outside) == ([], [])
    assert count >= sheet.locator(".area").count() > 2


def test_a_drawing_has_the_room_that_it_was_made_for_so_that_paper_shows_all_of_it(sheet: Page) -> None:
    still(sheet)
    drawings = sheet.locator("svg.sheet:visible, svg.plot:visible")
    sizes = drawings.evaluate_all("all => all.map((one) => `0 0 ${one.clientWidth} ${one.clientHeight}`)")
    assert sizes and drawings.evaluate_all("all => all.map((one) => one.getAttribute('viewBox'))") == sizes


def test_codes_are_told_by_pattern_shape_and_word(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?scene=map")
    page.get_by_role("button", name="三色码").click()
    expect(page.locator(".area.coded").first).to_be_visible(timeout=30_000)
    expect(page.locator(".below .hint")).to_contain_text("示例口径")
    for area in page.locator(".area.coded").all():
        told = str(area.get_attribute("aria-label"))
        assert any(word in told for word in ("■ 红码", "▲ 黄码", "● 绿码", "◇ 尚难判定"))
        assert str(area.locator("path").get_attribute("fill")).startswith("url(#code-")
    expect(page).to_have_url(re.compile("layer=codes"))
    page.get_by_role("button", name="指标", exact=True).click()
    expect(page.locator(".area.coded")).to_have_count(0)
    expect(page).to_have_url(re.compile("layer=figures"))


def test_a_stations_communities_are_worked_out_beside_the_wall(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?scene=map")
    expect(page.get_by_role("button", name="各社区")).to_have_count(0)
    page.locator(".area").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="各社区").click()
    expect(page.locator("svg.still .area").first).to_be_visible(timeout=90_000)
    expect(page.locator(".below .hint")).to_contain_text("各社区")
    assert page.locator("svg.still .area").count() > 1
    assert page.evaluate(LABELS)[:2] == [[], []]
    page.locator("button.back").click()
    expect(page.locator("svg.still")).to_have_count(0)


def test_what_is_overdue_keeps_its_mark_where_a_name_has_no_room(demo: Server, browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(LONG_NAMES)
    page = context.new_page()
    page.goto(demo.url)
    expect(page.locator(".area").filter(has_text="逾期")).not_to_have_count(0, timeout=30_000)
    overdue = page.locator(".area").filter(has_text="逾期").count()
    expect(page.locator(".words text")).to_have_text(["■"] * overdue)
    context.close()


def test_letters_are_smaller_where_a_mark_would_stand_without_its_name(demo: Server, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.add_init_script(NARROW)
    page.goto(demo.url)
    expect(page.locator(".area").filter(has_text="逾期")).not_to_have_count(0, timeout=30_000)
    marked = page.locator(".words[data-mark]")
    expect(marked.first).to_have_text(re.compile("^苓墩■"))
    small = float(page.locator("svg.sheet").evaluate("svg => parseFloat(getComputedStyle(svg).fontSize)"))
    letter = float(str(marked.first.locator("text").first.get_attribute("font-size")))
    assert 1080 / 60 <= letter < small
    context.close()
