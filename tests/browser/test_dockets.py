"""From an overdue dispute or case to an instruction about it: one click opens the form, filled in."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser_page import Visit, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["key_disputes", "cases"])
def test_one_click_from_an_overdue_row_opens_the_form_filled_in(demo: Server, visit: Visit, address: str) -> None:
    page = visit(f"{demo.url}/{address}")
    link = page.locator("tr[data-key] a.instruction-link").first
    number = link.locator("xpath=ancestor::tr").get_attribute("data-key")
    asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert number and asked["record"] == [number] and asked["unit"] and asked["kpi"]
    link.click()
    settle(page)
    expect(page.get_by_role("textbox", name="任务")).to_have_value(re.compile(f"编号 {re.escape(number)} 的这一件"))


def test_a_row_tells_its_history_and_an_address_brings_no_markup_into_the_task(demo: Server, visit: Visit) -> None:
    page: Page = visit(f"{demo.url}/key_disputes")
    row = page.locator("tr[data-key]").first
    number = row.get_attribute("data-key")
    row.locator("td").first.click()
    settle(page)
    expect(page.get_by_text(f"{number} 的经过")).to_be_visible()
    expect(page.get_by_text("登记入系统")).to_be_visible()
    href = page.locator("tr[data-key] a.instruction-link").first.get_attribute("href") or ""
    page = visit(f"{demo.url}/{href.split('&record=')[0]}&record=<b>x</b>")
    expect(page.get_by_role("textbox", name="任务")).not_to_have_value("")
    assert "<b>" not in page.get_by_role("textbox", name="任务").input_value()
