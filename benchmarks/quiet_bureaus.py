"""False verdicts on whole generated counties in which nothing changes: `python -m benchmarks.quiet_bureaus`.

The generator itself, with its trends and 春节 taken out and nothing else, and the engine's own boards: twelve periods
of each county, every tile and every ranking. Ten seconds a county; benchmarks/judgement.py is the quicker way.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.engine.answers import Board
from core.engine.engine import Engine
from core.store.store import open_store
from seed import calibration as c
from seed.bureau import plan
from seed.make import make

AS_OF = date(2026, 10, 31)
PERIODS = [f"2026-{month:02d}" for month in range(5, 11)] + ["2026Q3", "2026Q2", "2025Q4", "2025", "ytd", "last30"]
QUIET: dict[str, Any] = {
    "CLASS_TREND": tuple(0.0 for _ in c.CLASS_TREND),
    "STATION_TREND_SD": 0.0,
    "CASE_TREND": dict.fromkeys(c.CASE_TREND, 0.0),
    "RESOLVED_TREND": 0.0,
    "SOLVED_TREND": 0.0,
    "DIVERTED_TREND": 0.0,
    "FESTIVAL": (),
    "FESTIVAL_TRAFFIC": (),
    "FESTIVAL_FIRE": (),
}


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing changes from year to year, and the lunar new year is a day like another."""
    with patch.multiple(c, **QUIET):
        yield


def told(board: Board, kpi: str, units: Sequence[int]) -> list[str]:
    """The rises and falls that the board claims of a KPI."""
    return [
        judged.sentence
        for (one, unit, kind), judged in board.judgements.items()
        if one == kpi and unit in units and judged.verdict in ("确有上升", "确有下降")
    ]


def false_of(engine: Engine) -> tuple[list[bool], list[bool]]:
    """Which boards, and which rankings, claim any change; what is counted in full cannot be wrong and is left out."""
    boards, rankings = [], []
    for period in PERIODS:
        board = engine.board(period=period, as_of=AS_OF)
        whole, *stations = (unit.id for unit in board.units)
        tried = [kpi for kpi in board.kpis if engine.catalogue.kpis[kpi].basis != "stock"]
        boards.append(any(told(board, kpi, [whole]) for kpi in tried))
        rankings += [bool(told(board, kpi, stations)) for kpi in tried]
    return boards, rankings


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=8)
    given = parser.parse_args()
    boards: list[bool] = []
    rankings: list[bool] = []
    for seed in range(1, given.counties + 1):
        with tempfile.TemporaryDirectory() as folder, quiet():
            path = Path(folder) / "quiet.db"
            make(path, plan("county", seed, AS_OF), now=0, progress=lambda *_: None)
            with closing(open_store(path, read_only=True)) as store:
                found = false_of(Engine(store))
        boards, rankings = boards + found[0], rankings + found[1]
        print(f"{seed} counties: {sum(boards)} of {len(boards)} boards, {sum(rankings)} of {len(rankings)} rankings")


if __name__ == "__main__":
    main()
