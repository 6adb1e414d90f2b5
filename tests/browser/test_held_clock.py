"""A server that hangs, a lid that was closed, midnight, a clock that jumps: the wall says what is so and goes on."""

from __future__ import annotations

import os
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser_page import Visit, run_until
from tests.support.server import Server

pytestmark = pytest.mark.browser
TICKING = re.compile("^[0-9]{2}:[0-9]{2}:[0-9]{2}$")
STILL = re.compile("^画面停在 [0-9]{2}:[0-9]{2}$")
DROPPED = re.compile("^连接中断$|^画面停在 [0-9]{2}:[0-9]{2}$")


def test_a_server_that_hangs_is_noticed_and_it_goes_on(own_demo: Server, visit: Visit) -> None:
    page = visit(own_demo.url)
    clock = page.locator(".clock")
    expect(clock).to_have_text(TICKING)
    page.evaluate("() => { window.untouched = true; }")
    os.kill(own_demo.pid, signal.SIGSTOP)
    try:
        expect(clock).to_have_text(DROPPED, timeout=40_000)
        assert page.locator('[role="dialog"]').count() == 0
        expect(page.locator(".tile")).to_have_count(12)
    finally:
        os.kill(own_demo.pid, signal.SIGCONT)
    expect(clock).to_have_text(TICKING, timeout=40_000)
    assert page.evaluate("() => window.untouched")


@pytest.mark.own_tab
def test_refreshes_that_stop_coming_are_noticed(own_demo: Server, page: Page) -> None:
    """The connection stands, but no refresh comes: the page's own timers run ahead of a server that is stopped."""
    page.clock.install()
    page.goto(own_demo.url)
    page.clock.run_for(3_000)
    page.wait_for_selector(".tile", timeout=30_000)
    clock = page.locator(".clock")
    page.clock.run_for(1_000)
    expect(clock).to_have_text(TICKING)
    os.kill(own_demo.pid, signal.SIGSTOP)
    try:
        page.clock.run_for(26_000)
        expect(clock).to_have_text(STILL)
        expect(page.locator(".status.away")).to_have_count(1)
    finally:
        os.kill(own_demo.pid, signal.SIGCONT)
    run_until(page, 6_000, lambda: bool(TICKING.match(clock.inner_text())))
    expect(clock).to_have_text(TICKING)


@pytest.mark.own_tab
def test_a_closed_lid_a_jumping_clock_and_turning_days(demo: Server, page: Page) -> None:
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.clock.install(time="2026-11-23T10:00:00+08:00")
    page.goto(demo.url)
    page.clock.run_for(3_000)
    page.wait_for_selector(".tile", timeout=30_000)
    clock = page.locator(".clock")
    page.clock.fast_forward("08:00:00")  # the lid: no timer ran for eight hours
    run_until(page, 3_000, lambda: clock.inner_text().startswith("18:00:"))
    expect(clock).to_have_text(re.compile("^18:00:[0-9]{2}$"))
    for time in ("2026-11-20T09:00:00+08:00", "2027-01-02T09:00:00+08:00"):  # set back, set forward
        page.clock.set_system_time(time)
        run_until(page, 3_000, lambda: clock.inner_text().startswith("09:00:"))
        expect(clock).to_have_text(re.compile("^09:00:[0-9]{2}$"))
    for before, day in (
        ("2026-11-23T23:59:50+08:00", "11月24日"),
        ("2026-11-30T23:59:50+08:00", "12月1日"),
        ("2026-12-31T23:59:50+08:00", "1月1日"),
        ("2028-02-28T23:59:50+08:00", "2月29日"),
    ):
        page.clock.set_system_time(before)
        run_until(page, 3_000, lambda day=day: day in page.locator(".day").inner_text())  # type: ignore[misc]
        expect(page.locator(".day")).to_contain_text(day)
        expect(clock).to_have_text(re.compile("^00:00:[0-9]{2}$"))
    expect(page.locator(".tile")).to_have_count(12)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert not thrown


@pytest.mark.own_tab
def test_a_wall_is_loaded_anew_at_night_unless_somebody_is_there(demo: Server, page: Page) -> None:
    page.clock.install(time="2026-11-24T00:30:00+08:00")
    page.goto(f"{demo.url}/?period=mtd")
    page.clock.run_for(3_000)
    page.wait_for_selector(".tile", timeout=30_000)
    page.evaluate("() => { window.old = true; }")
    page.clock.fast_forward("03:55:00")
    page.keyboard.press("Shift")

    def is_new() -> bool:
        return bool(page.evaluate("() => window.old === undefined"))

    page.clock.set_system_time("2026-11-24T04:55:00+08:00")  # it is time; how long ago the touch was stays as it is
    assert not run_until(page, 2_000, is_new, steps=6)
    page.clock.fast_forward("24:00:00")  # nobody touches it until the next night
    assert run_until(page, 2_000, is_new, steps=6)
    page.wait_for_selector(".tile", timeout=30_000)
    assert "period=mtd" in page.url
