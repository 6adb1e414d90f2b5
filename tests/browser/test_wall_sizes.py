"""One screen at every size: nothing overflows, no two texts overlap, and letters are as large as the wall asks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser_page import Visit, still
from tests.support.page_layout import SCROLLING, overlapping, texts
from tests.support.server import Server

pytestmark = pytest.mark.browser
SIZES = [(1366, 768), (1920, 1080), (3840, 2160), (5760, 1080), (1080, 1920)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("address", ["", "?scene=alerts&kpi=dispute_resolution_rate"])
def test_the_wall_is_one_screen_to_be_read(
    demo: Server, visit: Visit, page: Page, size: tuple[int, int], address: str
) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    visit(f"{demo.url}/{address}")
    expect(page.locator(".tile .number")).to_have_count(12)
    still(page)
    assert page.evaluate(SCROLLING) == [0, 0, []]
    found = texts(page)
    assert len(found) > 80
    outside = [one for one in found if one["right"] > width + 1 or one["bottom"] > height + 1 or one["left"] < -1]
    assert outside == []
    assert overlapping(found) == []
    tall = min(height, width * 1080 / 1920) if width < height else height
    assert [one for one in found if one["size"] < tall / 60 - 0.1] == []
    figures = page.locator(".tile .number").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    labels = page.locator(".tile .label, .calm, .notice").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(figures) >= tall / 18 - 0.1
    assert min(labels) >= tall / 36 - 0.1


def test_nothing_lies_across_a_seam(demo: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 5760, "height": 1080})
    visit(demo.url)
    expect(page.locator(".tile .number")).to_have_count(12)
    still(page)
    for seam in (1920, 3840):
        assert [one["text"] for one in texts(page) if one["left"] < seam < one["right"]] == []


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
        for seam in (1920 * place / across for place in range(1, across)):
            assert [one["text"] for one in found if one["left"] < seam < one["right"]] == []
        for seam in (1080 * place / along for place in range(1, along)):
            assert [one["text"] for one in found if one["top"] < seam < one["bottom"]] == []


def test_a_telephone_has_a_column(demo: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(demo.url)
    expect(page.locator(".tile .number")).to_have_count(12)
    still(page)
    found = texts(page)
    assert [one for one in found if one["right"] > 391] == []
    assert min(one["size"] for one in found) >= 12
    assert overlapping(found) == []
