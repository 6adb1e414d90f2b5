"""False verdicts on whole generated counties in which nothing changes: `python -m benchmarks.quiet_bureaus`.

The generator itself, with its trends and 春节 taken out and nothing else, and the engine's own boards: twelve periods
of each county, every tile and every ranking, and the scenes of a whole round of the carousel. Half a minute a county;
benchmarks/judgement.py is the quicker way.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.monte_carlo import standard_errors
from core.engine import Engine
from core.metrics.types import Board
from core.store.open import open_store
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
    "DRIVE_FACTOR": 1.0,
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
        for (kpi_id, unit, kind), judged in board.judgements.items()
        if kpi_id == kpi and unit in units and judged.verdict.is_firm
    ]


@dataclass
class Claims:
    """By what was looked at, whether it claims any change: boards, rounds of the carousel, rankings."""

    boards: list[bool] = field(default_factory=list)
    rounds: list[bool] = field(default_factory=list)
    rankings: list[bool] = field(default_factory=list)

    def look(self, engine: Engine, period: str) -> None:
        """Looks at a period; what is counted in full cannot be wrong and is left out."""
        board = engine.board(period=period, as_of=AS_OF)
        bureau_id, *stations = (unit.id for unit in board.units)
        self.boards.append(any(told(board, kpi, [bureau_id]) for kpi in tried(board, engine)))
        self.rankings += [bool(told(board, kpi, stations)) for kpi in tried(board, engine)]
        names = engine.catalogue.carousel.scenes
        turning = [engine.catalogue.scenes[name].kpis or engine.catalogue.board for name in names]
        scenes = [engine.board(period=period, as_of=AS_OF, kpis=kpis) for kpis in turning]
        self.rounds.append(any(told(scene, kpi, [bureau_id]) for scene in scenes for kpi in tried(scene, engine)))

    def __str__(self) -> str:
        return ", ".join(f"{sum(flags)} of {len(flags)} {name}" for name, flags in vars(self).items())


def tried(board: Board, engine: Engine) -> list[str]:
    """The KPIs of a board whose changes may be chance."""
    return [kpi for kpi in board.kpis if not engine.catalogue.kpis[kpi].is_census]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=8)
    options = parser.parse_args()
    claims = Claims()
    for seed in range(1, options.counties + 1):
        with tempfile.TemporaryDirectory() as folder, quiet():
            path = Path(folder) / "quiet.db"
            make(path, plan("county", seed, AS_OF), now=0, progress=lambda *_: None)
            with closing(open_store(path, read_only=True)) as store:
                engine = Engine(store)
                for period in PERIODS:
                    claims.look(engine, period)
        print(f"{seed} counties: {claims}", flush=True)
    print(standard_errors(len(claims.boards), "boards"))


if __name__ == "__main__":
    main()
