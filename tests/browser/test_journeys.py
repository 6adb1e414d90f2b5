"""How many clicks it is from a role's first page to what it came for; on a telephone the first screen says it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.support.browser_page import Visit, settle, still
from tests.support.page_layout import SCROLLING, WALK
from tests.support.server import Server

pytestmark = pytest.mark.browser
PHONE = ViewportSize(width=390, height=844)
FINGER = 44  # pixels
# What is pressed, and is lower than a finger: words in a sentence and a grid's own tools apart.
LOW = f"""() => {{ {WALK}
  const pressed = "button, a[href], [role=button], [role=tab], summary";
  return all.filter((one) => one.matches(pressed) && !one.closest?.('[data-testid="stElementToolbar"], .vega-embed')
    && one.checkVisibility({{ visibilityProperty: true, opacityProperty: true }}))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.right > 2 && box.height < {FINGER} - 0.5)
    .map(([one]) => `${{one.tagName}} ${{one.textContent.trim().slice(0, 20)}}`);
}}"""


def in_first_screen(page: Page, what: Locator) -> bool:
    """Tells whether all of it lies in what is seen before anybody scrolls."""
    box = what.bounding_box()
    assert box is not None and page.viewport_size is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


def test_an_inspector_takes_two_stations_away_in_six_clicks(
    demo: Server, visit: Visit, page: Page, tmp_path: Path
) -> None:
    visit(f"{demo.url}/signals")
    # Once they are worked out no page is drawn again by itself, which would close what has been opened.
    expect(page.locator(".st-key-signals_sentence")).to_be_visible(timeout=60_000)
    clicks = 0

    def click(what: Locator) -> None:
        nonlocal clicks
        what.click()
        clicks += 1
        settle(page)

    click(page.locator(".st-key-menu a", has_text="单位比较"))
    expect(page.locator(".st-key-comparison_summary")).to_be_visible()
    expect(page.locator(".st-key-changes tbody tr").first).to_be_visible()  # the last of what export lists
    second = page.locator('[data-testid="stSelectbox"]', has_text="乙").get_by_role("combobox")
    still(page)
    click(second)
    option = page.get_by_role("option").last
    if not option.count():  # a table that grew just then pushed the box away from under the pointer
        still(page)
        second.click()
    expect(option).to_be_visible()
    chosen = option.inner_text()
    click(option)
    expect(second).to_have_value(chosen)
    expect(page).to_have_url(re.compile(r"sides=[^&]+\."))  # the pair stands in the address
    click(page.locator(".st-key-export button"))
    click(page.locator(".st-key-export li button").first)
    reason, take = page.get_by_label("用途（留痕）"), page.get_by_role("button", name="导出 .xlsx")
    expect(reason).to_be_visible()
    reason.fill("测试")
    reason.press("Enter")
    expect(take).to_be_enabled()
    with page.expect_download() as taken:
        click(take)
    taken.value.save_as(tmp_path / "pair.xlsx")
    assert load_workbook(tmp_path / "pair.xlsx").worksheets[0].max_row > 2
    assert clicks <= 6


def test_the_head_of_a_field_is_told_at_once_and_acts_in_one_click(demo: Server, visit: Visit, page: Page) -> None:
    visit(f"{demo.url}/domain_legal")
    sentence = page.locator(".st-key-domain_sentence")
    expect(sentence).to_be_visible()
    assert in_first_screen(page, sentence)
    assert in_first_screen(page, page.locator(".st-key-domain_first").locator(".number").first)
    todo = page.locator(".st-key-domain_todo a.link").first
    expect(todo).to_be_visible()
    page.evaluate("() => { window.stands = true; }")
    todo.click()
    settle(page)
    assert "domain_legal" not in page.url
    assert page.evaluate("() => window.stands")  # and no page was loaded anew


def test_an_officer_sees_on_a_telephone_what_is_due(demo: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size(PHONE)
    visit(f"{demo.url}/officer")
    expect(page.locator("h3").first).to_be_visible()
    still(page)
    assert in_first_screen(page, page.locator("h3").first)
    assert page.evaluate(SCROLLING)[1] <= 0


@pytest.mark.slow
def test_a_telephone_has_its_choices_behind_a_chip_and_room_for_a_finger(
    demo: Server, visit: Visit, page: Page
) -> None:
    page.set_viewport_size(PHONE)
    for address in ("domain_governance", "cases", "today", "bulletins"):
        visit(f"{demo.url}/{address}")
        still(page)
        assert page.evaluate(SCROLLING)[1] <= 0, address
        assert page.evaluate(LOW) == [], address
    visit(f"{demo.url}/cases")
    filters = page.locator(".st-key-filters")
    expect(filters).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    expect(filters).to_be_visible()
