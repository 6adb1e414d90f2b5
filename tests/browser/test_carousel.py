"""Scenes follow each other: in order, for their time, held by a touch, steered by keys, without a flash."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import expect

from core.cli.common import cli
from tests.support.browser_page import Visit, refreshed, still
from tests.support.server import Server

pytestmark = pytest.mark.browser
DWELL, PAUSE = 5, 6
PICTURES = 4  # taken of each scene after its name has come
OWN = f"""
[carousel]
scenes = ["map", "disputes", "overview"]
dwell = {DWELL}
pause = {PAUSE}

[scenes.disputes]
kpis = ["disputes_reported", "dispute_resolution_rate", "dispute_alerts"]
"""
# When which scene came into the address.
WATCH = """() => {
  window.seen = [];
  setInterval(() => {
    const scene = new URL(location).searchParams.get("scene");
    if (window.seen.at(-1)?.[0] !== scene) window.seen.push([scene, performance.now()]);
  }, 50);
}"""


@pytest.fixture(scope="module")
def turning(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo whose bureau chose three scenes and short times."""
    folder = tmp_path_factory.mktemp("turning")
    own = folder / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    db = Path(shutil.copy(demo_db, folder / "own.db"))
    CliRunner().invoke(cli, ["catalogue", "use", str(own), "--db", str(db)], catch_exceptions=False)
    server = Server(db)
    server.start()
    yield server
    server.kill()


def test_the_bureaus_scenes_follow_each_other_in_its_order_and_time(turning: Server, visit: Visit) -> None:
    page = visit(f"{turning.url}/?carousel=1")
    expect(page.locator(".scene")).to_have_text("地图1/3")
    expect(page.locator(".tile")).to_have_count(6)
    page.evaluate(WATCH)
    expect(page.locator(".scene b")).to_have_text("纠纷", timeout=(DWELL + 5) * 1000)
    expect(page.locator(".tile")).to_have_count(3)
    expect(page.locator(".scene b")).to_have_text("总览", timeout=(DWELL + 5) * 1000)
    expect(page.locator(".tile")).to_have_count(12)
    expect(page.locator(".scene b")).to_have_text("地图", timeout=(DWELL + 5) * 1000)
    seen = page.evaluate("() => window.seen")
    assert [name for name, _ in seen][-3:] == ["disputes", "overview", "map"]
    stayed = [(after - before) / 1000 for (_, before), (_, after) in zip(seen[-3:], seen[-2:], strict=False)]
    assert all(stay > DWELL - 0.5 for stay in stayed)
    expect(page).to_have_url(re.compile("carousel=1"))


def test_a_touch_holds_it_and_it_goes_on_by_itself(turning: Server, visit: Visit) -> None:
    page = visit(f"{turning.url}/?carousel=1&scene=overview")
    still(page)
    page.mouse.click(960, 60)
    expect(page.locator(".note")).to_contain_text("已暂停")
    touched = time.monotonic()
    expect(page.locator(".scene b")).to_have_text("地图", timeout=(DWELL + PAUSE + 5) * 1000)
    assert time.monotonic() - touched > PAUSE
    expect(page.locator(".note")).to_have_text("")


def test_keys_steer_it(turning: Server, visit: Visit) -> None:
    page = visit(f"{turning.url}/?carousel=1&scene=map")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".scene b")).to_have_text("纠纷")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".scene b")).to_have_text("地图")
    expect(page.locator(".note")).to_contain_text("已暂停")
    page.keyboard.press("Space")
    expect(page.locator(".note")).to_have_text("")
    page.keyboard.press("Space")
    expect(page.locator(".note")).to_contain_text("已暂停")
    page.locator(".tile").first.click()
    expect(page.locator("[role='dialog']")).to_be_visible()
    page.keyboard.press("Escape")  # closes what is open, and no more than that
    expect(page.locator("[role='dialog']")).to_have_count(0)
    expect(page.locator(".scene b")).to_have_text("地图")
    page.keyboard.press("Escape")
    expect(page.locator(".which")).to_have_count(0)
    expect(page.locator(".tile")).to_have_count(12)
    expect(page).not_to_have_url(re.compile("carousel|scene"))


def test_off_until_it_is_asked_for_and_kept_in_the_address(turning: Server, visit: Visit) -> None:
    page = visit(turning.url)
    expect(page.locator(".which")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    refreshed(page, 2)
    assert "scene" not in page.url
    page.get_by_role("button", name="轮播").click()
    expect(page.locator(".scene b")).to_have_text("地图")
    visit(page.url)
    expect(page.locator(".scene b")).to_have_text("地图")
    expect(page.get_by_role("button", name="暂停（空格）")).to_be_visible()


def test_a_scene_asked_for_stands_until_somebody_moves_on(turning: Server, visit: Visit) -> None:
    page = visit(f"{turning.url}/?scene=force")  # not among those that the bureau turns through
    expect(page.locator(".scene")).to_have_text("警力1/4")
    refreshed(page, 2)
    expect(page.locator(".scene b")).to_have_text("警力")
    following = page.get_by_role("button", name="下一个画面（→）")
    expect(page.locator(".tile").last).to_be_hidden()
    following.click()  # its other six tiles come first
    expect(page.locator(".tile").last).to_be_visible()
    expect(page.locator(".scene b")).to_have_text("警力")
    following.click()
    expect(page.locator(".scene")).to_have_text("地图1/3")


def test_changing_the_scene_never_flashes(turning: Server, visit: Visit) -> None:
    page = visit(f"{turning.url}/?scene=map")
    still(page)
    lightest: list[float] = []
    for scene in ("纠纷", "总览", "总览", "地图"):  # of the second its other six tiles come before the next
        page.keyboard.press("ArrowRight")
        until, changed = time.monotonic() + 20, 0
        while changed < PICTURES:
            pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))
            lightest.append(float((pixels > 200).mean()))
            changed += page.locator(".scene b").inner_text() == scene
            assert time.monotonic() < until
    assert max(lightest) < 0.08  # letters and lines are light, grounds never
