"""Pictures of the wall at every size: `python -m benchmarks.pictures DB [FOLDER]`; they stand in the READMEs."""

from __future__ import annotations

import argparse
import base64
from pathlib import Path

from benchmarks.servers import Server
from benchmarks.viewer import chromium

SIZES = {
    "wall-1366x768": (1366, 768, 0.6),
    "chief": (1920, 1080, 0.7),
    "wall-3840x2160": (3840, 2160, 0.3),
    "wall-5760x1080": (5760, 1080, 0.35),
    "wall-1080x1920": (1080, 1920, 0.5),
    "wall-390x844": (390, 844, 1.0),
}
STANDS, SETTLED_MS = ".tile .number", 1500


def take(db: Path, folder: Path) -> None:
    """One picture a size. `scale` is how small the file is against the screen."""
    command = ["-m", "dashboards.cli.command", "serve", "--db", str(db), "--port", "{port}"]
    with Server(command, "/healthz") as server, chromium() as browser:
        for name, (width, height, scale) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
            page.goto(server.url)
            page.wait_for_selector(STANDS)
            page.wait_for_timeout(SETTLED_MS)
            shot = page.screenshot()
            page.close()
            small = browser.new_page(viewport={"width": round(width * scale), "height": round(height * scale)})
            small.set_content("<style>body{margin:0}img{width:100vw;display:block}</style><img>")
            small.evaluate("one => { document.querySelector('img').src = one; }", _address(shot))
            small.locator("img").evaluate("one => one.decode()")
            small.screenshot(path=folder / f"{name}.png")
            small.close()


def _address(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("dashboards/screenshots"))
    given = parser.parse_args()
    take(given.db, given.folder)


if __name__ == "__main__":
    main()
