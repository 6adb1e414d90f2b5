"""The benchmarks run, and the engines they compare give the same answers. Nothing here is timed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.board import measure, report


def test_every_engine_gives_the_same_board(demo_db: Path, tmp_path: Path) -> None:
    result = measure(demo_db, tmp_path / "facts.duckdb", times=1, facts_times=1)
    by_sqlite, by_duckdb = result["figures compared"]
    assert by_sqlite == by_duckdb > 200
    assert "×DuckDB" in report([result])
