"""One panel that fails keeps its picture and says since when; one whose source is late says so; the others go on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboards.queries import demo_bureau
from tests.support.browser_page import Visit
from tests.support.late_world import HELD_UP, STOPPED, stopped_copy
from tests.support.server import Server

pytestmark = pytest.mark.browser
PANELS = (".st-key-attention", ".st-key-tiles", ".st-key-map", ".st-key-trend", ".st-key-ranking")


@pytest.fixture
def served(demo_db: Path, tmp_path: Path) -> Iterator[Server]:
    server = Server(Path(shutil.copy(demo_db, tmp_path / "own.db")))
    server.run("tests.support.failing_panel", str(server.db), str(server.port), str(tmp_path / "broken"))
    yield server
    server.kill()


def test_one_panel_stands_still_and_heals_while_the_others_go_on(served: Server, tmp_path: Path, visit: Visit) -> None:
    page = visit(served.url)
    order = page.locator(".st-key-ranking")
    expect(order.locator(".plot")).to_be_visible()
    before = order.locator(".plot").inner_html()
    names = order.locator(".plot text").all_inner_texts()
    (tmp_path / "broken").touch()
    demo_bureau.advance_days(served.db, 2, lambda _what, _done: None)
    expect(page.locator(".as-of")).to_contain_text("2026-11-02", timeout=20_000)
    expect(order.locator(".freshness")).to_have_text(re.compile("^◆ 此图停在 [0-9]{2}:[0-9]{2}$"))
    expect(order.locator(".root.stopped")).to_have_count(1)
    expect(page.locator(".root.stopped")).to_have_count(1)
    assert order.locator(".plot text").all_inner_texts() == names and before
    expect(page.locator(".st-key-trend .subtitle").last).to_contain_text("截至 11-02")
    expect(page.locator(".tile")).to_have_count(12)
    assert page.locator('[data-testid="stException"]').count() == 0
    (tmp_path / "broken").unlink()
    expect(page.locator(".root.stopped")).to_have_count(0, timeout=20_000)
    expect(order.locator(".subtitle").last).to_contain_text("截至 11-02")
    expect(order.locator(".freshness")).to_have_count(0)


def test_a_panel_that_never_was_drawn_says_so(served: Server, tmp_path: Path, visit: Visit) -> None:
    (tmp_path / "broken").touch()
    page = visit(served.url)
    expect(page.locator(".st-key-ranking")).to_contain_text("此图暂时画不出来")
    expect(page.locator(".tile")).to_have_count(12)
    (tmp_path / "broken").unlink()
    expect(page.locator(".st-key-ranking .plot")).to_be_visible(timeout=20_000)


def test_a_late_source_greys_its_own_tiles_and_panels(demo_db: Path, tmp_path: Path, visit: Visit) -> None:
    server = Server(stopped_copy(demo_db, tmp_path / "late.db"))
    server.start()
    try:
        page = visit(server.url)
        expect(page.locator(".as-of")).to_contain_text("2026-10-31")
        late = page.locator(".tile.late")
        expect(late).to_have_count(len(HELD_UP))
        assert {one.get_attribute("data-kpi") for one in late.all()} == set(HELD_UP)
        for tile in late.all():
            expect(tile.locator(".asof").first).to_have_text(f"◆ 截至 {STOPPED:%m-%d}")
            assert "repeating-linear-gradient" in tile.evaluate("one => getComputedStyle(one).backgroundImage")
            assert tile.locator(".number").inner_text() != "—"
            assert "来源迟 20 天" in (tile.get_attribute("title") or "")
        expect(page.locator(".root.late")).to_have_count(0)  # the panels show a KPI that is on time
        subtitles = [f".st-key-{panel} .subtitle:not(.quiet)" for panel in ("trend", "ranking")]
        for panel in subtitles:
            expect(page.locator(panel).last).to_contain_text("截至 10-31")
        page.goto(f"{server.url}/?kpi={HELD_UP[0]}")
        for panel in (".st-key-trend", ".st-key-ranking", ".st-key-map"):
            expect(page.locator(f"{panel} .freshness")).to_have_text(f"◆ 截至 {STOPPED:%m-%d}，来源迟 20 天")
        expect(page.locator(".root.late")).to_have_count(3)
    finally:
        server.kill()
