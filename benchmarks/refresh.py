"""The chief's page refreshed by new data, against an empty page and against the page as usually written.

    python -m benchmarks.refresh --db FILE [--seconds N] [--json FILE]

Real servers in processes of their own, real browser pages looking at them side by side, at the pace of the product.
What is counted is the processor time of each server's process over many refreshes, and apart from it that of the
process beside the server, which works out signals and the like and gives way to it. First the product's pages and the
empty one are looked at; then, for half as long, all of them beside the page as usually written. Times vary from machine
to machine and from minute to minute: read the ratios, those of one table.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.first_board import ALERTS, CHARTS_DRAWN, alerts, engine_first_board, first_page
from benchmarks.servers import Server
from benchmarks.viewer import Viewer, chromium, viewer
from benchmarks.writer import Writer, copy_database
from dashboards import theme

ROWS = 5
METRIC, NUMBER = '[data-testid="stMetric"]', '[data-testid="stMarkdownContainer"]'
CHIEF, UNCHANGED, EMPTY, USUAL = "chief, new data", "chief, same data", "empty page", "as usually written"
Cost = dict[str, Any]  # of a page: ms a refresh (the median of the turns), those of each turn, beside it, and how many
WARM_UP = 6  # writes before the counting begins
WRITE_EVERY = 0.6  # of the time between two refreshes
LONGEST_WAIT = 60  # seconds that a stretch is prolonged until every page was refreshed at least once


@dataclass
class Watched:
    """A page that is looked at: its server, what shows that it stands, and what each stretch of time measured."""

    server: Server
    ready: str
    turns: list[float] = field(default_factory=list)
    refreshes: int = 0
    behind_ms: float = 0.0  # of the processes that the server has started

    def used(self) -> tuple[float, float]:
        """Processor seconds so far: of the server's process, and of those that it has started."""
        return self.server.processor_seconds(), self.server.workers_processor_seconds()


def watch(
    browser: Browser,
    pages: Sequence[Watched],
    writer: Writer,
    written: Callable[[], int],
    *,
    turns: int,
    seconds: float,
    pause: float,
) -> int:
    """Looks at all the pages side by side for some stretches of time, and notes what a refresh of each has cost.

    All the while new data are written, so often that there is a new version before every refresh. A stretch lasts until
    every page was refreshed at least once. Returns the alerts that the first page shows in the end: those that are
    `written` by then, or whatever stands there when that has been waited for long enough.
    """
    with ExitStack() as stack:
        viewers = [stack.enter_context(viewer(browser, page.server.url, page.ready)) for page in pages]

        def write_on(for_seconds: float) -> None:
            end = time.monotonic() + for_seconds
            while time.monotonic() < end:
                writer.write()
                viewers[0].pass_time(pause)

        write_on(WARM_UP * pause)
        for _ in range(turns):
            before = [(view.refreshes, page.used()) for view, page in zip(viewers, pages, strict=True)]
            write_on(seconds)
            end = time.monotonic() + LONGEST_WAIT
            while any(view.refreshes == count for view, (count, _) in zip(viewers, before, strict=True)):
                if time.monotonic() > end:
                    raise RuntimeError(f"a page was not refreshed in {seconds + LONGEST_WAIT:.0f} s")
                write_on(pause)
            for view, page, (count, used) in zip(viewers, pages, before, strict=True):
                done = view.refreshes - count
                own, behind = (now - earlier for now, earlier in zip(page.used(), used, strict=True))
                page.turns.append(own * 1000 / done)
                page.behind_ms += behind * 1000
                page.refreshes += done
        return _last_shown(viewers[0], written(), pause)


def _last_shown(chief: Viewer, written: int, pause: float) -> int:
    """Returns the alerts on the page as soon as they are those written; what it shows in the end if they never are."""
    end = time.monotonic() + LONGEST_WAIT
    while True:
        chief.pass_time(pause)
        alerts_shown = int(chief.page.locator(ALERTS).inner_text().replace(",", ""))
        if alerts_shown == written or time.monotonic() > end:
            return alerts_shown


def own_server(db: Path, interval: float, page: str = "chief") -> Server:
    """The product's page, or the empty one behind the same server."""
    return Server(["-m", "benchmarks.serving", page, str(db), "{port}", str(interval)], "/_stcore/health")


def usual_server(db: Path, interval: float) -> Server:
    """The page as usually written, by Streamlit's own command."""
    script = str(Path(__file__).parent / "pages" / "usual.py")
    usual = ["-m", "streamlit", "run", script, "--server.port", "{port}", "--server.address", "127.0.0.1"]
    usual += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    return Server(usual, "/_stcore/health", {"REFRESH_DB": str(db), "REFRESH_SECONDS": str(interval)})


