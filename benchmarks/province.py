"""A province's growth: 1, 10, 100 million alerts made, summed and shown: `python -m benchmarks province --to DIR`.

Each size is made by `fengjing seed --size province`, summed by `fengjing build` with DuckDB and with Spark, and its
board is asked on many days. Every step is a process of its own, whose processor time and memory are its own. What was
measured is kept in DIR, so that a run that was interrupted goes on; the section of RESULTS.md is written at its end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.process_tree import ProcessTree
from core.engine import Engine
from core.store.catalogue_tables import GRAIN_KEYS, GRAINS, cube_columns
from core.store.open import open_store

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "## A province"
SIZES = (1_000_000, 10_000_000, 100_000_000)
AS_OF = "2026-10-31"
DAYS = 40  # on which a board is asked
PAPER = (10, 100)  # times the largest, worked out and not run
GIGABYTE = 2**30
KIBIBYTE = 2**10  # in which Linux tells the memory of a process that has ended
LOOK_EVERY = 0.2  # seconds
Cost = dict[str, float]


def run(*words: str) -> Cost:
    """Run the command `fengjing`; returns seconds, processor seconds and the most memory it had, in bytes.

    Those of processes that it starts are in them.
    """
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "dashboards.cli.command", *words], stdout=subprocess.DEVNULL) as child:
        tree = ProcessTree(child.pid)
        ended = 0
        while not ended:
            time.sleep(LOOK_EVERY)
            tree.look()
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"fengjing {' '.join(words)}: {child.returncode}")
    seconds = time.perf_counter() - start
    processor = max(usage.ru_utime + usage.ru_stime, tree.processor)
    return {"seconds": seconds, "processor": processor, "memory": max(usage.ru_maxrss * KIBIBYTE, tree.memory)}


def only_one_part(facts: Path, board: Path) -> Cost:
    """Sum a board whose newest month of alerts is not in it yet: as after a month's export."""
    manifest = facts / "manifest.json"
    original = manifest.read_text("utf-8")
    content = json.loads(original)
    del content["records"][max(name for name in content["records"] if name.startswith("alert/"))]
    build = ("build", "--engine", "duckdb", "--facts", str(facts), "--out", str(board), "--record-months", "1")
    try:
        manifest.write_text(json.dumps(content), "utf-8")
        run(*build, "--only-changed")
    finally:
        manifest.write_text(original, "utf-8")
    return run(*build, "--only-changed")


def boards(board: Path) -> dict[str, float]:
    """Milliseconds of processor of a board: the first of a process, of another day each time, the same again.

    The first day of a month that is asked reads the sums of that month's outcomes by day: the dearest of the days.
    """
    store = open_store(board, read_only=True)
    start = time.process_time()
    engine = Engine(store)
    dict(engine.board().series)
    first = time.process_time() - start
    last, others, same = engine.as_of(), [], []
    for days in range(1, DAYS):
        begin = time.process_time()
        dict(engine.board(as_of=last - timedelta(days=days)).series)
        middle = time.process_time()
        dict(engine.board(as_of=last - timedelta(days=days)).series)
        others.append(middle - begin)
        same.append(time.process_time() - middle)
    units = store.conn.execute("SELECT count(*) FROM unit WHERE kind <> 'community'").fetchone()[0]
    store.close()
    milliseconds = {
        "first": first,
        "another day": statistics.median(others),
        "a month's first day": max(others),
        "same": statistics.median(same),
    }
    return {name: 1000 * seconds for name, seconds in milliseconds.items()} | {"units": units}


def differing_cells(one: Path, other: Path) -> int:
    """Count the cells that only one of two boards has, or has with other sums. Each is looked up in the other."""
    store = open_store(one, read_only=True)
    store.conn.execute("ATTACH ? AS other", [str(other)])
    count = 0
    for grain in GRAINS:
        columns = [*GRAIN_KEYS[grain].split(", "), *cube_columns(store.catalogue, grain)]
        is_same = " AND ".join(f"b.{column} = a.{column}" for column in columns)
        for left, right in (("main", "other"), ("other", "main")):
            query = f"{left}.{grain} a WHERE NOT EXISTS (SELECT 1 FROM {right}.{grain} b WHERE {is_same})"
            count += int(store.conn.execute(f"SELECT count(*) FROM {query}").fetchone()[0])
    store.close()
    return count


def measure(alerts: int, folder: Path, engines: list[str]) -> dict[str, Any]:
    """All steps of one size; those that were measured before are not run again."""
    folder.mkdir(parents=True, exist_ok=True)
    measured_file = folder / "measured.json"
    measured: dict[str, Any] = json.loads(measured_file.read_text("utf-8")) if measured_file.exists() else {}
    facts = folder / "facts"

    def step(name: str, work: Any) -> None:
        if name not in measured:
            measured[name] = work()
            measured_file.write_text(json.dumps(measured, indent=1), "utf-8")
            print(f"{alerts:,} {name}: {measured[name]}", flush=True)

    seed = ("seed", "--size", "province", "--alerts", str(alerts), "--as-of", AS_OF, "--to", str(facts))
    step("made", lambda: run(*seed))
    step("facts", lambda: _sizes(facts))
    for engine in engines:
        out = ("--out", str(folder / f"{engine}.db"), "--record-months", "1")
        step(engine, lambda engine=engine, out=out: run("build", "--engine", engine, "--facts", str(facts), *out))
    first = folder / f"{engines[0]}.db"
    for engine in engines[1:]:
        step(f"{engine} differs in", lambda engine=engine: differing_cells(first, folder / f"{engine}.db"))
    step("board", lambda: boards(first) | {"bytes": first.stat().st_size})
    if "duckdb" in engines:
        step("one part", lambda: only_one_part(facts, folder / "duckdb.db"))
    return measured


