"""The benchmarks run, and the engines they compare give the same answers. Nothing here is timed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import load, source, upkeep
from benchmarks.__main__ import chart
from benchmarks.bars import Bar, bars, noise
from benchmarks.board import measure, report, report_parts
from benchmarks.refresh import CHIEF, EMPTY, UNCHANGED

pytestmark = pytest.mark.slow


def test_every_engine_gives_the_same_board(demo_db: Path, tmp_path: Path) -> None:
    result = measure(demo_db, tmp_path / "facts.duckdb", times=1, facts_times=1)
    by_sqlite, by_duckdb = result["figures compared"]
    assert by_sqlite == by_duckdb > 200
    assert "×DuckDB" in report([result]) and "verdicts of the tiles" in report_parts([result])


def test_upkeep_is_measured_on_a_copy(demo_db: Path) -> None:
    before = demo_db.read_bytes()
    result = upkeep.measure(demo_db, new=50, corrected=5, times=1)
    assert (result["new"], result["changed"]) == (50, 5)
    assert demo_db.read_bytes() == before


def test_loading_is_measured(demo_db: Path) -> None:
    result = load.measure(demo_db, most=500)
    assert result["rows"] == 500 and result["facts ÷ bare"] > 0


def test_reading_a_table_in_postgresql_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    in_child = source.in_child

    def here(task: str, *arguments: object) -> dict[str, Any]:
        """In this process, but for the first: to load all libraries once more takes a second each time."""
        if task == "alone":
            return in_child(task, *arguments)
        path, address, secret, part_rows = map(str, arguments)
        return source.child(task, path, address, secret, int(part_rows))

    monkeypatch.setattr(source, "ADDED", 300)
    monkeypatch.setattr(source, "in_child", here)
    results = source.measure(400, part_rows=100)
    assert results["the table alone, 400 rows"]["rows"] == 400
    whole, added = results["into records, 400 rows"], results[f"only {source.ADDED:,} new rows"]
    assert (whole["rows"], whole["new"], added["new"]) == (400, 400, source.ADDED)
    assert results["only 1 changed rows"]["changed"] == 1
    assert "MB at a tenth" in added and "MB at half" in source.report(results)


def test_the_bars_say_which_were_missed() -> None:
    small = {"cube": (1.9, 2.0)}
    large = {**small, "cube, data unchanged": (0.6, 0.7), "cube, new data, verdicts": (8.1, 9.0)}
    large |= {"sqlite": (3_800.0, 0.0), "duckdb": (190.0, 0.0)}
    costs = {CHIEF: {"ms": 21.0}, UNCHANGED: {"ms": 12.0}, EMPTY: {"ms": 10.0}}
    first = {"server answers, s": 1.0, "opening the page to the whole board, s": 2.1}
    kept_up = {"ratio": 2.0, "part of a rebuild": 0.01}
    lines = bars(small, large, {"facts ÷ bare": 2.0}, kept_up, {"alone": costs, "first page": first}, 1.4).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines if "missed" in line] == [
        "a city's board with new data and the verdicts of its tiles, ms",
        "a refresh with new data ÷ an empty page",
        "from opening the page to the whole board, s",
    ]
    assert sum("held" in line for line in lines) == len(lines) - 2 - 3


def test_the_chart_is_a_picture() -> None:
    drawing = ElementTree.fromstring(chart([("cube", 5.0), ("facts", 100_000.0)]))
    widths = [float(bar.attrib["width"]) for bar in drawing.iter("{http://www.w3.org/2000/svg}rect")]
    assert 0 < widths[0] < widths[1] < 900


def test_a_bar_that_is_missed_says_so() -> None:
    assert "**missed**" in Bar("a ratio", 3.01, 3).line and "held" in Bar("a ratio", 3.0, 3).line
    assert "held" in Bar("times faster", 1000, 1000, at_least=True).line
    assert "**missed**" in Bar("times faster", 999, 1000, at_least=True).line
    assert "chief 50%" in noise({"alone": {"chief": {"turns, ms": [8.0, 10.0, 13.0]}}})
