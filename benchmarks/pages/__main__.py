"""Every page at its first look after a start, and at its second: `python -m benchmarks.pages --db FILE [--write]`.

For each look the product is started anew, a real browser opens the page as soon as the server answers, and a second one
that shares nothing with it opens it again. Timed are the seconds from the navigation (or the click) to the last answer
of the server: until the page stands, and, for looks that show what is worked out in the background, until nothing of
it is missing. Counted are the processor seconds of the page's own runs and of the background, which alone may be
compared on a machine that others use. The database is opened for reading alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.pages.counted import BACKGROUND, PAGE, spent
from benchmarks.pages.looks import Look, all_looks
from benchmarks.servers import Server
from benchmarks.viewer import chromium
from core.store.catalogue_tables import table_of
from core.store.open import open_store
from core.store.units import unit_tree
from dashboards.background.kept_answers import kept_file
from dashboards.i18n.words import domain, signals, station, today, verdicts
from dashboards.i18n.words import map as map_words

PAGES = Path(__file__).parents[1] / "PAGES.md"
LONGEST_MS = 120_000
CLICKED_MS = 50  # what was clicked asks in its own time
FIRST_BAR, SECOND_BAR = 1.5, 1.0  # seconds to the whole page
WORKING = (
    domain.RANGE_PENDING,
    domain.TODO_PENDING,
    map_words.WORKING.partition("}")[2].partition("，")[0],
    map_words.DEPARTURES_PENDING,
    signals.WORKING,
    station.WORKING,
    today.SIGNALS_PENDING,
    verdicts.DOUBTS_PENDING,
    verdicts.SIGNALS_PENDING,
)
# When the page last asked its server, and was last answered, in milliseconds since it was opened.
WIRE = """
  window.wire = {asked: 0, answered: 0};
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", () => { window.wire.answered = performance.now(); });
    }
    send(...words) { window.wire.asked = performance.now(); super.send(...words); }
  };
"""
# The script has run and nothing asked is unanswered, for a moment by now. Returns when the last answer came.
STANDS = """() => {
  const app = document.querySelector('[data-testid="stApp"]'), {asked, answered} = window.wire;
  const quiet = performance.now() - Math.max(asked, answered);
  const drawn = document.querySelector('.st-key-heading, .st-key-links, .st-key-waiting');
  return drawn && app.dataset.testScriptState === "notRunning" && answered > asked && quiet > 150 ? answered : null;
}"""
# The same, and no text on it says that something is being worked out.
IS_WHOLE = """(working) => {
  const said = (root) => [...root.childNodes].some((node) => node.nodeType === 3
    ? working.some((text) => node.data.includes(text))
    : !["STYLE", "SCRIPT"].includes(node.tagName) && (said(node) || (node.shadowRoot && said(node.shadowRoot))));
  return !said(document.body);
}"""
WHOLE = f"(working) => {{ const at = ({STANDS})(); return at && ({IS_WHOLE})(working) ? at : null; }}"


@dataclass(frozen=True)
class Timing:
    """Cost of a look: seconds until the page stood and was whole; processor seconds of its runs and behind them."""

    stands: float
    whole: float
    page: float
    background: float


@dataclass(frozen=True)
class LookTimes:
    """A look after a start, and again by somebody else; `of_new_data` where it shows what is kept between starts."""

    name: str
    of_new_data: Timing | None
    first: Timing
    second: Timing


def look_at(browser: Browser, server: Server, notes: Path, look: Look) -> Timing:
    """Looks once, in a browser that was never here before."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.add_init_script(WIRE)
    context.set_default_timeout(LONGEST_MS)
    try:
        page = context.new_page()
        before, begun = spent(notes), 0.0
        page.goto(f"{server.url}/{look.address}")
        if look.act is not None:
            _wait(page, STANDS)
            before, begun = spent(notes), float(page.evaluate("() => performance.now()")) / 1000
            look.act(page)
            page.wait_for_timeout(CLICKED_MS)
        stands = _wait(page, STANDS)
        whole = _wait(page, WHOLE) if look.waits else stands
        page_seconds, background = (spent(notes)[name] - before[name] for name in (PAGE, BACKGROUND))
        return Timing(stands - begun, whole - begun, page_seconds, background)
    finally:
        context.close()


