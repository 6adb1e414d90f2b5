"""A class in a real browser: a trainer, the projector and three telephones, from the code to the results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from core.store.sqlite import connect
from dashboards.classroom.reader import now
from tests.support.class_world import SECRET, demo, opened
from tests.support.server import LOCAL, Server

pytestmark = pytest.mark.browser
PHONE, PROJECTOR = ViewportSize(width=390, height=844), ViewportSize(width=1920, height=1080)
LEAST_TARGET = 44
# What can be tapped and is lower than a finger; a radio button is tapped by its whole line.
TOO_SMALL = """(least) => [...document.querySelectorAll("a, button, select, textarea, summary, label.choice, input")]
  .filter((node) => node.offsetParent && !["hidden", "radio"].includes(node.type))
  .filter((node) => node.getBoundingClientRect().height < least).map((node) => node.outerHTML)"""
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A demonstration with a class of four questions, served."""
    server = Server(demo(tmp_path))
    server.start()
    yield server
    server.kill()


def tab(browser: Browser, arguments: dict[str, Any], size: ViewportSize) -> Page:
    page = browser.new_context(**{**arguments, "viewport": size}).new_page()
    page.on("request", lambda request: away.append(request.url) if not request.url.startswith(LOCAL) else None)
    page.on("pageerror", lambda error: thrown.append(str(error)))
    return page


away: list[str] = []
thrown: list[str] = []


def is_fit(page: Page) -> None:
    """Nothing is wider than the page, too small for a finger, or beyond reach of those who do not see it."""
    assert page.evaluate(FITS) and not page.evaluate(TOO_SMALL, LEAST_TARGET)
    assert not Axe().run(page).response["violations"]


def answer(phone: Page, option: str) -> None:
    expect(phone.locator("form.answer")).to_be_visible()
    phone.get_by_label(option, exact=True).check()
    phone.locator("form.answer button").click()
    expect(phone.locator(".done")).to_contain_text(f"已交：{option}")


def test_a_class_from_the_code_to_the_results(
    server: Server, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    with closing(connect(server.db, read_only=False)) as connection:
        state = opened(connection, ("一组", "二组"), now=now())
    trainer, board = (tab(browser, browser_context_args, size) for size in (PROJECTOR, PROJECTOR))
    trainer.goto(f"{server.url}/class/desk/{state.id}")
    board.goto(f"{server.url}/class/desk/{state.id}/board")
    code = trainer.locator("h1 .class-code").inner_text()
    expect(board.locator("main .class-code")).to_have_text(code)
    phones = [tab(browser, browser_context_args, PHONE) for _ in range(3)]
    for phone, (name, team) in zip(phones, [("王强", "一组"), ("李娜", "二组"), ("赵磊", "二组")], strict=True):
        phone.goto(f"{server.url}/class")
        phone.get_by_label("课堂码").fill(code.lower())
        phone.locator("button").click()
        phone.get_by_label("名字").fill(name)
        phone.get_by_label(team).check()
        is_fit(phone)
        phone.locator("button").click()
        expect(phone.locator("h1")).to_have_text("等教官放出第一问。")
    expect(board.locator(".joined")).to_have_text("已进入 3 人")  # by itself

    trainer.get_by_role("button", name="放出第 1 问").click()
    for phone, option in zip(phones, ("不能判断", "确有上升", "确有上升"), strict=True):
        answer(phone, option)
    is_fit(phones[0])
    phones[1].reload()
    expect(phones[1].locator(".done")).to_contain_text("已交：确有上升")
    expect(trainer.locator("#live .lead")).to_contain_text("已交 3 / 3")
    server.kill()  # in mid-class
    expect(phones[2].locator("#offline")).to_be_visible()
    server.start()
    expect(phones[2].locator("#offline")).to_be_hidden()
    answer(phones[2], "基本持平")  # thinks again, after the restart
    trainer.reload()
    trainer.get_by_role("button", name="收卷").click()
    expect(phones[0].locator(".done")).to_contain_text("已收卷")
    trainer.get_by_role("button", name="看分布").click()
    expect(board.locator(".bars .count")).to_have_text(["1", "0", "1", "1"])
    assert SECRET not in board.content()
    trainer.get_by_role("button", name="看答案").click()
    expect(board.locator(".bars .right")).to_contain_text("不能判断")
    expect(phones[0].locator(".result")).to_have_text("✓ 对，得 30 分")
    expect(phones[1].locator(".result")).to_have_text("✕ 不对，得 0 分")
    is_fit(phones[0])

    trainer.once("dialog", lambda dialog: dialog.accept())
    trainer.get_by_role("button", name="结束课堂").click()
    expect(phones[0].locator("h1")).to_have_text("课堂结束。")
    expect(board.locator("h1")).to_contain_text("3 人交过卷")
    trainer.goto(f"{server.url}/class/desk/{state.id}/results")
    expect(trainer.locator("main")).to_contain_text("各组分不出高下")
    with trainer.expect_download() as download:
        trainer.get_by_role("link", name="下载 Excel").click()
    assert re.fullmatch(r"第一班 成绩\.xlsx", download.value.suggested_filename)
    assert not Axe().run(trainer).response["violations"]
    assert not away and not thrown
    for page in (trainer, board, *phones):
        page.context.close()