def servers(stack: ExitStack, written: Path, still: Path, interval: float) -> dict[str, Watched]:
    """Starts the servers of the product and of the empty page."""
    start = stack.enter_context
    return {
        CHIEF: Watched(start(own_server(written, interval)), CHARTS_DRAWN),
        UNCHANGED: Watched(start(own_server(still, interval)), CHARTS_DRAWN),
        EMPTY: Watched(start(own_server(still, interval, "empty")), NUMBER),
    }


def measure(db: Path, *, seconds: float, turns: int, interval: float) -> dict[str, Any]:
    """Everything, in one run."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        still, written = (copy_database(db, Path(folder) / name) for name in ("still.db", "written.db"))
        writer = Writer(written, ROWS)
        stack.callback(writer.close)
        browser = stack.enter_context(chromium())
        first = [first_page(browser, still) for _ in range(turns)]
        engine_first = [engine_first_board(still) for _ in range(turns)]
        pages = servers(stack, written, still, interval)
        before, pause = alerts(written), interval * WRITE_EVERY

        def in_file() -> int:
            return before + ROWS * writer.times

        watch(browser, list(pages.values()), writer, in_file, turns=turns, seconds=seconds / turns, pause=pause)
        beside_usual = {name: Watched(page.server, page.ready) for name, page in pages.items()}
        beside_usual[USUAL] = Watched(stack.enter_context(usual_server(written, interval)), METRIC)
        half = seconds / turns / 2
        alerts_shown = watch(
            browser, list(beside_usual.values()), writer, in_file, turns=turns, seconds=half, pause=pause
        )
        memory = {name: page.server.resident_mb() for name, page in beside_usual.items()}
        behind = {name: sum(page.server.workers_resident_mb()) for name, page in beside_usual.items()}
    return {
        "interval, s": interval,
        "alone": _costs(pages),
        "beside the usual": _costs(beside_usual),
        "new versions": writer.times,
        "alerts shown": alerts_shown,
        "alerts written": in_file(),
        "first page": {name: statistics.median(timing[name] for timing in first) for name in first[0]},
        "engine first board, ms": statistics.median(engine_first),
        "memory after the run, MB": memory,
        "memory beside the server, MB": {name: mb for name, mb in behind.items() if mb},
    }


def _costs(pages: dict[str, Watched]) -> dict[str, Cost]:
    return {
        name: {
            "ms": statistics.median(page.turns),
            "turns, ms": page.turns,
            "refreshes": page.refreshes,
            "beside the server, ms": page.behind_ms / page.refreshes,
        }
        for name, page in pages.items()
    }


def table(costs: dict[str, Cost]) -> list[str]:
    """The costs of pages in Markdown, each against the empty page's."""
    heads = "page | refreshes | server processor ms a refresh | turns | × empty page | beside the server, ms"
    lines = [f"| {heads} |", "|---|---|---|---|---|---|"]
    for name, cost in costs.items():
        turns = " ".join(f"{turn:.1f}" for turn in cost["turns, ms"])
        ratio = _ratio(cost, costs[EMPTY], 2)
        behind = cost["beside the server, ms"]
        lines.append(f"| {name} | {cost['refreshes']} | {cost['ms']:.1f} | {turns} | {ratio} | {behind:.1f} |")
    return lines


def _ratio(cost: Cost, base: Cost, digits: int) -> str:
    """The cost against another; none where the stretch was so short that the system counted nothing of that one."""
    return f"{cost['ms'] / base['ms']:.{digits}f}" if base["ms"] else "—"


def report(result: dict[str, Any]) -> str:
    """Two tables in Markdown, and the rest in lines."""
    beside_usual = result["beside the usual"]
    lines = [*table(result["alone"]), "", "Beside the page as usually written:", "", *table(beside_usual)]
    lines += ["", f"as usually written ÷ chief: {_ratio(beside_usual[USUAL], beside_usual[CHIEF], 1)}"]
    lines += [f"{name}: {value:.2f}" for name, value in result["first page"].items()]
    lines.append(f"engine's first board, ms: {result['engine first board, ms']:.0f}")
    for what in ("memory after the run", "memory beside the server"):
        lines += [f"{what}, {name}: {mb:.0f} MB" for name, mb in result[f"{what}, MB"].items()]
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo; it is copied")
    parser.add_argument("--seconds", type=float, default=300, help="how long the pages are looked at")
    parser.add_argument("--turns", type=int, default=3, help="in how many stretches, each measured")
    parser.add_argument(
        "--interval", type=float, default=float(theme.REFRESH_SECONDS), help="seconds between refreshes"
    )
    parser.add_argument("--json", type=Path, help="where to write the numbers")
    arguments = parser.parse_args()
    result = measure(arguments.db, seconds=arguments.seconds, turns=arguments.turns, interval=arguments.interval)
    print(report(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
