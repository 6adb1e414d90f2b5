"""The board keeps itself up to date, and comes back by itself after the server was away."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from core.time.days import CHINA
from dashboards.i18n.words.signals import WORKING
from dashboards.queries import demo_bureau
from tests.support.browser_page import Visit
from tests.support.polling import wait_for
from tests.support.server import Server

pytestmark = pytest.mark.browser
BANNER = """one => {
  const style = getComputedStyle(one, "::before");
  return { text: style.content.replaceAll('" "', ""), shown: [style.display, style.visibility] };
}"""

NOTE_IF_SAID = """window.was_said = false;
new MutationObserver(() => { window.was_said ||= document.body?.innerText.includes(window.looked_for); })
  .observe(document, {childList: true, subtree: true, characterData: true});"""


def test_board_takes_new_data_by_itself(own_demo: Server, visit: Visit) -> None:
    page = visit(own_demo.url)
    expect(page.locator(".as-of")).to_contain_text("2026-10-31")
    page.evaluate("() => { window.untouched = true; }")
    demo_bureau.advance_days(own_demo.db, 2, lambda _what, _done: None)
    expect(page.locator(".as-of")).to_contain_text("2026-11-02", timeout=15_000)
    assert page.evaluate("() => window.untouched")


def test_board_goes_on_after_the_server_was_killed(own_demo: Server, visit: Visit) -> None:
    page = visit(own_demo.url)
    page.locator(".area").first.click()
    expect(page.locator("button.back")).to_be_visible()
    name = page.locator(".unit").first.inner_text()
    page.evaluate("() => { window.untouched = true; }")
    clock = page.locator(".clock")
    expect(clock).to_have_text(re.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}"))
    answered = {datetime.now(CHINA) - timedelta(seconds=ago) for ago in range(0, 20, 5)}
    own_demo.kill()
    app = page.locator('[data-testid="stApp"]')
    expect(clock).to_have_text("连接中断")
    banner = wait_for(lambda: app.evaluate(BANNER), lambda banner: banner["shown"] == ["block", "visible"])
    assert "连接中断，数字停在 " in banner["text"]
    assert any(f"{at:%H:%M}" in banner["text"] for at in answered)
    expect(page.locator(".tile")).to_have_count(12)
    assert page.locator('[role="dialog"]').count() == 0
    demo_bureau.advance_days(own_demo.db, 1, lambda _what, _done: None)
    own_demo.start()
    expect(page.locator(".as-of")).to_contain_text("2026-11-01", timeout=40_000)
    expect(page.locator(".unit").first).to_have_text(name)
    expect(clock).not_to_have_text("连接中断")
    page.locator("button.back").click()
    expect(page.locator("button.back")).to_have_count(0)
    assert page.evaluate("() => window.untouched")


def test_after_a_restart_signals_are_there_at_the_first_look(own_demo: Server, visit: Visit) -> None:
    page = visit(f"{own_demo.url}/signals")
    standing = page.get_by_text(re.compile("截至 2026-10-31：在册 1 条。"))
    expect(standing).to_be_visible(timeout=60_000)  # worked out behind the screens
    own_demo.kill()
    own_demo.start()
    page.add_init_script(f"window.looked_for = {json.dumps(WORKING)}; {NOTE_IF_SAID}")
    page.goto(f"{own_demo.url}/signals")
    expect(standing).to_be_visible()
    assert page.evaluate("() => window.was_said") is False
