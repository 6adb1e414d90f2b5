"""An officer is set beside those who do the same work, and the page says who they are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.engine import Engine
from core.metrics.types import OfficerFigure, Window
from core.store.open import open_store
from core.time.days import day_number
from dashboards.pages.officer import figures
from tests.support.browser_page import Visit
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_the_group_is_of_the_same_post_unless_too_few(demo_db: Path) -> None:
    store = open_store(demo_db, read_only=True)
    engine = Engine(store)
    day = day_number(engine.as_of())
    posts = store.conn.execute(
        "SELECT p.officer, a.ancestor, p.kind, p.post FROM fact_posting p "
        "JOIN unit_ancestor a ON a.unit = p.unit AND a.kind = 'station' "
        "WHERE p.from_day <= ? AND ifnull(p.to_day, ? + 1) > ?",
        [day, day, day],
    ).fetchall()
    same = Counter((unit, kind, post) for _, unit, kind, post in posts)
    alike = Counter((unit, kind) for _, unit, kind, _ in posts)
    groups = set()
    for officer, unit, kind, post in posts:
        shown = engine.officer_figures(officer, Window(day - 30, day))[0]
        enough = same[unit, kind, post] >= 5
        expected = ("同岗位", same[unit, kind, post]) if enough else (shown.group, alike[unit, kind])
        assert (shown.group, shown.officers) == expected
        assert enough or shown.group == {"police": "本所民警", "auxiliary": "本所辅警"}[kind]
        groups.add(shown.group)
    assert len(groups) > 1
    store.close()


def test_no_band_of_mixed_posts_begins_at_0() -> None:
    mixed = OfficerFigure("services_completed", "已办结办件", "件", 0, 0.0, 0.0, 9, "本所民警", has_mixed_posts=True)
    assert figures.card(mixed)["high"] is None
    assert "岗位不同" in figures.card(mixed)["band"]
    assert figures.card(replace(mixed, group="同岗位", has_mixed_posts=False))["high"] == 0
    assert figures.card(replace(mixed, peers_low=2.0, peers_high=8.0))["high"] == 8


@pytest.mark.browser
def test_an_officer_sees_figures_and_of_which_group_and_no_order_of_names(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/officer")
    expect(page.locator(".card").first).to_be_visible()
    assert any(page.locator(".card .own").evaluate_all("all => all.map((one) => parseInt(one.textContent))"))
    assert "名次" not in page.locator(".card").first.inner_text()
    notes = page.locator(".card .note")
    expect(notes.first).to_be_visible()
    for note in notes.all_text_contents():
        assert re.match("(同岗位|本所民警|本所辅警) [0-9]+ 人，(中间一半|岗位不同)|本所.*人数太少", note)
