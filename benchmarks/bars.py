"""The bars that were set beforehand, each with what was measured in this run; and how noisy the machine was."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from typing import Any, NamedTuple

from benchmarks.refresh import CHIEF, EMPTY, UNCHANGED


class Bar(NamedTuple):
    """Bar: what is measured, the measured ratio or number, what it may come to, and whether more is better."""

    name: str
    value: float
    bar: float
    at_least: bool = False

    @property
    def line(self) -> str:
        """A row of the table."""
        is_held = self.value >= self.bar if self.at_least else self.value <= self.bar
        bar_text = f"{'≥' if self.at_least else '≤'} {self.bar:,g}"
        return f"| {self.name} | {self.value:,.3g} | {bar_text} | {'held' if is_held else '**missed**'} |"


def bars(
    small: dict[str, Any], large: dict[str, Any], loaded: Any, kept_up: Any, refreshes: Any, by_viewer: float
) -> str:
    """All of them as a table in Markdown."""
    cube, cost, first = large["cube"][0], refreshes["alone"], refreshes["first page"]
    rows = [
        Bar("the board by GROUP BY in SQLite ÷ by the cube", large["sqlite"][0] / cube, 1000, at_least=True),
        Bar("the board by DuckDB ÷ by the cube", large["duckdb"][0] / cube, 20, at_least=True),
        Bar("the cube's board at ten times the records", cube / small["cube"][0], 1.2),
        Bar("a city's board with new data, all series, ms", cube, 2),
        Bar("a city's board of the same data, all series, ms", large["cube, data unchanged"][0], 0.7),
        Bar("a city's board with new data and the verdicts of its tiles, ms", large["cube, new data, verdicts"][0], 8),
        Bar("loading facts ÷ bare executemany", loaded["facts ÷ bare"], 2.5),
        Bar("writes with the cube ÷ without", kept_up["ratio"], 5),
        Bar("writes with the cube ÷ a rebuild", kept_up["part of a rebuild"], 1 / 50),
        Bar("a refresh with new data ÷ an empty page", cost[CHIEF]["ms"] / cost[EMPTY]["ms"], 2),
        Bar("a refresh with the same data ÷ an empty page", cost[UNCHANGED]["ms"] / cost[EMPTY]["ms"], 1.3),
        Bar("new data, to each of fifty viewers ÷ an empty page to each of fifty", by_viewer, 1.5),
        Bar("from the command to the server's answer, s", first["server answers, s"], 2),
        Bar("from opening the page to the whole board, s", first["opening the page to the whole board, s"], 2),
    ]
    return "\n".join(["| bar | measured | asked | |", "|---|---|---|---|", *(row.line for row in rows)])


def noise(refreshes: dict[str, Any]) -> str:
    """Return how far the turns of one run lie apart, and how busy the machine was."""
    spreads = {name: _spread(cost["turns, ms"]) for name, cost in refreshes["alone"].items()}
    apart = ", ".join(f"{name} {spread:.0%}" for name, spread in spreads.items())
    load = " ".join(f"{average:.1f}" for average in os.getloadavg())
    return f"The machine's noise: the turns of a page lie apart by ({apart}) of their median; load at the end {load}."


def _spread(turns: Sequence[float]) -> float:
    return (max(turns) - min(turns)) / statistics.median(turns)


PROFILE = """What a refresh with new data is made of, measured by itself on 2026-11-30 and not in this run (timers
around the parts in the server's process, 40 refreshes close together, processor ms of the thread that runs the page):

| part | county | city |
|---|---|---|
| the strip: standards missed, the bureau's and the stations' verdicts | 7.1 | 7.9 |
| the strip's other lines: figures in doubt, signals, instructions | 2.0 | 4.0 |
| the tiles | 1.9 | 2.2 |
| the board: cells of changed months read and added up | 1.5 | 2.3 |
| map, order and trend of the stations | 1.0 | 2.3 |
| what the wall shows, asked once for all walls (versions, scope, steps) | 0.7 | 0.8 |
| the one element that is sent | 0.6 | 1.0 |
| the rest, Streamlit's run of the part | 2.0 | 2.0 |

New records change a few KPIs, of the bureau and of a station or two: their evidence is gathered and worded anew, all
else is kept. Where a change lies near the line, the days before are looked at as well; that cost a city 0 to 8 ms, by
the period. The machine had other work (load 3.6). Four seconds apart a city's refresh took 27 ms of the server's
process, the answers from the process beside it among them, and the empty page 10 where it takes 4 close together: what
is far apart finds nothing ready, so read the ratios above."""
