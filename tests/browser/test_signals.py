"""The page of signals: why, dismissed with a reason and listed again, made an instruction that knows its origin."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser_page import Visit, sent_number, settle
from tests.support.server import Server

pytestmark = pytest.mark.browser
REASON = "已核实 <b>不是标记</b> **也不是**"


def test_a_signal_is_dismissed_listed_again_and_made_an_instruction(own_demo: Server, visit: Visit) -> None:
    page = visit(f"{own_demo.url}/signals")
    late = page.get_by_text(re.compile(r"逾期的指令现有 \d+ 件"))
    expect(late.first).to_be_visible(timeout=60_000)  # worked out behind the screens
    expect(page.get_by_text(re.compile("截至 2026-10-31：在册 1 条。"))).to_be_visible()
    expect(page.get_by_text(re.compile("所有预警合计至多大约每月误报 1 次"))).to_be_visible()

    page.get_by_role("button", name="驳回").click()
    page.get_by_label("驳回理由（留痕）").fill(REASON)
    page.get_by_label("驳回理由（留痕）").press("Enter")
    settle(page)
    page.get_by_role("button", name="确认驳回").click()
    settle(page)
    expect(page.get_by_text(re.compile("在册 0 条.*已驳回 1 条"))).to_be_visible()
    expect(page.get_by_text("没有在册的预警。")).to_be_visible()
    page.get_by_text("已驳回的", exact=True).click()
    settle(page)
    expect(page.get_by_text(re.compile(re.escape(f"驳回：{REASON}")))).to_be_visible()

    page.get_by_role("button", name="重新列出").click()
    page.get_by_label("理由（留痕）").fill("又有新情况")
    page.get_by_label("理由（留痕）").press("Enter")
    settle(page)
    page.get_by_role("button", name="确认重新列出").click()
    settle(page)
    expect(page.get_by_text(re.compile("在册 1 条。"))).to_be_visible()
    page.get_by_text("已驳回的", exact=True).click()
    settle(page)

    link = page.get_by_role("link", name="下达指令")
    page.goto(f"{own_demo.url}/{link.get_attribute('href')}")  # the first click
    settle(page)
    expect(page.get_by_label("任务", exact=True)).to_have_value(re.compile(r"请核实预警：.*逾期的指令现有 \d+ 件"))
    page.get_by_role("button", name="派发", exact=True).click()  # the second
    settle(page)
    expect(page.get_by_text("来自预警：指令逾期")).to_be_visible()
    number = sent_number(page)
    page.goto(f"{own_demo.url}/signals")
    settle(page)
    expect(page.get_by_role("link", name=f"已下达 {number}")).to_be_visible(timeout=60_000)


def test_a_station_sees_its_own_and_dismisses_nothing(demo: Server, visit: Visit) -> None:
    page = visit(f"{demo.url}/signals")
    expect(page.get_by_text(re.compile(r"在册 \d+ 条"))).to_be_visible(timeout=60_000)
    page.get_by_role("radio", name="所长（签收、反馈）").click()
    settle(page)
    expect(page.get_by_text(re.compile(r"在册 \d+ 条"))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="驳回")).to_have_count(0)
    expect(page.get_by_role("link", name="下达指令")).to_have_count(0)