def _wait(page: Page, condition: str) -> float:
    """Waits for a condition, and returns the seconds since the page was opened at which it began to hold."""
    return float(page.wait_for_function(condition, arg=list(WORKING)).json_value()) / 1000


def measure(db: Path, looks: Sequence[Look]) -> list[LookTimes]:
    """Takes all the looks, each at a server of its own."""
    times = []
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        notes = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "seconds"
        command = ["-m", "benchmarks.pages.counted", str(db), "{port}", str(notes)]
        for look in looks:
            notes.write_text("", "ascii")
            of_new_data = None
            if look.waits:
                if (results_file := kept_file(db)) is not None:
                    results_file.unlink(missing_ok=True)
                with Server(command, "/healthz") as server:
                    of_new_data = look_at(browser, server, notes, look)
            with Server(command, "/healthz") as server:
                first, second = (look_at(browser, server, notes, look) for _ in range(2))
            times.append(LookTimes(look.name, of_new_data, first, second))
            print(row(times[-1]), flush=True)
    return times


def last_station(db: Path) -> int:
    """The id of the last station of a bureau: not the one that a page begins with."""
    store = open_store(db, read_only=True)
    tree = unit_tree(store)
    station = tree.stations(tree.root.id)[-1].id
    store.close()
    return station


def row(times: LookTimes) -> str:
    """The row of a look."""
    new = times.of_new_data
    cells = [
        times.name,
        "" if new is None else f"{new.whole:.1f}",
        "" if new is None else f"{new.background:.2f}",
        *(text for t in (times.first, times.second) for text in (f"{t.stands:.1f}", f"{t.whole:.1f}", f"{t.page:.2f}")),
    ]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| look | new data: whole, s | background, processor s | after a start: stands, s | whole, s | page, processor s "
    "| again: stands, s | whole, s | page, processor s |",
    "|---|---|---|---|---|---|---|---|---|",
)


def report(times: Sequence[LookTimes]) -> str:
    """The table, and which looks are over the bars."""
    first = [look.name for look in times if look.first.whole > FIRST_BAR]
    second = [look.name for look in times if look.second.whole > SECOND_BAR]
    over = [
        f"Over {bar} s to the whole page {when}: {len(names)} of {len(times)}{': ' if names else ''}{', '.join(names)}."
        for bar, when, names in ((FIRST_BAR, "after a start", first), (SECOND_BAR, "again", second))
    ]
    return "\n".join([*HEAD, *map(row, times), "", *over])


def document(db: Path, times: Sequence[LookTimes]) -> str:
    """The text of PAGES.md: of which bureau, how it was measured, the table."""
    store = open_store(db, read_only=True)
    kinds = Counter(unit.kind for unit in unit_tree(store).units.values())
    alerts = store.conn.execute(f"SELECT count(*) FROM {table_of('alert')}").fetchone()[0]
    store.close()
    bureau = f"a bureau of {kinds['station']} stations, {kinds['community']:,} communities and {alerts:,} alerts"
    return "\n\n".join(
        [
            "# Every page, measured",
            f"By `python -m benchmarks.pages --db FILE --write` on {os.cpu_count()} cores, Python "
            f"{platform.python_version()}, of {bureau}. Every look at a server just started; then the same by somebody "
            "else. Looks at what is worked out behind the page are taken first with nothing kept of it, as of new "
            "data, then after another start. Seconds are until the last answer of the server, on a machine that others "
            "may have used; the processor is that of the page's own runs and of what is asked for them beforehand, "
            "imports included, and of what is computed behind them. A question that lasts ten seconds is given up, and "
            "its page tries again: where a look lasted longer than that, read the first and the second look together.",
            report(times),
        ]
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo or seed")
    parser.add_argument("--only", nargs="*", default=[], help="looks by the beginning of their name")
    parser.add_argument("--json", type=Path, help="where to write the numbers")
    parser.add_argument("--write", action="store_true", help="write PAGES.md beside the benchmarks")
    arguments = parser.parse_args()
    db = arguments.db.resolve()  # servers run in folders of their own
    looks = all_looks(last_station(db))
    chosen = [look for look in looks if not arguments.only or look.name.startswith(tuple(arguments.only))]
    times = measure(db, chosen)
    print(report(times))
    if arguments.write:
        PAGES.write_text(document(db, times) + "\n", "utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(look) for look in times], indent=1))


if __name__ == "__main__":
    main()
