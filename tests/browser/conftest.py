"""A real Chromium, and servers that tests may kill."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.viewer import QUIET, own_chromium
from tests.support.access_world import Bureau, guarded
from tests.support.browser_page import SCREEN, Visit, leave, new_page, opening
from tests.support.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs a browser test that failed once more: a busy machine draws late. The summary lists what was run again."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


# A page of a test is seldom long enough for its scripts to be worth optimising or its rubbish worth looking for early,
# and nobody looks at its animations: by these options it takes a quarter less of the processor. The graphics card,
# which Chromium imitates here, stays: the map to be zoomed needs its WebGL.
BRIEF = (
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=32 --max-semi-space-size=64",
    "--disable-gpu-compositing",
    "--disable-threaded-animation",
    "--disable-checker-imaging",
    "--num-raster-threads=1",
)

expect.set_options(timeout=20_000)  # a machine may be busy with other tests; what is right comes sooner


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
    return {**browser_type_launch_args, "executable_path": own_chromium(), "args": [*QUIET, *BRIEF]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": SCREEN, "locale": "zh-CN", "color_scheme": "light"}


@pytest.fixture(scope="session")
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A tab that one test after another uses: it has Streamlit's scripts compiled, which is half the work of a page."""
    with new_page(browser, browser_context_args) as page:
        yield page


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """The shared tab as if it were new, or one of its own for a test marked `own_tab`."""
    if request.node.get_closest_marker("own_tab"):
        with new_page(request.getfixturevalue("browser"), request.getfixturevalue("browser_context_args")) as page:
            yield page
        return
    tab: Page = request.getfixturevalue("tab")
    if tab.url != "about:blank":
        leave(tab)  # what a fixture of the module had opened for tests before
    yield tab
    leave(tab)


@pytest.fixture
def context(page: Page) -> BrowserContext:
    """The browser of that page, for a second tab."""
    return page.context


@pytest.fixture
def visit(page: Page) -> Iterator[Visit]:
    """Opens an address and waits until the page stands. At the end no request has left the machine, nothing threw."""
    with opening(page) as go:
        yield go
