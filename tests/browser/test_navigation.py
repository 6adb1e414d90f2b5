"""Ways that people go: by the menu with their choices, by the search with the keyboard, from a notice to an order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from core.access.roles import Role
from core.store.open import open_store
from core.store.units import unit_tree
from tests.support.browser_page import Visit, menu, sent_number, settle
from tests.support.server import Server
from tests.support.sign_on_steps import enter

pytestmark = pytest.mark.browser
PHONE = ViewportSize(width=390, height=844)
SLASH_AT_ONCE = """(field) => {
  field.closest("dialog").close();  // and has the focus still
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, composed: true, cancelable: true }));
}"""
WORKED_OUT = 60_000  # milliseconds: signals are worked out behind the screens


def open_search(page: Page, key: str) -> None:
    """Opens the search by a key, as soon as it is there to listen."""
    expect(page.locator(".st-key-search .open")).to_be_visible()
    page.keyboard.press(key)
    expect(page.get_by_role("combobox", name="搜索")).to_be_focused()


def search_for(page: Page, text: str) -> None:
    """Types into the search and waits until what is listed answers it."""
    page.keyboard.type(text)
    expect(page.locator(".st-key-search .status")).to_contain_text(re.compile("找到 |没有找到"))


def test_unit_and_period_go_along_and_the_way_back_is_one_step(demo: Server, visit: Visit, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(f"{demo.url}/cases?period=last_month")
    servers = {url for url in asked if url.endswith("/_stcore/health")}
    assert servers == {f"{demo.url}/_stcore/health"}, "a page knows where its server stands, and looks nowhere else"
    page.get_by_label("派出所").click()
    station = page.get_by_role("option").nth(1)
    name = station.inner_text()
    station.click()
    settle(page)
    expect(page.locator(".st-key-crumbs")).to_contain_text(name)
    menu(page).filter(has_text="重点矛盾").click()
    expect(page).to_have_url(re.compile(r"/key_disputes\?unit=\d+&period=last_month$"))
    expect(page.locator(".st-key-heading h2")).to_contain_text("重点矛盾")
    expect(page.locator(".st-key-crumbs")).to_contain_text(name)
    settle(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/cases\?period=last_month&unit=\d+$"))
    expect(page.locator(".st-key-heading h2")).to_contain_text("案件时限")
    settle(page)
    page.locator(".st-key-crumbs").get_by_role("link", name="全局").click()
    settle(page)
    expect(page.locator(".st-key-crumbs")).to_have_count(0)


@pytest.mark.parametrize("screen", [None, PHONE], ids=["desk", "phone"])
def test_the_search_needs_no_mouse(demo: Server, visit: Visit, page: Page, screen: ViewportSize | None) -> None:
    if screen:
        page.set_viewport_size(screen)
    visit(f"{demo.url}/signals")
    open_search(page, "Control+k")
    search_for(page, "pcs")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    field = page.get_by_role("combobox", name="搜索")
    field.evaluate(SLASH_AT_ONCE)
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    open_search(page, "/")
    search_for(page, "dwbj")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/comparison$"))
    expect(page.locator(".st-key-heading h2")).to_contain_text("单位比较")
    settle(page)


LOSES_THE_WISH = """(link, address) => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function () { WebSocket.prototype.send = send; };  // the next message never leaves
  link.click();
  history.pushState({}, "", address);  // as Streamlit does when it draws the page that was left
}"""


@pytest.mark.own_tab
def test_a_wish_for_a_page_that_the_page_left_overrode_is_said_again(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/signals")
    menu(page).filter(has_text="案件时限").evaluate(LOSES_THE_WISH, "/signals")
    expect(page).to_have_url(re.compile("/cases$"))
    expect(page.locator(".st-key-heading h2")).to_contain_text("案件时限")
    settle(page)


def test_the_station_that_a_wall_shows_goes_along(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/?period=mtd")
    page.locator(".area").first.click()
    expect(page).to_have_url(re.compile("unit="))
    unit = re.findall(r"unit=(\d+)", page.url)[0]
    menu(page).filter(has_text="派出所").click()
    expect(page).to_have_url(re.compile(rf"/station\?(period=mtd&unit={unit}|unit={unit}&period=mtd)$"))
    expect(page.locator(".st-key-crumbs")).to_be_visible()
    settle(page)


def test_an_indicator_is_found_from_the_wall(demo: Server, visit: Visit) -> None:
    page = visit(demo.url)
    open_search(page, "Control+k")
    search_for(page, "jfhjl")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/indicators.*kpi=dispute_resolution_rate"))
    settle(page)


def test_a_chief_goes_from_a_notice_to_an_order_and_back_in_four_clicks(own_demo: Server, visit: Visit) -> None:
    page = visit(own_demo.url)
    notice = page.locator(".st-key-attention a").first
    expect(notice).to_be_visible(timeout=WORKED_OUT)
    notice.click()
    order = page.get_by_role("link", name="下达指令").first
    expect(order).to_be_visible(timeout=WORKED_OUT)
    settle(page)
    order.click()
    send = page.get_by_role("button", name="派发", exact=True)
    expect(send).to_be_enabled()
    settle(page)
    send.click()
    sent_number(page)
    page.get_by_role("link", name="返回数据看板").click()
    expect(page.locator(".tile").first).to_be_visible()
    settle(page)


def test_a_stations_chief_sees_on_a_telephone_what_is_due(server: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size(PHONE)
    enter(page, server.url, Role.STATION)
    expect(page.locator(".st-key-due")).to_contain_text("到期纠纷")
    settle(page)
    assert page.evaluate("document.querySelector('.st-key-due').getBoundingClientRect().top") < PHONE["height"] / 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_unit_that_is_no_station_is_not_taken_for_one(demo: Server, visit: Visit, page: Page) -> None:
    store = open_store(demo.db, read_only=True)
    department = next(unit for unit in unit_tree(store).units.values() if unit.kind == "department")
    store.close()
    for address in ("cases", "station"):
        visit(f"{demo.url}/{address}?unit={department.id}")
        expect(page.get_by_text(f"{department.name}不是派出所")).to_be_visible()
        expect(page.locator(".st-key-context")).not_to_contain_text(department.name)


def test_on_a_telephone_nothing_of_the_top_is_cut_off(server: Server, visit: Visit, page: Page) -> None:
    page.set_viewport_size(PHONE)
    enter(page, f"{server.url}/indices", Role.STATION)
    for address in ("indices", "slip", "officer"):
        if not page.url.endswith(address):
            visit(f"{server.url}/{address}")
        account = page.locator(".st-key-links button").first
        expect(account).to_be_visible()
        for part in (account, page.locator(".st-key-menu .toggle"), page.locator(".st-key-search .open")):
            box = part.bounding_box()
            assert box is not None, address
            assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], address
            assert min(box["width"], box["height"]) >= 44, address
