"""Measures what judging costs at each new data version: `python -m benchmarks.scan DEMO.db`.

Into a copy a few alerts are written before each look, and one engine that stays open answers: the board, the verdicts
and standards of the tiles, the attention strip, for which all stations are searched by all KPIs, and the signals.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import get_args

from benchmarks.writer import Writer, copy_database
from core.board.attention import attention
from core.catalogue.model import Catalogue
from core.engine import Engine
from core.metrics.types import Board, ChangeKind
from core.store.open import open_store

ROWS = 5  # new alerts before each look
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)


def tiles(board: Board) -> None:
    """All that the tiles of the unit asked about say of changes and standards."""
    unit = board.units[0].id
    for kpi in board.kpis:
        for kind in KINDS:
            board.judgements.get((kpi, unit, kind))
        board.standards.get((kpi, unit))


def look(engine: Engine, catalogue: Catalogue, period: str) -> dict[str, float]:
    """Processor milliseconds of the parts of one look."""
    boards_shown: list[Board] = []
    steps_timed: list[tuple[str, Callable[[], object]]] = [
        ("board", lambda: boards_shown.append(engine.board(period=period))),
        ("tiles' verdicts", lambda: tiles(boards_shown[0])),
        ("attention strip", lambda: attention(boards_shown[0], catalogue)),
        ("signals", engine.signals),
    ]
    seconds_taken = {}
    for name, work in steps_timed:
        start = time.process_time()
        work()
        seconds_taken[name] = (time.process_time() - start) * 1000
    return seconds_taken


def measure(db: Path, periods: list[str], times: int) -> dict[str, dict[str, float]]:
    """By period, the median of each part's processor milliseconds; of the first look in the process, too."""
    medians = {}
    with tempfile.TemporaryDirectory(dir=db.parent) as folder:
        copy = copy_database(db, Path(folder) / "copy.db")
        with closing(Writer(copy, ROWS)) as writer, closing(open_store(copy, read_only=True)) as store:
            engine = Engine(store)
            for period in periods:
                first, looks_taken = look(engine, store.catalogue, period), []
                for _ in range(times):
                    writer.write()
                    looks_taken.append(look(engine, store.catalogue, period))
                medians[period] = {
                    name: statistics.median(each_look[name] for each_look in looks_taken) for name in first
                }
                medians[period] |= {f"first {name}": ms for name, ms in first.items()}
    return medians


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", type=Path)
    parser.add_argument("--periods", nargs="+", default=["ytd", "2026-10", "2025", "last7"])
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    for period, seconds_taken in measure(options.db, options.periods, options.times).items():
        print(period, " · ".join(f"{name} {ms:.1f} ms" for name, ms in seconds_taken.items()), flush=True)


if __name__ == "__main__":
    main()
