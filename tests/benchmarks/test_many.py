"""A small run of many walls on one process."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks import many
from benchmarks.refresh import own_server
from benchmarks.writer import Writer, copy_database
from dashboards import theme

pytestmark = pytest.mark.slow


def test_walls_refresh_side_by_side(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "START_IN", 0.5)
    monkeypatch.setattr(theme, "REFRESH_SECONDS", 0.5)
    copy = copy_database(demo_db, tmp_path / "copy.db")
    writer = Writer(copy, many.ROWS)
    # A browser test before may have left a loop running in this thread.
    with own_server(copy, 0.5) as server, ThreadPoolExecutor(1) as elsewhere:
        timed, share, each = elsewhere.submit(asyncio.run, many.look(server, writer, 3, 6)).result()
    writer.close()
    assert timed.lost == 0 and len(timed.seconds) >= 6 and writer.times >= 2
    assert share > 0 and each > 0
    assert "| 0 |" in many.line("x", timed, share, each, 200.0)
