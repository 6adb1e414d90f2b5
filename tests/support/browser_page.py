"""A page in a real Chromium: what it is waited for by, and its menu."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, Request, ViewportSize, expect

from tests.support.server import LOCAL

SCREEN = ViewportSize(width=1920, height=1080)  # what a page begins with

# Notes when a page last asked its server and how often, and when it was last answered.
WIRE = """
  window.wire = {asked: 0, answered: 0, questions: 0};
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", () => { window.wire.answered = performance.now(); });
    }
    send(...words) {
      window.wire.asked = performance.now();
      window.wire.questions += 1;
      super.send(...words);
    }
  };
"""


# The script has run, nothing that was asked is unanswered, and it has been so for a moment.
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const {asked, answered} = window.wire;
  const quiet = performance.now() - Math.max(asked, answered);
  return app?.dataset.testScriptState === "notRunning" && answered > asked && quiet > 150;
}"""


# Where everything on the page lies, in and out of shadow roots, and what it says: the same for so many milliseconds
# and at several looks: on a busy machine time passes while the page has had no turn to draw.
STILL = """(milliseconds) => new Promise((done) => {
  const picture = () => {
    const parts = [];
    const walk = (root) => root.querySelectorAll("*").forEach((node) => {
      const {x, y, width, height} = node.getBoundingClientRect();
      parts.push(x, y, width, height, node.childElementCount ? 0 : node.textContent);
      if (node.shadowRoot) walk(node.shadowRoot);
    });
    walk(document.body);
    return parts.join();
  };
  const timer = {last: picture(), since: performance.now(), looks: 0};
  const look = () => {
    const now = picture();
    if (now !== timer.last) Object.assign(timer, {last: now, since: performance.now(), looks: 0});
    timer.looks += 1;
    if (timer.looks > 3 && performance.now() - timer.since >= milliseconds) done(true); else setTimeout(look, 100);
  };
  look();
})"""


# Streamlit pales what it is about to draw again, when that takes long: what is looked at is the page that stands.
AT_ONCE = '*, *::before { transition: none !important; } [data-stale="true"] { opacity: 1 !important; }'
MOST_TURNS = 40  # scenes and parts of them
LOOK_MILLISECONDS = 50  # between two looks at such a state: to look at every frame costs the frames too


Visit = Callable[[str], Page]  # opens an address and waits until the page stands


def menu(page: Page) -> Locator:
    """The links to the other pages, the menu open: a desk has it beside the page where there is room."""
    expect(page.locator(".st-key-menu nav")).to_have_count(1)
    toggle = page.locator(".st-key-menu .toggle")
    if toggle.is_visible():
        toggle.click()
    links = page.locator(".st-key-menu a")
    expect(links.first).to_be_visible()
    return links


def settle(page: Page) -> None:
    """Waits until what was asked of the server is answered and drawn; there is no exception on the page."""
    page.wait_for_timeout(50)  # what was clicked asks in its own time
    page.wait_for_function(SETTLED, timeout=30_000, polling=LOOK_MILLISECONDS)
    assert page.locator('[data-testid="stException"]').count() == 0


@contextmanager
def new_page(browser: Browser, arguments: dict[str, Any]) -> Iterator[Page]:
    """A page of a browser that shares nothing with another; `settle` can wait for it."""
    context = browser.new_context(**arguments)
    context.add_init_script(WIRE)
    yield context.new_page()
    context.close()


def leave(tab: Page) -> None:
    """Makes a used tab as good as new: nothing open beside it, no cookies, nothing stored, the first screen."""
    for other in tab.context.pages:
        if other is not tab:
            other.close()
    tab.unroute_all()
    tab.evaluate("() => { if (location.protocol === 'http:') { localStorage.clear(); sessionStorage.clear(); } }")
    tab.goto("about:blank")
    tab.context.clear_cookies()
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(media="null", color_scheme="light")


@contextmanager
def one_address(tab: Page, url: str) -> Iterator[Page]:
    """Keeps one address open in a tab that is as good as new, for many tests that look at it, and leaves it so."""
    leave(tab)
    with opening(tab) as visit:
        yield visit(url)
    leave(tab)


@contextmanager
def opening(page: Page) -> Iterator[Visit]:
    """Opens addresses in a page, and waits until each stands. At the end no request left the machine, nothing threw."""
    away: list[str] = []
    thrown: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(LOCAL):
            away.append(request.url)

    def note_error(error: Error) -> None:
        thrown.append(str(error))

    page.on("request", note)
    page.on("pageerror", note_error)

    def go(url: str) -> Page:
        page.goto(url)
        settle(page)
        return page

    try:
        yield go
    finally:
        page.remove_listener("request", note)
        page.remove_listener("pageerror", note_error)
    assert not away
    assert not thrown


def still(page: Page, milliseconds: int = 300) -> None:
    """Waits until nothing has moved or changed its words for a while; the wall's clock ticks once a second."""
    page.evaluate(STILL, milliseconds)


def turn_to(wall: Page, scene: str) -> None:
    """Turns a wall that was asked for a scene to another by the keyboard, which takes half of what opening it takes."""
    for _ in range(MOST_TURNS):
        if re.search(rf"[?&]scene={scene}(&|$)", wall.url):
            return
        wall.keyboard.press("ArrowRight")
        settle(wall)
    raise AssertionError(f"{scene} does not come")


def refreshed(page: Page, times: int = 1) -> None:
    """Waits until the page has asked its server so many times more by itself, and was answered."""
    page.wait_for_function(
        "before => window.wire.questions >= before",
        arg=page.evaluate("window.wire.questions") + times,
        polling=LOOK_MILLISECONDS,
    )
    settle(page)


def run_until(page: Page, milliseconds: int, done: Callable[[], bool], steps: int = 20) -> bool:
    """Lets a clock that a test holds run in steps, the server answering between them, until something is so."""
    for _ in range(steps):
        if done():
            return True
        page.clock.run_for(milliseconds)
        page.wait_for_timeout(300)
    return done()


def sent_number(page: Page) -> str:
    """The number of the instruction that was just sent: the address has it."""
    number = re.compile(r"no=(ZL[\d-]+)")
    expect(page).to_have_url(number)
    return str(number.findall(page.url)[0])
