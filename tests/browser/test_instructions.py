"""Two windows: the chief sends from a figure, the station signs and reports, the chief sees it and files it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from core.instructions.actions import send_instruction
from core.instructions.events import events_of
from core.instructions.model import Actor, InstructionContent, Side, Step
from core.instructions.read import overdue
from core.store.open import open_store
from core.store.units import UnitRef, unit_tree
from core.time.days import day_number, first_second
from tests.support.browser_page import new_page, sent_number, settle
from tests.support.demo import DEMO_AS_OF
from tests.support.server import Server

pytestmark = pytest.mark.browser
DESK = ViewportSize(width=1500, height=1200)
REFRESH = 15_000  # milliseconds: one refresh of five seconds, on a busy machine
NOW = first_second(day_number(date.fromisoformat(DEMO_AS_OF)) + 1)  # the day of a demonstration


@pytest.fixture
def chief(page: Page) -> Page:
    """The chief's browser, on a desk."""
    page.set_viewport_size(DESK)
    return page


@pytest.fixture
def windows(chief: Page, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Two browsers that share nothing."""
    with new_page(browser, {"locale": "zh-CN", "viewport": DESK}) as station:
        yield chief, station


class Clicks:
    """A hand that counts its clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, what: Locator) -> None:
        what.click()
        self.count += 1
        settle(self.page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def say(page: Page, text: str) -> None:
    page.get_by_label("情况说明或理由").fill(text)


def first_station(server: Server) -> UnitRef:
    store = open_store(server.db, read_only=True)
    found = unit_tree(store).stations(unit_tree(store).root.id)[0]
    store.close()
    return found


def as_station(page: Page, server: Server, number: str, station: UnitRef) -> None:
    """Opens an instruction as the station's chief."""
    page.goto(f"{server.url}/instructions?no={number}")
    settle(page)
    page.get_by_role("radio", name="所长（签收、反馈）").click()
    settle(page)
    expect(page.get_by_role("heading", name=re.compile(f"{number}.*{station.name}"))).to_be_visible()


def _tile(page: Page, url: str, station: UnitRef) -> Locator:
    page.goto(f"{url}/?unit={station.id}&kpi=dispute_alerts")
    settle(page)
    page.locator('.tile[data-kpi="dispute_alerts"]').hover()
    return page.locator('.cell:has(.tile[data-kpi="dispute_alerts"]) > .instruction-link')


def _area(page: Page, url: str, station: UnitRef) -> Locator:
    page.goto(f"{url}/?kpi=dispute_alerts")
    settle(page)
    page.locator(f'.area[data-unit="{station.id}"]').hover()
    return page.locator(".root > a.instruction-link")


def _row(page: Page, url: str, station: UnitRef) -> Locator:
    page.goto(f"{url}/?kpi=dispute_alerts")
    settle(page)
    return page.get_by_role("link", name=f"下达指令：{station.name.removesuffix('派出所')}", exact=True)


def _desk_row(page: Page, url: str, station: UnitRef) -> Locator:
    page.goto(f"{url}/comparison?kpi=dispute_alerts")
    settle(page)
    return page.get_by_role("link", name=f"下达指令：{station.name.removesuffix('派出所')}", exact=True)


def _desk_map(page: Page, url: str, station: UnitRef) -> Locator:
    page.goto(f"{url}/comparison?kpi=dispute_alerts")
    settle(page)
    return page.get_by_role("link", name=f"向{station.name}下达指令")  # the station that the map has picked


def _standing(page: Page, url: str, station: UnitRef) -> Locator:
    page.goto(f"{url}/indices")
    settle(page)
    return page.locator("td a.instruction-link").first


@pytest.mark.parametrize("way", [_tile, _area, _row, _desk_row, _desk_map, _standing], ids=lambda way: way.__name__)
def test_one_click_fills_the_form_in(demo: Server, chief: Page, way: Callable[[Page, str, UnitRef], Locator]) -> None:
    page, station = chief, first_station(demo)
    hand = Clicks(page)
    hand.click(way(page, demo.url, station))
    expect(page).to_have_url(re.compile(r"/instructions\?"))
    assert hand.count == 1
    expect(page.get_by_label("任务", exact=True)).to_have_value(re.compile("请核实本单位“.+”（.+：.+）"))
    expect(page.get_by_role("button", name="派发", exact=True)).to_be_enabled()
    expect(page.get_by_text(re.compile("^数值："))).to_be_visible()
    if way is not _standing:  # the unit that is open there is the first of its list
        shown = page.locator('[data-testid="stSelectbox"]', has_text="承办单位")
        expect(shown.locator("input")).to_have_value(station.name)


def test_nobody_is_picked_for_the_sender(demo: Server, page: Page) -> None:
    page.goto(f"{demo.url}/instructions?kpi=dispute_alerts")  # from the whole bureau's tile
    settle(page)
    expect(page.get_by_text("请选承办单位").last).to_be_visible()
    expect(page.get_by_role("button", name="派发", exact=True)).to_have_count(0)


def test_an_instruction_goes_its_way_in_two_windows(own_demo: Server, windows: tuple[Page, Page]) -> None:
    (chief, station), unit = windows, first_station(own_demo)
    hand = Clicks(chief)
    hand.click(_tile(chief, own_demo.url, unit))
    task = chief.get_by_label("任务", exact=True)
    expect(task).to_have_value(re.compile("纠纷警情.*起"))
    task.fill("请核实纠纷警情 <b>不是标记</b> **也不是**")
    hand.click(chief.get_by_role("button", name="派发", exact=True))
    assert hand.count == 2
    number = sent_number(chief)
    shown = chief.locator("[data-testid=stText]", has_text="<b>不是标记</b> **也不是**")
    expect(shown.first).to_be_visible()

    as_station(station, own_demo, number, unit)
    press(station, "签收")
    heading = chief.get_by_role("heading", name=re.compile(f"{number}.*办理中"))
    expect(heading).to_be_visible(timeout=REFRESH)
    say(station, "已逐户走访")
    station.get_by_label("数字（选填）").fill("走访 32；化解 5")
    press(station, "办结反馈")
    expect(chief.get_by_text("数字：走访 32；化解 5")).to_be_visible(timeout=REFRESH)
    settle(chief)
    press(chief, "审核通过")
    press(chief, "归档")
    expect(station.get_by_role("heading", name=re.compile("已归档"))).to_be_visible(timeout=REFRESH)
    expect(station.get_by_role("button", name="签收", exact=True)).to_have_count(0)
    # Filed on the first of November: December to February are watched.
    expect(chief.get_by_text("归档后观察 2026-12-01 至 2027-02-28")).to_be_visible()

    say(chief, "又有反复，请继续办理")
    press(chief, "重新办理")
    expect(station.get_by_role("heading", name=re.compile("办理中"))).to_be_visible(timeout=REFRESH)
    expect(chief.get_by_text("归档后观察")).to_have_count(0)
    say(station, "已再次走访")
    press(station, "办结反馈")
    expect(chief.get_by_role("button", name="审核退回", exact=True)).to_be_visible(timeout=REFRESH)


def test_two_people_at_once_lose_nothing(own_demo: Server, windows: tuple[Page, Page]) -> None:
    (chief, station), unit = windows, first_station(own_demo)
    store = open_store(own_demo.db)
    number = send_instruction(
        store, InstructionContent(unit.id, "请核实"), Actor("test", unit_tree(store).root.id, Side.ISSUER), now=NOW
    )
    chief.goto(f"{own_demo.url}/instructions?no={number}")
    settle(chief)
    as_station(station, own_demo, number, unit)
    say(chief, "不办了")
    station.get_by_role("button", name="签收", exact=True).click(no_wait_after=True)
    chief.get_by_role("button", name="撤销", exact=True).click(no_wait_after=True)
    for page in windows:
        expect(page.get_by_text(re.compile("已签收。|已撤销。|别人刚刚已“|撤销要写明")).first).to_be_visible()
    steps = [event.step for event in events_of(store.conn, [number])[number]]
    store.close()
    # Whoever came second was told, and wrote nothing; unless the first step was on the second's page already.
    assert steps in ([Step.SEND, Step.SIGN], [Step.SEND, Step.CANCEL], [Step.SEND, Step.SIGN, Step.CANCEL])
    if len(steps) == 2:
        told = station if steps[1] is Step.CANCEL else chief
        expect(told.get_by_text(re.compile("别人刚刚已“|撤销要写明")).first).to_be_visible()


def test_the_wall_shows_what_is_overdue(own_demo: Server, page: Page) -> None:
    wall, unit = page, first_station(own_demo)
    store = open_store(own_demo.db)
    late = len(overdue(store, NOW))
    wall.goto(own_demo.url)
    settle(wall)
    if late:
        expect(wall.get_by_text(f"指令逾期 {late} 件")).to_be_visible()
    sent = NOW - 60 * 86_400
    send_instruction(
        store, InstructionContent(unit.id, "请核实"), Actor("test", unit_tree(store).root.id, Side.ISSUER), now=sent
    )
    expect(wall.get_by_text(f"指令逾期 {late + 1} 件")).to_be_visible(timeout=2 * REFRESH)  # without a reload
    store.close()
