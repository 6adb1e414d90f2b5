"""All the speed claims in one run: `python -m benchmarks CITY.db`; writes RESULTS.md and results.svg beside this file.

CITY.db is made by `fengjing seed --size city --db CITY.db`. A tenth of its records, in a copy, stands for the
smaller bureau. It takes about twenty minutes; results differ between machines, so read the ratios.
`python -m benchmarks province --to DIR` measures a province instead; see province.py.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import board, load, province, refresh, upkeep, viewers
from benchmarks.bars import PROFILE, bars, noise
from benchmarks.thin import thinned
from core.store.cube_sizes import cube_sizes
from core.store.open import open_store
from core.store.table_sizes import table_sizes

HERE = Path(__file__).parent
TENTH = 10
LARGE = 2**20  # bytes; smaller parts of the file are told together
BAR, GAP, LEFT, WIDTH = 26, 12, 230, 900
DECADES = 7  # from a tenth of a millisecond


def chart(rows: list[tuple[str, float]]) -> str:
    """Milliseconds as bars on a scale of tens, the value written beside each."""
    height = GAP + len(rows) * (BAR + GAP)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" '
        'font-size="15" role="img"><title>Milliseconds to answer the chief\'s board, on a scale of tens</title>'
    ]
    for index, (name, ms) in enumerate(rows):
        top = GAP + index * (BAR + GAP)
        length = (WIDTH - LEFT - 140) * math.log10(max(ms, 0.2) * 10) / DECADES
        drawn.append(
            f'<text x="{LEFT - 10}" y="{top + 18}" text-anchor="end" fill="#45546B">{name}</text>'
            f'<rect x="{LEFT}" y="{top}" width="{length:.0f}" height="{BAR}" fill="#1763C6"/>'
            f'<text x="{LEFT + length + 8:.0f}" y="{top + 18}" fill="#142033">{ms:,.1f} ms</text>'
        )
    return "\n".join([*drawn, "</svg>"])


def table(rows: list[tuple[str, str]]) -> str:
    """Two columns in Markdown."""
    return "\n".join(["| what | result |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def numbers(result: dict[str, Any]) -> str:
    """A benchmark's numbers as a table."""
    return table([(k, f"{v:,.3f}" if isinstance(v, float) else f"{v:,}") for k, v in result.items()])


def file_parts(db: Path) -> tuple[str, str]:
    """The cube's cells against the facts, and the whole database on disk by part."""
    store = open_store(db, read_only=True)
    cells = table(
        [(g.grain, f"{g.cells:,} cells, {g.share or 0:.4f} of {g.facts:,} records") for g in cube_sizes(store)]
    )
    all_parts = table_sizes(store)
    store.close()
    rows = [(part.name, part.bytes) for part in all_parts if part.bytes >= LARGE]
    rows.append((f"{len(all_parts) - len(rows)} smaller parts", sum(p.bytes for p in all_parts if p.bytes < LARGE)))
    rows.append(("the whole file", db.stat().st_size))
    return cells, table([(name, f"{size / 2**20:,.1f} MB") for name, size in rows])


def results(city: Path) -> tuple[str, str]:
    """The text and the chart."""
    with tempfile.TemporaryDirectory(dir=city.parent) as folder:
        tenth = thinned(city, Path(folder) / "tenth.db", TENTH)
        boards = [board.measure(db, Path(folder) / f"{db.stem}.duckdb", 30, 1) for db in (tenth, city)]
        kept, loaded = upkeep.measure(city), load.measure(city)
        shown: dict[str, Any] = refresh.measure(city, seconds=180, turns=3, interval=5)
        viewed = viewers.measure(tenth, Path(folder))
    small, large = boards
    answers = [
        ("cube, data unchanged", large["cube, data unchanged"][0]),
        ("cube, new data each time", large["cube"][0]),
        ("cube, first board of a process", large["cube, first board"][0]),
        ("DuckDB over the facts", large["duckdb"][0]),
        ("SQLite over the facts", large["sqlite"][0]),
    ]
    growth = large["cube"][0] / small["cube"][0]
    cells, files = file_parts(city)
    text = "\n\n".join(
        [
            "# Measured",
            f"By `python -m benchmarks` on {os.cpu_count()} cores, Python {platform.python_version()}. Times are "
            "medians on a machine that others may have used: read the ratios.",
            noise(shown),
            bars(small, large, loaded, kept, shown, viewers.ratio(viewed)),
            "## The chief's board",
            board.report(boards),
            board.report_parts(boards),
            f"Ten times the records cost {growth:.2f} times the time by the cube. "
            f"{large['figures compared'][0]:,} amounts were compared between the engines first, and were equal.",
            "## Loading",
            numbers(loaded),
            "## Keeping the cube up",
            numbers(kept),
            "## A refresh of the chief's page",
            refresh.report(shown),
            PROFILE,
            "## Fifty viewers of one board",
            viewers.report(viewed, viewers.VIEWERS),
            "## Cells and bytes",
            cells,
            files,
        ]
    )
    return text + "\n", chart(answers)


def main() -> None:
    """The command."""
    if sys.argv[1:2] == ["province"]:
        province.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("city", type=Path)
    text, drawing = results(parser.parse_args().city)
    written = HERE / "RESULTS.md"
    text += province.kept_section(written.read_text("utf-8") if written.exists() else "")
    written.write_text(text, "utf-8")
    (HERE / "results.svg").write_text(drawing + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