def _sizes(facts: Path) -> dict[str, int]:
    files = json.loads((facts / "manifest.json").read_text("utf-8"))["records"]
    alerts = sum(file["rows"] for name, file in files.items() if name.startswith("alert/"))
    return {
        "alerts": alerts,
        "rows": sum(f["rows"] for f in files.values()),
        "bytes": sum(f["bytes"] for f in files.values()),
    }


def report(results: list[dict[str, Any]]) -> str:
    """The section, in Markdown."""
    titles = ["alerts", "records", "Parquet", "made", "by DuckDB", "by Spark", "a month more", "board file", "units"]
    titles += ["first board", "another day", "a month's first day", "same again"]
    lines = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    for measured in results:
        sizes, board = measured["facts"], measured["board"]
        cells = [f"{sizes['alerts']:,}", f"{sizes['rows']:,}", f"{sizes['bytes'] / GIGABYTE:.2f} GB"]
        cells += [_cost(measured.get(name)) for name in ("made", "duckdb", "spark", "one part")]
        cells += [f"{board['bytes'] / GIGABYTE:.2f} GB", f"{board['units']:,.0f}"]
        asked = ("first", "another day", "a month's first day", "same")
        cells += [f"{board[name]:.1f} ms" if name in board else "not run" for name in asked]
        lines.append(f"| {' | '.join(cells)} |")
    differing = [measured["spark differs in"] for measured in results if "spark differs in" in measured]
    compared = f" Cells in which Spark's differ, of {len(differing)} sizes: {sum(differing)}." if differing else ""
    text = f"By `python -m benchmarks province` on {os.cpu_count()} cores, load at the end {os.getloadavg()[0]:.0f}. "
    text += f"Of each step: seconds (of processor), most memory; of a board, milliseconds of processor.{compared}"
    parts = [TITLE, text, "\n".join(lines), _growth(results), _on_paper(results[-1])]
    return "\n\n".join(filter(None, parts))


def _cost(cost: Cost | None) -> str:
    if cost is None:
        return "not run"
    return f"{cost['seconds']:,.0f} s ({cost['processor']:,.0f} s), {cost['memory'] / GIGABYTE:.2f} GB"


def _growth(results: list[dict[str, Any]]) -> str:
    lines = []
    for small, large in pairwise(results):
        names = {name: large[name]["processor"] / small[name]["processor"] for name in ("made", "duckdb")}
        again, another_day = (large["board"][name] / small["board"][name] for name in ("same", "another day"))
        units = large["board"]["units"] / small["board"]["units"]
        records = large["facts"]["rows"] / small["facts"]["rows"]
        lines.append(
            f"{records:.1f} times the records: made at {names['made']:.1f} times the processor time, summed at "
            f"{names['duckdb']:.1f}, the board asked again at {again:.2f}, "
            f"of another day at {another_day:.2f}, with {units:.1f} times the units."
        )
    return "\n".join(lines)


def _on_paper(measured: dict[str, Any]) -> str:
    """Work out in proportion what more would take: too much where a part of it is the same for all sizes."""
    lines = [
        f"{times} times as many, by proportion and not run: {measured['facts']['alerts'] * times:,} alerts, "
        f"{measured['facts']['bytes'] * times / GIGABYTE:,.1f} GB of Parquet, summed in "
        f"{measured['duckdb']['processor'] * times / 60:,.0f} minutes of one core; a month more in the "
        f"{measured['one part']['processor'] * times:,.0f} s of its own part."
        for times in PAPER
    ]
    return "\n".join(lines)


def put_section(text: str, section: str) -> str:
    """The results with this section in place of the one before, as their last."""
    return f"{text.partition(TITLE)[0].rstrip()}\n\n{section}\n"


def kept_section(text: str) -> str:
    """The section of some results; nothing where there is none."""
    _, title, section = text.partition(TITLE)
    return f"\n{title}{section}" if title else ""


def main(words: list[str]) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks province", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="a folder with 12 GB of room for 100 million alerts")
    parser.add_argument("--alerts", type=int, default=SIZES[-1], help="the largest size; smaller ones come before it")
    parser.add_argument("--engine", action="append", choices=("duckdb", "spark"), help="both unless some are named")
    options = parser.parse_args(words)
    sizes = sorted({size for size in SIZES if size < options.alerts} | {options.alerts})
    engines = options.engine or ["duckdb", "spark"]
    results = [measure(size, options.to / str(size), engines) for size in sizes]
    section = report(results)
    RESULTS.write_text(put_section(RESULTS.read_text("utf-8"), section), "utf-8")
    print(section)
