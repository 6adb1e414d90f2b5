"""One screen at every size, every scene: nothing overflows, no two texts overlap, all letters are as large as asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.catalogue.load import load_catalogue
from tests.support.browser_page import Visit, one_address, still, turn_to
from tests.support.page_layout import SCROLLING, WALK, overlapping, texts
from tests.support.server import Server

pytestmark = pytest.mark.browser
SIZES = [(1366, 768), (1920, 1080), (3840, 2160), (5760, 1080), (1080, 1920)]
OUTSIDE = f"""() => {{ {WALK}
  return all.filter((one) => one.matches(".tile, .tile .number, .tile .unit, .chip, .area, .clock, .as-of"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, r]) => r.right > innerWidth + 1 || r.bottom > innerHeight + 1 || r.left < -1 || r.top < -1)
    .map(([one]) => one.className.toString() + one.textContent);
}}"""


CUT_TILES = f"""() => {{ {WALK}
  return all.filter((one) => one.matches(".tile") && one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.textContent);
}}"""
LEAST = 24 / 1080  # of the height of a wall: the smallest letters
SCENES = list(load_catalogue().scenes)


@pytest.fixture(scope="module", params=["?scene=alerts&kpi=dispute_resolution_rate", ""])
def wall(demo: Server, tab: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The wall at an address, for all the sizes that a test gives it."""
    with one_address(tab, f"{demo.url}/{request.param}") as page:
        yield page


@pytest.fixture(scope="module")
def touring(demo: Server, tab: Page) -> Iterator[Page]:
    """The wall at one of its scenes, for tests that turn it to each."""
    with one_address(tab, f"{demo.url}/?scene={SCENES[0]}") as page:
        yield page


def resize(page: Page, width: int, height: int) -> None:
    """Gives the page another size and waits until all of it stands anew."""
    page.set_viewport_size({"width": width, "height": height})
    expect(page.locator(".tile .number")).to_have_count(12)
    expect(page.locator(".plot").first).to_be_visible()
    still(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_wall_is_one_screen_to_be_read(wall: Page, size: tuple[int, int]) -> None:
    width, height = size
    resize(wall, width, height)
    assert wall.evaluate(SCROLLING) == [0, 0, []]
    assert wall.evaluate(OUTSIDE) == []
    found = texts(wall)
    assert len(found) > 80
    outside = [one for one in found if one["right"] > width + 1 or one["bottom"] > height + 1 or one["left"] < -1]
    assert outside == []
    assert overlapping(found) == []
    tall = min(height, width * 1080 / 1920) if width < height else height
    is_large = height >= 1800 and width > height  # twelve tiles at once, to be read from as far
    assert [one for one in found if one["size"] < tall * (1 / 60 if is_large else LEAST) - 0.1] == []
    figures = wall.locator(".tile .number").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    labels = wall.locator(".tile .label, .calm, .notice").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(figures) >= tall / 18 - 0.1
    assert min(labels) >= tall / 36 - 0.1


@pytest.mark.parametrize("scene", SCENES)
def test_every_part_of_every_scene_is_read_from_afar(touring: Page, scene: str) -> None:
    page = touring
    turn_to(page, scene)
    still(page)
    seen: set[str] = set()
    for _ in range(2):
        found = texts(page)
        seen |= {str(one["text"]) for one in found}
        assert [one for one in found if one["size"] < 24] == []
        assert overlapping(found) == []
        assert page.evaluate(OUTSIDE) == []
        assert page.locator(".tile:visible").count() == 6
        if (turn := page.get_by_role("button", name="另 6 项")).count():
            turn.click()
            still(page)
    names = page.locator(".tile .label").all_text_contents()
    assert {name[:24] for name in names} <= seen  # no tile is in neither part


@pytest.mark.parametrize("wall", [""], indirect=True)
def test_nothing_lies_across_a_seam(wall: Page) -> None:
    resize(wall, 5760, 1080)
    for seam in (1920, 3840):
        assert [one["text"] for one in texts(wall) if one["left"] < seam < one["right"]] == []


@pytest.mark.parametrize("wall", [""], indirect=True)
def test_a_telephone_has_a_column(wall: Page) -> None:
    resize(wall, 390, 844)
    found = texts(wall)
    assert [one for one in found if one["right"] > 391] == []
    assert min(one["size"] for one in found) >= 12
    assert overlapping(found) == []


@pytest.mark.parametrize(("grid", "across", "along"), [("2x2", 2, 2), ("3x3", 3, 3)])
def test_a_wall_of_panels_has_no_word_on_a_seam(
    demo: Server, visit: Visit, page: Page, grid: str, across: int, along: int
) -> None:
    for scene in ("overview", "force", "map"):
        visit(f"{demo.url}/?seams={grid}&scene={scene}")
        expect(page.locator(".tile .number").first).to_be_visible()
        still(page)
        assert page.evaluate(SCROLLING) == [0, 0, []]
        found = texts(page)
        assert overlapping(found) == []
        assert page.evaluate(CUT_TILES) == []
        for seam in (1920 * place / across for place in range(1, across)):
            assert [one["text"] for one in found if one["left"] < seam < one["right"]] == []
        for seam in (1080 * place / along for place in range(1, along)):
            assert [one["text"] for one in found if one["top"] < seam < one["bottom"]] == []
