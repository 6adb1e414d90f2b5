"""Two windows: the chief sends from a figure, the station signs and reports, the chief sees it and files it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, settle

pytestmark = pytest.mark.browser
REFRESH = 15_000  # milliseconds: one refresh of five seconds, on a busy machine


@pytest.fixture
def windows(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Two browsers that share nothing."""
    contexts = [browser.new_context(locale="zh-CN", viewport={"width": 1500, "height": 1200}) for _ in range(2)]
    chief, station = (context.new_page() for context in contexts)
    yield chief, station
    for context in contexts:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def say(page: Page, text: str) -> None:
    page.get_by_label("情况说明或理由").fill(text)


def test_an_instruction_goes_its_way_in_two_windows(own_demo: Server, windows: tuple[Page, Page]) -> None:
    chief, station = windows
    chief.goto(f"{own_demo.url}/?kpi=dispute_alerts")
    settle(chief)
    chief.locator(".tile", has_text="纠纷警情").first.click()
    link = chief.get_by_role("link", name="下达指令")
    expect(link).to_be_visible()
    chief.goto(f"{own_demo.url}/{link.get_attribute('href')}")  # the first click
    settle(chief)
    task = chief.get_by_label("任务", exact=True)
    expect(task).to_have_value(re.compile("纠纷警情.*起"))
    task.fill("请核实纠纷警情 <b>不是标记</b> **也不是**")
    press(chief, "派发")  # the second
    number = re.search(r"no=(ZL[\d-]+)", chief.url)
    assert number
    shown = chief.locator("[data-testid=stText]", has_text="<b>不是标记</b> **也不是**")
    expect(shown.first).to_be_visible()

    station.goto(f"{own_demo.url}/instructions?no={number[1]}")
    settle(station)
    station.get_by_role("radio", name="所长（签收、反馈）").click()
    settle(station)
    press(station, "签收")
    expect(chief.get_by_role("heading", name=re.compile(f"{number[1]}.*办理中"))).to_be_visible(timeout=REFRESH)
    say(station, "已逐户走访")
    station.get_by_label("数字（选填）").fill("走访 32；化解 5")
    press(station, "办结反馈")
    expect(chief.get_by_text("数字：走访 32；化解 5")).to_be_visible(timeout=REFRESH)
    settle(chief)
    press(chief, "审核通过")
    press(chief, "归档")
    expect(station.get_by_role("heading", name=re.compile("已归档"))).to_be_visible(timeout=REFRESH)
    expect(station.get_by_role("button", name="签收", exact=True)).to_have_count(0)
