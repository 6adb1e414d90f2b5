"""指数与榜单: opened by the keyboard, told with shape and word, published once, downloaded with the numbers in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser_page import Visit, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_a_unit_is_opened_by_the_keyboard_into_what_made_its_score(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/indices")
    table = page.locator(".st-key-units_peace table")
    expect(table.locator("tbody tr")).to_have_count(3)
    for code in table.locator(".code").all():
        shape, word = code.locator("i").inner_text(), code.locator("span").inner_text()
        assert shape.strip() and word.strip()
    expect(page.get_by_text("示例口径，非官方", exact=False).first).to_be_visible()
    row = table.locator("tbody tr").nth(1)
    name = row.locator("td").first.locator("span").first.inner_text()
    row.focus()
    page.keyboard.press("Enter")
    settle(page)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    parts = page.locator(".st-key-indices_parts table tbody tr")
    expect(parts).to_have_count(14)
    expect(parts.filter(has_text="未计入").first).to_be_visible()


def test_a_month_is_published_once_and_can_be_taken_away(own_demo: Server, visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{own_demo.url}/indices")
    page.get_by_role("radio", name="已发布的榜").click()
    settle(page)
    page.get_by_role("button", name="发布 2026-10").click()
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_text("已发布 2026-10 原报。")).to_be_visible(timeout=20_000)
    settle(page)
    expect(page.locator(".st-key-indices_published tbody tr")).to_have_count(3)
    expect(page.get_by_role("button", name="更正 2026-10")).to_be_visible()
    page.locator(".st-key-take_download_published button").first.click()
    page.get_by_label("用途（留痕）").fill("报分管局领导")
    page.keyboard.press("Enter")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出 .csv").click()
    page.keyboard.press("Escape")
    file = tmp_path / "list.csv"
    taken.value.save_as(file)
    text = file.read_text("utf-8-sig")
    assert "原报得分" in text and "示例口径" in text
    page.get_by_role("button", name="更正 2026-10").click()
    expect(page.get_by_role("button", name="确认更正")).to_be_disabled()  # until there is a reason


def test_what_has_just_been_published_is_what_is_picked(own_demo: Server, visit: Visit) -> None:
    page = visit(f"{own_demo.url}/indices")
    page.get_by_role("radio", name="已发布的榜").click()
    settle(page)
    for month in ("2026-08", "2026-09", "2026-07"):
        page.locator(".st-key-indices_month input").click()
        page.get_by_role("option", name=month).click()
        settle(page)
        page.get_by_role("button", name=f"发布 {month}").click()
        page.get_by_role("button", name="确认发布").click()
        expect(page.get_by_text(f"已发布 {month} 原报。")).to_be_visible(timeout=20_000)
        settle(page)
        expect(page.get_by_role("heading", name=f"{month} 平安指数")).to_be_visible()
        expect(page.locator(".st-key-indices_publication input")).to_have_value(f"{month} 原报")
