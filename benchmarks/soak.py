"""A wall looked at for long, fast: data change, the server is killed and hangs, the cable is cut, and it goes on.

    python -m benchmarks.soak --db FILE [--refreshes N] [--interval S]

One server, one browser page through a cable that can be cut. It prints how the memory of both grows per thousand
refreshes after warming up, every error that nobody caught, and the last figure on the wall beside the command's. The
browser puts off collecting its garbage for as long as the machine has memory to spare; before each sample it is told
to, so that what is measured is what the page holds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import ConsoleMessage, Page

from benchmarks.cable import Cable
from benchmarks.first_board import ALERTS, CHARTS_DRAWN
from benchmarks.servers import Server
from benchmarks.tree import browser_mb
from benchmarks.viewer import Viewer, chromium, viewer
from benchmarks.writer import Writer, copy_database

ROWS = 5  # alerts a write
WRITE_EVERY = 10  # refreshes
SAMPLE_EVERY = 50
TROUBLES = 8  # in a run, one of each sort after the other
AWAY = 4.0  # seconds of each trouble
WARM_UP = 0.2  # of a stretch, not counted in its growth
PATIENCE = 60.0  # seconds in which the wall must have come back


Samples = list[tuple[int, float]]


@dataclass
class Run:
    """Memory (refreshes, MB) of the browser, and of the server by stretch between two starts; troubles and errors."""

    browser: Samples = field(default_factory=list)
    server: list[Samples] = field(default_factory=lambda: [[]])
    troubles: list[str] = field(default_factory=list)
    slowest_return: float = 0.0
    uncaught: Counter[str] = field(default_factory=Counter)
    logged: Counter[str] = field(default_factory=Counter)

    def sample(self, refreshes: int, browser: float, server: float) -> None:
        """Notes both, and says so: a run of days is followed while it lasts."""
        self.browser.append((refreshes, browser))
        self.server[-1].append((refreshes, server))
        status_line = (
            f"{time.strftime('%H:%M:%S')} {refreshes} refreshes, browser {browser:.0f} MB, server {server:.0f} MB"
        )
        print(f"{status_line}, troubles {len(self.troubles)}, uncaught {sum(self.uncaught.values())}", file=sys.stderr)

    def server_growth(self) -> float:
        """The middle one of the growths of the stretches: each start is a new process."""
        slopes = [slope for series in self.server if not np.isnan(slope := growth(series))]
        return float(np.median(slopes)) if slopes else float("nan")


def growth(samples: Samples) -> float:
    """MB per thousand refreshes after warming up."""
    points = np.array(samples[int(len(samples) * WARM_UP) :])
    return float(np.polyfit(points[:, 0], points[:, 1], 1)[0]) * 1000 if len(points) >= 3 else float("nan")


def come_back(wall_viewer: Viewer, run: Run) -> None:
    """Waits until the page refreshes again; raises if it does not."""
    start, before = time.monotonic(), wall_viewer.refreshes
    while wall_viewer.refreshes < before + 3:
        if time.monotonic() - start > PATIENCE:
            raise RuntimeError(f"the wall did not come back after: {run.troubles[-1]}")
        wall_viewer.pass_time(0.2)
    run.slowest_return = max(run.slowest_return, time.monotonic() - start)


def trouble(number: int, server: Server, cable: Cable, wall_viewer: Viewer, run: Run) -> None:
    """One trouble of the next sort, and the way back."""

    def killed() -> None:
        server.kill()
        wall_viewer.pass_time(AWAY)
        server.start()
        run.server.append([])

    def hung() -> None:
        server.pause(True)
        wall_viewer.pass_time(AWAY)
        server.pause(False)

    def cut() -> None:
        cable.cut(True)
        wall_viewer.pass_time(AWAY)
        cable.cut(False)

    sorts: list[Callable[[], None]] = [killed, cut, hung]
    sort = sorts[number % len(sorts)]
    run.troubles.append(sort.__name__)
    sort()
    come_back(wall_viewer, run)


def soak(db: Path, *, refreshes: int, interval: float) -> dict[str, Any]:
    """The whole run."""
    run = Run()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        copy = copy_database(db, Path(folder) / "soak.db")
        writer = Writer(copy, ROWS)
        stack.callback(writer.close)
        command = ["-m", "benchmarks.serving", "chief", str(copy), "{port}", str(interval)]
        server = stack.enter_context(Server(command, "/_stcore/health"))
        cable = stack.enter_context(Cable(server.port))
        browser = stack.enter_context(chromium())
        wall_viewer = stack.enter_context(viewer(browser, cable.url, CHARTS_DRAWN))
        _listen(wall_viewer.page, run)
        collect = _collector(wall_viewer.page)
        next_write, next_sample, done = 0, 0, 0
        while wall_viewer.refreshes < refreshes:
            wall_viewer.pass_time(interval)
            if wall_viewer.refreshes >= next_write:
                writer.write()
                next_write = wall_viewer.refreshes + WRITE_EVERY
            if wall_viewer.refreshes >= next_sample:
                collect()
                run.sample(wall_viewer.refreshes, browser_mb(), server.resident_mb())
                next_sample = wall_viewer.refreshes + SAMPLE_EVERY
            if wall_viewer.refreshes >= (done + 1) * refreshes / (TROUBLES + 1) and done < TROUBLES:
                trouble(done, server, cable, wall_viewer, run)
                done += 1
        figure_told = told_by_command(copy)
        wall_viewer.pass_time(max(2.0, 4 * interval))
        figure_shown = int(wall_viewer.page.locator(ALERTS).inner_text().replace(",", ""))
        return {
            "refreshes": wall_viewer.refreshes,
            "new versions": writer.times,
            "troubles": run.troubles,
            "slowest return, s": round(run.slowest_return, 1),
            "browser, MB at the end": round(browser_mb()),
            "server, MB at the end": round(server.resident_mb()),
            "browser, MB per 1,000 refreshes": round(growth(run.browser), 2),
            "server, MB per 1,000 refreshes": round(run.server_growth(), 2),
            "uncaught errors": dict(run.uncaught),
            "errors that the page itself noted": dict(run.logged),
            "last figure on the wall": figure_shown,
            "the command's": figure_told,
        }


def _collector(page: Page) -> Callable[[], object]:
    """Lets the browser collect what the page no longer holds."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    return lambda: session.send("HeapProfiler.collectGarbage")


def _listen(page: Page, run: Run) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            run.logged[message.text.partition(" http")[0][:100]] += 1

    page.on("pageerror", lambda error: run.uncaught.update([str(error)]))
    page.on("console", console)


def told_by_command(db: Path) -> int:
    """The same figure by the command line."""
    words = [
        "-m",
        "dashboards.cli.command",
        "kpi",
        "alerts_valid",
        "--db",
        str(db),
        "--period",
        "ytd",
        "--format",
        "json",
    ]
    out = subprocess.run([sys.executable, *words], capture_output=True, check=True, text=True).stdout
    return int(json.loads(out)[0]["value"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo; it is copied")
    parser.add_argument("--refreshes", type=int, default=10_000, help="how long the wall is looked at")
    parser.add_argument("--interval", type=float, default=0.25, help="seconds between refreshes")
    options = parser.parse_args()
    for name, value in soak(options.db, refreshes=options.refreshes, interval=options.interval).items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
