"""Contrast as it is painted: letters over the fills of maps and charts, and those of the tables' canvas."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser_page import AT_ONCE, Visit, still
from tests.support.late_world import stopped_copy
from tests.support.page_layout import WALK
from tests.support.server import Server

pytestmark = pytest.mark.browser
LEAST = 4.5
DRAWN = f"""() => {{ {WALK}
  return all.filter((one) => one.tagName === "text" && one.textContent.trim() && one.checkVisibility())
    .map((one) => [one.textContent, one.getBoundingClientRect()]).map(([text, box]) =>
      [text, ...[box.left, box.top, box.right, box.bottom].map(Math.round)]);
}}"""
LINEAR = np.array([0.2126, 0.7152, 0.0722])
VALUES = np.arange(256) / 255  # that a part of a pixel's colour can have
LIGHT = np.where(VALUES <= 0.04045, VALUES / 12.92, ((VALUES + 0.055) / 1.055) ** 2.4)  # of each


def luminance(pixels: Any) -> Any:
    """WCAG's relative luminance of each."""
    red, green, blue = (LIGHT * share for share in LINEAR)
    return red[pixels[..., 0]] + green[pixels[..., 1]] + blue[pixels[..., 2]]


def contrast(pixels: Any) -> float:
    """Of what differs most from what is usual in a patch: letters cover less than half of it."""
    patch = luminance(pixels)
    ground = float(np.median(patch))
    return max(
        (max(one, ground) + 0.05) / (min(one, ground) + 0.05) for one in (float(patch.min()), float(patch.max()))
    )


def painted_letters(page: Page) -> list[tuple[str, float]]:
    """The contrast of each text as it is painted, once nothing moves while the picture is taken.

    What is worked out beside the server comes when it comes, and may move the panels.
    """
    page.add_style_tag(content=AT_ONCE)
    for _ in range(5):
        still(page)
        drawn = page.evaluate(DRAWN)
        painted = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        if page.evaluate(DRAWN) == drawn:
            return [(text, contrast(painted[top:bottom, left:right])) for text, left, top, right, bottom in drawn]
    raise AssertionError("the page never stands still")


def test_letters_on_the_wall_stand_out_as_they_are_painted(demo: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 3840, "height": 2160})  # letters wide enough to be one colour inside
    for scene, least in (("overview", 20), ("map&layer=figures", 10)):
        visit(f"{demo.url}/?scene={scene}")
        expect(page.locator(".words text").first).to_be_visible()
        found = painted_letters(page)
        assert len(found) > least
        assert [(text, ratio) for text, ratio in found if ratio < LEAST] == []


def test_letters_of_a_late_panel_stand_out_too(demo_db: Path, tmp_path: Path, visit: Visit, page: Page) -> None:
    late = Server(stopped_copy(demo_db, tmp_path / "late.db"))
    late.start()
    try:
        page.set_viewport_size({"width": 3840, "height": 2160})
        visit(f"{late.url}/?kpi=dispute_resolution_rate")
        expect(page.locator(".root.late .words text").first).to_be_visible()
        found = painted_letters(page)
        assert len(found) > 20
        assert [(text, ratio) for text, ratio in found if ratio < LEAST] == []
    finally:
        late.kill()
