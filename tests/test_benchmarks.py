"""The benchmarks run, and the engines they compare give the same answers. Nothing here is timed."""

from __future__ import annotations

from pathlib import Path

from benchmarks import upkeep
from benchmarks.board import measure, report


def test_every_engine_gives_the_same_board(demo_db: Path, tmp_path: Path) -> None:
    result = measure(demo_db, tmp_path / "facts.duckdb", times=1, facts_times=1)
    by_sqlite, by_duckdb = result["figures compared"]
    assert by_sqlite == by_duckdb > 200
    assert "×DuckDB" in report([result])


def test_upkeep_is_measured_on_a_copy(demo_db: Path) -> None:
    before = demo_db.read_bytes()
    result = upkeep.measure(demo_db, new=50, corrected=5, times=1)
    assert (result["new"], result["changed"]) == (50, 5)
    assert demo_db.read_bytes() == before
