"""A real Chromium, and servers that tests may kill."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from benchmarks.viewer import QUIET, own_chromium
from dashboards.cli.command import cli
from tests.support.access_world import Bureau, guarded

LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:http://127.0.0.1:", "data:")
START_SECONDS = 60
# Notes when a page last asked its server, and when it was last answered.
WIRE = """
  window.wire = {asked: 0, answered: 0};
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", () => { window.wire.answered = performance.now(); });
    }
    send(...words) {
      window.wire.asked = performance.now();
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
Visit = Callable[[str], Page]  # opens an address and waits until the page stands
expect.set_options(timeout=20_000)  # a machine may be busy with other tests; what is right comes sooner


class Server:
    """`fengjing serve` on a database, in a process of its own."""

    def __init__(self, db: Path) -> None:
        self.db = db
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.log: Path | None = None  # where it writes its log, if anybody wants to read it

    def start(self, *options: str) -> None:
        self.run("-m", "dashboards.cli.command", "serve", "--db", str(self.db), "--port", str(self.port), *options)

    def run(self, *words: str) -> None:
        """Starts a Python that serves at the port, and waits until it answers."""
        log = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def demo(demo_db: Path) -> Iterator[Server]:
    """The small demo, served; nobody writes to it or kills it."""
    server = Server(demo_db)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def own_demo(demo_db: Path, tmp_path: Path) -> Iterator[Server]:
    """A copy of the small demo, served, for a test that changes or kills something."""
    server = Server(Path(shutil.copy(demo_db, tmp_path / "own.db")))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A bureau where one signs in, for the tests of one file."""
    return guarded(demo_db, tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def server(bureau: Bureau) -> Iterator[Server]:
    """That bureau, served."""
    server = Server(bureau.path)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": own_chromium(), "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1920, "height": 1080}, "locale": "zh-CN"}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A browser whose pages can be waited for by `settle`."""
    context.add_init_script(WIRE)
    return context


@pytest.fixture
def visit(page: Page) -> Iterator[Visit]:
    """Opens an address and waits until the page stands. At the end no request has left the machine, nothing threw."""
    away: list[str] = []
    thrown: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(LOCAL):
            away.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: thrown.append(str(error)))

    def go(url: str) -> Page:
        page.goto(url)
        settle(page)
        return page

    yield go
    assert not away
    assert not thrown


def command(*words: object) -> str:
    """Runs `fengjing` with these words; what it says."""
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def menu(page: Page) -> Locator:
    """The links to the other pages, the menu open."""
    page.locator(".st-key-links button", has_text="页面").click()
    links = page.locator(".st-key-menu a")
    expect(links.first).to_be_visible()
    return links


def settle(page: Page) -> None:
    """Waits until what was asked of the server is answered and drawn; there is no exception on the page."""
    page.wait_for_timeout(50)  # what was clicked asks in its own time
    page.wait_for_function(SETTLED, timeout=30_000)
    assert page.locator('[data-testid="stException"]').count() == 0


def sent_number(page: Page) -> str:
    """The number of the instruction that was just sent: the address has it."""
    number = re.compile(r"no=(ZL[\d-]+)")
    expect(page).to_have_url(number)
    return str(number.findall(page.url)[0])
