"""One's own account in a real browser: a second factor from the code on the screen, the mark, and a desk that locks."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.access.accounts import find_account
from core.access.password_change import set_password
from core.access.policy import set_rule
from core.access.roles import Role
from core.access.totp import code_at
from core.store.sqlite import connect
from core.store.trail import trail_lines
from core.time.days import CHINA
from tests.support.access_world import Bureau, guarded
from tests.support.accounts_world import BETTER
from tests.support.browser_page import Visit, settle
from tests.support.polling import wait_for
from tests.support.server import Server, command
from tests.support.sign_on_steps import enter

pytestmark = pytest.mark.browser
MARK = "#fj-watermark"


@pytest.fixture
def own_bureau(demo_db: Path, tmp_path: Path) -> Bureau:
    return guarded(demo_db, tmp_path)


@pytest.fixture
def own_server(own_bureau: Bureau) -> Iterator[Server]:
    server = Server(own_bureau.path)
    server.start()
    yield server
    server.kill()


def test_from_a_password_of_anothers_to_a_desk_that_locks(
    own_bureau: Bureau, own_server: Server, visit: Visit, page: Page
) -> None:
    now = int(time.time())
    with closing(connect(own_bureau.path, read_only=False)) as connection:
        set_rule(connection, "second_factor", "inspector", actor="test", now=now)
        set_password(connection, find_account(connection, "inspector"), "four lamps in rain", actor="test", now=now)
    page.goto(f"{own_server.url}/indicators")
    page.fill("input[name=name]", "inspector")
    page.fill("input[name=password]", "four lamps in rain")
    page.keyboard.press("Enter")
    expect(page.locator(".qr svg")).to_be_visible()
    secret = re.search(r"[A-Z2-7]{32}", page.inner_text(".secret"))
    assert secret
    page.fill("input[name=code]", code_at(secret[0], int(time.time()) // 30))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("button", name="已经抄下").click()
    page.fill("input[name=current]", "four lamps in rain")
    page.fill("input[name=new]", BETTER)
    page.fill("input[name=again]", BETTER)
    page.keyboard.press("Enter")
    settle(page)
    assert page.url == f"{own_server.url}/indicators"

    mark = page.locator(MARK)
    expect(mark).to_have_count(1)
    style = mark.get_attribute("style") or ""
    assert "inspector" in style and f"{datetime.now(CHINA):%Y-%m}" in style
    for attack in ("remove()", "style.display = 'none'", "className = 'hidden'", "hidden = true"):
        mark.evaluate(f"e => e.{attack}")
        expect(mark).to_have_attribute("style", style)
        assert mark.evaluate("e => [e.className, e.hidden]") == ["", False]
    page.locator(".st-key-links button", has_text="inspector").click()  # clicks pass through it
    expect(page.get_by_role("link", name="我的账号")).to_be_visible()

    visit(f"{own_server.url}/steward")
    expect(page.get_by_text("不对督察开放")).to_be_visible()
    with closing(connect(own_bureau.path, read_only=False)) as connection:
        assert [line.detail for line in trail_lines(connection, 9, "refused")] == ["steward"]
        seen = "SELECT last_seen FROM session ORDER BY id DESC LIMIT 1"
        connection.execute("UPDATE session SET last_seen = last_seen - 900")
        (before,) = connection.execute(seen).fetchone()
        page.reload()
        settle(page)
        page.mouse.move(300, 300)
        page.keyboard.press("Shift")
        wait_for(lambda: connection.execute(seen).fetchone()[0], lambda noted: noted > before)
        connection.execute("UPDATE session SET last_seen = last_seen - 3600")
    page.wait_for_url("**/login**", timeout=20_000)  # left alone for an hour


def test_a_wall_has_no_mark(own_bureau: Bureau, own_server: Server, visit: Visit, page: Page) -> None:
    enter(page, own_server.url, Role.CHIEF)
    expect(page.locator(MARK)).to_have_count(1)
    page.locator(".st-key-links button", has_text="chief").click()
    page.get_by_text("退出登录").click()
    page.wait_for_url("**/login", timeout=20_000)
    visit(command("kiosk", "add", "大厅", "--url", own_server.url, "--db", own_bureau.path).split()[-1])
    expect(page.locator(".tile")).to_have_count(12)
    expect(page.locator(MARK)).to_have_count(0)
