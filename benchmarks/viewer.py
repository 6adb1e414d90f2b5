"""A headless Chromium that looks at a page and counts its refreshes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from tests.machine import BROWSERS

QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
)


def own_chromium() -> str:
    """Return where the machine's own browser lies."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise RuntimeError("no Chromium: `python3 bootstrap.py test` installs one")
    return browser_path


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own browser, without a window, calling nobody."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=own_chromium(), args=list(QUIET))
        yield browser
        browser.close()


class Viewer:
    """One open page. A refresh is one request to run again that the page sends to the server."""

    def __init__(self, page: Page, url: str, ready: str) -> None:
        self.page = page
        self.refreshes = 0
        page.on("websocket", self._watch)
        page.goto(url)
        page.wait_for_selector(ready, timeout=60_000)

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda _payload: self._count())

    def _count(self) -> None:
        self.refreshes += 1

    def pass_time(self, seconds: float) -> None:
        """Lets time pass, for this page and for all others of its browser."""
        self.page.wait_for_timeout(seconds * 1000)


@contextmanager
def viewer(browser: Browser, url: str, ready: str) -> Iterator[Viewer]:
    """A page of its own on a screen of 1920 x 1080."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    try:
        yield Viewer(context.new_page(), url, ready)
    finally:
        context.close()
