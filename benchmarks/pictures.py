"""Pictures for the READMEs, of a demo: `python -m benchmarks.pictures DB [FOLDER]`.

The wall at every size, four desk pages, and the wall on a calm day, of a bureau made for it.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from benchmarks.calm_day import make_calm_bureau
from benchmarks.servers import Server
from benchmarks.viewer import chromium

Size = tuple[int, int, float]  # width and height of the screen, and how small the file is against it

SIZES: dict[str, Size] = {
    "wall-1366x768": (1366, 768, 0.6),
    "chief": (1920, 1080, 0.7),
    "wall-3840x2160": (3840, 2160, 0.3),
    "wall-5760x1080": (5760, 1080, 0.35),
    "wall-1080x1920": (1080, 1920, 0.5),
    "wall-390x844": (390, 844, 1.0),
}
DESKS = {
    "inspector": "comparison?kpi=onscene_completion_rate",
    "overview": "indicators",
    "domain": "domain_governance",
    "today": "today",
}
DESK: Size = (1440, 900, 0.7)
STANDS, SETTLED_MS, LONGEST_MS = ".tile .number", 1500, 120_000


def take(db: Path, folder: Path) -> None:
    """One picture a size of the wall, and one a desk page."""
    with Server(_serving(db), "/healthz") as server, chromium() as browser:
        for name, size in SIZES.items():
            _take_wall(browser, server.url, size, folder / f"{name}.png")
        for name, address in DESKS.items():
            with _page(browser, f"{server.url}/{address}", DESK) as page:
                page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
                page.wait_for_timeout(3 * SETTLED_MS)
                _save(browser, page.screenshot(), DESK, folder / f"{name}.png")


def take_calm_day(folder: Path) -> None:
    """The wall of a bureau on a day on which nothing asks for anybody."""
    with TemporaryDirectory() as folder_name:
        db = make_calm_bureau(Path(folder_name), date.today() - timedelta(days=1))
        with Server(_serving(db), "/healthz") as server, chromium() as browser:
            _take_wall(browser, server.url, SIZES["chief"], folder / "calm.png")


def _serving(db: Path) -> list[str]:
    return ["-m", "dashboards.cli.command", "serve", "--db", str(db), "--port", "{port}"]


def _take_wall(browser: Browser, url: str, size: Size, file: Path) -> None:
    with _page(browser, url, size) as page:
        page.wait_for_selector(STANDS)
        page.get_by_text("正在计算").first.wait_for(state="detached", timeout=LONGEST_MS)
        page.wait_for_timeout(SETTLED_MS)
        _save(browser, page.screenshot(), size, file)


@contextmanager
def _page(browser: Browser, address: str, size: Size) -> Iterator[Page]:
    width, height, _ = size
    page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light")
    page.goto(address)
    yield page
    page.close()


def _save(browser: Browser, shot: bytes, size: Size, file: Path) -> None:
    """Save a picture, as small against the screen as its scale says."""
    width, height, scale = size
    small = browser.new_page(viewport={"width": round(width * scale), "height": round(height * scale)})
    small.set_content("<style>body{margin:0}img{width:100vw;display:block}</style><img>")
    small.evaluate("address => { document.querySelector('img').src = address; }", _address(shot))
    small.locator("img").evaluate("image => image.decode()")
    small.screenshot(path=file)
    small.close()


def _address(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("dashboards/screenshots"))
    arguments = parser.parse_args()
    take(arguments.db, arguments.folder)
    take_calm_day(arguments.folder)


if __name__ == "__main__":
    main()
