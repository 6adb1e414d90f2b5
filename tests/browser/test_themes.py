"""A desk is light or dark as the browser prefers; a wall is dark wherever it hangs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboards.theme import DESK, WALL, Palette
from tests.support.browser_page import Visit, menu, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser

ON_THE_WALL = (".stApp", "[data-testid='stPopoverButton']", "[data-testid='stPopoverBody']")


def css(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def has_colours(page: Page, palette: Palette) -> None:
    expect(page.locator(".stApp")).to_have_css("background-color", css(palette.ground))
    expect(page.locator(".stApp h2").first).to_have_css("color", css(palette.text))
    expect(page.locator(".st-key-funnel svg .role-axis-label text").first).to_have_css("fill", css(palette.secondary))
    bars = page.locator(".st-key-ranking .root").first
    expect(bars).to_have_css("background-color", css(palette.panel))


def test_a_desk_has_the_colours_that_the_browser_prefers_and_follows(demo: Server, visit: Visit, page: Page) -> None:
    """It follows without being loaded anew; in the light it stands at first in the last test here."""
    page.emulate_media(color_scheme="dark")
    visit(f"{demo.url}/comparison")
    has_colours(page, WALL)
    page.emulate_media(color_scheme="light")
    has_colours(page, DESK)
    page.emulate_media(color_scheme="dark")
    has_colours(page, WALL)


def inks(texts: Locator) -> set[str]:
    """The colours that texts are written in; there is at least one text."""
    found: list[str] = texts.evaluate_all("all => all.map(one => getComputedStyle(one).color)")
    assert found
    return set(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_wall_is_dark_with_all_that_opens_over_it(demo: Server, visit: Visit, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit(f"{demo.url}/")
    page.locator(".st-key-wall [data-testid='stPopoverButton']", has_text="自选").click()
    body = page.locator("[data-testid='stPopoverBody']")
    expect(body).to_have_css("background-color", css(WALL.panel))
    expect(body.locator("p:visible").first).to_be_visible()
    assert inks(body.locator("p:visible")) <= {css(WALL.text), css(WALL.secondary)}
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    pages = menu(page)
    expect(page.locator(".st-key-menu nav")).to_have_css("background-color", css(WALL.panel))
    assert inks(pages) <= {css(WALL.text), css(WALL.accent)}
    page.keyboard.press("Escape")
    expect(pages.first).to_be_hidden()
    for one in page.locator(".st-key-wall button").all():
        assert one.evaluate("it => getComputedStyle(it).color") in {
            css(WALL.text),
            css(WALL.accent),
            css(WALL.secondary),
        }


def test_a_wall_is_dark_before_it_stands(demo: Server, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{demo.url}/", wait_until="commit")
    expect(page.locator("body")).to_have_css("background-color", css(WALL.ground))


def test_from_the_wall_to_a_desk_and_back(demo: Server, visit: Visit, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    visit(f"{demo.url}/")
    menu(page).filter(has_text="单位比较").click()
    page.wait_for_selector(".st-key-heading")
    settle(page)
    has_colours(page, DESK)
    page.go_back()
    page.wait_for_selector(".st-key-wall")
    expect(page.locator(".stApp")).to_have_css("background-color", css(WALL.ground))
