"""Many viewers of one board: what new data cost each of them, against as many viewers of the empty page.

    python -m benchmarks.viewers --db FILE [--viewers N] [--seconds S]

Both pages are looked at in the same minutes, each on a server of its own, by viewers that speak Streamlit's protocol
(many.py). Before each refresh there are new data. Whoever asks first has the board made, and the others are shown the
same, so that what a viewer costs is a share of the board and a run of the page. Read the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.many import ROWS, look
from benchmarks.refresh import CHIEF, EMPTY, own_server
from benchmarks.servers import Server
from benchmarks.writer import Writer, copy_database
from dashboards import theme

VIEWERS = 50
SECONDS = 20.0  # how long they look, once all have come
Costs = dict[str, "ViewerCost"]  # by page


class ViewerCost(NamedTuple):
    """Cost of the viewers of a page: their refreshes, and the server's processor milliseconds and the wait for each.

    `lost` are those that gave up.
    """

    refreshes: int
    processor_ms: float
    p50_ms: float
    p95_ms: float
    lost: int


async def look_at_both(servers: dict[str, Server], writer: Writer, viewers: int, seconds: float) -> Costs:
    """All the viewers at all the servers, at the same time."""
    looks = await asyncio.gather(
        *(look(server, writer if name == CHIEF else None, viewers, seconds) for name, server in servers.items())
    )
    costs = {}
    for name, (timed, _, each) in zip(servers, looks, strict=True):
        p50, p95 = np.percentile(timed.seconds, [50, 95]) * 1000 if timed.seconds else (float("nan"),) * 2
        costs[name] = ViewerCost(len(timed.seconds), each * 1000, float(p50), float(p95), timed.lost)
    return costs


def measure(db: Path, folder: Path, viewers: int = VIEWERS, seconds: float = SECONDS) -> Costs:
    """Both pages, in one run, at the pace of the product; the database is copied into the folder."""
    with ExitStack() as stack:
        copy = copy_database(db, folder / "viewers.db")
        writer = Writer(copy, ROWS)
        stack.callback(writer.close)
        servers = {
            name: stack.enter_context(own_server(copy, float(theme.REFRESH_SECONDS), page))
            for name, page in ((CHIEF, "chief"), (EMPTY, "empty"))
        }
        return asyncio.run(look_at_both(servers, writer, viewers, seconds))


def ratio(costs: Costs) -> float:
    """Return what a viewer of the board costs against one of the empty page."""
    return costs[CHIEF].processor_ms / costs[EMPTY].processor_ms


def report(costs: Costs, viewers: int) -> str:
    """A table in Markdown."""
    heads = "page | refreshes | server processor ms a refresh | × empty page | waited, ms (p95) | lost"
    lines = [f"{viewers} viewers of each page:", "", f"| {heads} |", "|---|---|---|---|---|---|"]
    for name, cost in costs.items():
        times = cost.processor_ms / costs[EMPTY].processor_ms
        waited = f"{cost.p50_ms:.0f} ({cost.p95_ms:.0f})"
        lines.append(f"| {name} | {cost.refreshes} | {cost.processor_ms:.1f} | {times:.2f} | {waited} | {cost.lost} |")
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo or seed; it is copied")
    parser.add_argument("--viewers", type=int, default=VIEWERS, help="of each page")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long they look, once all have come")
    parser.add_argument("--json", type=Path, help="where to write the numbers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(options.db, Path(folder), options.viewers, options.seconds)
    print(report(costs, options.viewers))
    if options.json:
        options.json.write_text(json.dumps({name: cost._asdict() for name, cost in costs.items()}, indent=1))


if __name__ == "__main__":
    main()
