"""The database's file goes away, breaks, is replaced, is written to: walls and desk pages say so and go on."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.store.sqlite import connect
from dashboards.queries import demo_bureau
from tests.support.browser_page import Visit, refreshed
from tests.support.late_world import LAST
from tests.support.server import Server

pytestmark = pytest.mark.browser


def gone(db: Path, aside: Path) -> None:
    db.rename(aside)


def broken(db: Path, aside: Path) -> None:
    shutil.copyfile(db, aside)
    bad = aside.with_suffix(".bad")
    bad.write_bytes(b"not a database at all " * 500)
    os.replace(bad, db)


def no_traceback(page: Page) -> None:
    assert page.locator('[data-testid="stException"]').count() == 0
    assert "Traceback" not in page.content() and "Error" not in page.locator("body").inner_text()


def test_a_file_that_cannot_be_read(own_demo: Server, visit: Visit, context: BrowserContext, tmp_path: Path) -> None:
    wall, desk, late = visit(own_demo.url), context.new_page(), context.new_page()
    desk.goto(f"{own_demo.url}/indicators")
    expect(desk.get_by_text("接警量")).to_be_visible(timeout=30_000)
    for page in (wall, desk):
        page.evaluate("() => { window.untouched = true; }")
    figures = wall.locator(".tile .number").all_inner_texts()
    for fault, told in ((gone, "找不到数据库"), (broken, "不是枫警数据库")):
        aside = tmp_path / "aside.db"
        fault(own_demo.db, aside)
        expect(wall.locator(".st-key-stale")).to_contain_text("暂时读不到新数据", timeout=20_000)
        assert wall.locator(".tile .number").all_inner_texts() == figures and len(figures) == 12
        expect(desk.locator(".st-key-stale")).to_contain_text(told, timeout=20_000)
        expect(desk.get_by_text("接警量")).to_be_visible()
        late.goto(own_demo.url)  # whoever comes meanwhile sees the last good picture, too
        expect(late.locator(".tile")).to_have_count(12, timeout=30_000)
        expect(late.locator(".st-key-stale")).to_contain_text("暂时读不到新数据")
        no_traceback(late)
        late.goto(f"{own_demo.url}/indicators")
        expect(late.locator(".st-key-waiting")).to_contain_text(told, timeout=30_000)
        for page in (wall, desk, late):
            no_traceback(page)
        os.replace(aside, own_demo.db)
        for page in (wall, desk):
            expect(page.locator(".st-key-stale")).to_have_count(0, timeout=30_000)
            assert page.evaluate("() => window.untouched")
        expect(late.get_by_text("接警量")).to_be_visible(timeout=30_000)


def test_another_bureau_in_its_place_is_shown(own_demo: Server, visit: Visit, tmp_path: Path) -> None:
    page = visit(own_demo.url)
    before = page.locator(".bureau").inner_text()
    page.evaluate("() => { window.untouched = true; }")
    other = tmp_path / "other.db"
    demo_bureau.generate(other, "small", 9, LAST, lambda _what, _done: None)
    os.replace(other, own_demo.db)
    expect(page.locator(".bureau")).not_to_have_text(before, timeout=20_000)
    expect(page.locator(".tile")).to_have_count(12)
    expect(page.locator(".st-key-stale")).to_have_count(0)
    assert page.evaluate("() => window.untouched")
    no_traceback(page)


def test_a_full_disk_keeps_no_wall_from_going_on(own_demo: Server, visit: Visit) -> None:
    page = visit(own_demo.url)
    resource.prlimit(own_demo.pid, resource.RLIMIT_FSIZE, (0, 0))  # nothing it writes finds room
    page.locator(".area").first.click()  # an answer that it has not given yet
    expect(page.locator("button.back")).to_be_visible()
    visit(f"{own_demo.url}/?scene=cases")  # and a wall that comes meanwhile
    expect(page.locator(".tile .number")).to_have_count(12)
    refreshed(page)
    expect(page.locator(".st-key-stale")).to_have_count(0)
    no_traceback(page)


def test_a_writer_at_work_keeps_no_wall_waiting(own_demo: Server, visit: Visit) -> None:
    page = visit(own_demo.url)
    writer = connect(own_demo.db, read_only=False)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE meta SET value = value + 1 WHERE key = 'data_version'")
    refreshed(page, 2)
    expect(page.locator(".st-key-stale")).to_have_count(0)
    writer.execute("ROLLBACK")
    writer.close()
    no_traceback(page)
