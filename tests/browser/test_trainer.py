"""The trainer's lesson in a browser: a bureau, its stories, time running beside an open wall, the answer, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from dashboards.i18n.words import trainer as words
from tests.support.browser_page import settle, still
from tests.support.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[[str], Page]
SLOW = 90_000  # generating takes a while on a busy machine


def choose(page: Page, label: str, option: str) -> None:
    field = page.get_by_label(label, exact=True)  # a help button names it too
    choice = page.get_by_role("option", name=option).first
    for _ in range(4):  # on a busy machine a list closes when the page is laid out anew beneath it
        expect(field).to_have_count(1)  # another choice before it may have changed what it offers
        with suppress(Error):
            field.click()
            return choice.click(timeout=5_000)
    raise AssertionError(f"{label}: {option} cannot be chosen")


def press(page: Page, name: str, clock: Locator, state: str) -> None:
    """Once more, where the day that goes by has just drawn the button anew under the click."""
    for _ in range(4):
        with suppress(Error, AssertionError):
            page.get_by_role("button", name=name).click(timeout=5_000)
            expect(clock).to_contain_text(state)
            return
    expect(clock).to_contain_text(state)


def plant(page: Page, kind: str, place: str) -> None:
    choose(page, words.KIND, kind)
    settle(page)
    choose(page, words.PLACE, place)
    settle(page)
    page.get_by_role("button", name=words.PLANT_BUTTON, exact=True).click()


def test_a_lesson_from_the_making_to_the_answer_and_back(
    own_demo: Server, visit: Visit, context: BrowserContext
) -> None:
    page = visit(f"{own_demo.url}/trainer")
    before = page.locator(".st-key-heading").inner_text()
    page.get_by_label(words.SEED).fill("7")
    page.keyboard.press("Tab")
    settle(page)
    chosen = page.get_by_test_id("stMultiSelect").get_by_text("重复入库")
    for _ in range(3):  # on a busy machine a click comes while the list is still being laid out, and is lost
        choose(page, words.STORIES_BEFORE_END, "重复入库")
        still(page)
        if chosen.count():
            break
        page.keyboard.press("Escape")
    expect(chosen).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name=words.MAKE_BUTTON).click()
    expect(page.get_by_text("已切换到")).to_be_visible(timeout=SLOW)
    settle(page)
    assert page.locator(".st-key-heading").inner_text() != before
    expect(page.get_by_text(words.HIDDEN)).to_have_count(1)
    plant(page, "纠纷聚集", "社区")
    expect(page.get_by_text("已埋下第 2 个故事")).to_be_visible(timeout=SLOW)
    assert "重复入库" not in page.locator(".st-key-story_0").inner_text()
    assert page.locator(".st-key-answer_0").count() == 0

    wall = context.new_page()
    wall.goto(own_demo.url)
    day = wall.locator(".as-of")
    first = day.inner_text()
    wall.evaluate("() => { window.untouched = true; }")
    choose(page, words.PACE, "2 秒")
    page.get_by_role("button", name=words.START).click()
    clock = page.locator(".st-key-trainer_clock")
    expect(clock).to_contain_text("走着", timeout=SLOW)
    expect(day).not_to_have_text(first, timeout=SLOW)
    moved = day.inner_text()
    page.reload()  # it belongs to the server, not to the page
    settle(page)
    expect(clock).to_contain_text("走着")
    expect(day).not_to_have_text(moved, timeout=SLOW)
    for name, state in ((words.PAUSE, "已暂停"), (words.GO_ON, "走着"), (words.STOP, "时间停着")):
        press(page, name, clock, state)
    assert wall.evaluate("() => window.untouched")

    page.get_by_role("button", name=words.REVEAL).first.click()
    answer = page.locator(".st-key-answer_0")
    expect(answer).to_contain_text("重复入库", timeout=SLOW)
    expect(answer).to_contain_text(re.compile(r"多出警情 \d+ 条"))
    expect(page.get_by_text(words.HIDDEN)).to_have_count(1)

    page.get_by_text(words.RESET, exact=True).click()
    page.get_by_role("button", name=words.RESET_BUTTON).click()
    expect(page.get_by_text("已回到起点")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(words.HIDDEN)).to_have_count(2)
    expect(day).to_have_text(first, timeout=SLOW)
    assert wall.locator(".tile").count() == 12 and wall.evaluate("() => window.untouched")


def test_a_few_days_at_once(own_demo: Server, visit: Visit) -> None:
    page = visit(f"{own_demo.url}/trainer")
    page.get_by_label(words.AT_ONCE).fill("3")
    page.get_by_role("button", name=words.STEP).click()
    expect(page.get_by_text("时间已向前走 3 天，数据截至 2026-11-03")).to_be_visible(timeout=SLOW)
