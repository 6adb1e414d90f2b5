"""The first board after a start: by the engine alone, and from the command to the whole page in a browser."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.servers import Server
from benchmarks.viewer import viewer
from core.engine import Engine
from core.store.open import open_store

TILE, CHARTS, CHARTS_DRAWN = ".tile .number", 2, ".plot"
KPI = "alerts_valid"
ALERTS = f'.tile[data-kpi="{KPI}"] .number'
FIRST_BOARD = """
import sys, time
from pathlib import Path
from core.engine import Engine
from core.store.open import open_store
start = time.perf_counter()
Engine(open_store(Path(sys.argv[1]), read_only=True)).board()
print((time.perf_counter() - start) * 1000)
"""


def first_page(browser: Browser, db: Path) -> dict[str, float]:
    """The real command, from its start to the whole board in the browser; memory then."""
    start = time.perf_counter()
    command = ["-m", "dashboards.cli.command", "serve", "--db", str(db), "--port", "{port}"]
    with Server(command, "/healthz") as server:
        answers = time.perf_counter() - start
        memory = server.resident_mb()
        opened = time.perf_counter()
        with viewer(browser, server.url, TILE) as watcher:
            tiles = time.perf_counter() - start
            watcher.page.locator(CHARTS_DRAWN).nth(CHARTS - 1).wait_for()
            whole_seconds = time.perf_counter() - start
        return {
            "server answers, s": answers,
            "tiles, s": tiles,
            "whole page, s": whole_seconds,
            "opening the page to the whole board, s": start + whole_seconds - opened,
            "memory at start, MB": memory,
            "memory with a viewer, MB": server.resident_mb(),
        }


def engine_first_board(db: Path) -> float:
    """The engine's first board in a new process, opening the database included, imports not; milliseconds."""
    command = [sys.executable, "-c", FIRST_BOARD, str(db)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def alerts(db: Path) -> int:
    """The valid alerts of the whole bureau on the board."""
    store = open_store(db, read_only=True)
    board = Engine(store).board()
    store.close()
    return round(board.figures[KPI, board.units[0].id].value or 0)
