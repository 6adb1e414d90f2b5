"""A board file is opened as it lies there, and nobody writes into it or takes it for a database."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from core.engine import Engine
from core.store.board_file import BoardIsReadOnly, is_board_file
from core.store.open import open_store
from core.store.sqlite import sqlite3
from dashboards.cli.command import cli


@pytest.fixture(scope="module")
def board(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board")
    own = Path(shutil.copy(demo_db, folder / "own.db"))  # an export is noted in its trail
    run("facts", "export", "--db", str(own), "--to", str(folder / "facts"))
    said = run("build", "--facts", str(folder / "facts"), "--out", str(folder / "board.db"))
    assert "整个汇总" in said
    return folder / "board.db"


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.slow
def test_it_answers_as_the_database_does(board: Path, demo_db: Path) -> None:
    stores = [open_store(path, read_only=True) for path in (demo_db, board)]
    live, built = map(Engine, stores)
    day = live.as_of()
    assert built.board() == live.board()
    assert built.progress() == live.progress()
    assert [case.id for case in built.open_cases(1, day)] == [case.id for case in live.open_cases(1, day)]
    assert [one.id for one in built.key_disputes(1, day)] == [one.id for one in live.key_disputes(1, day)]
    signals = built.signals()
    assert signals.left_out and set(signals.left_out) < set(live.catalogue.signals)
    told = {signal.key for signal in live.signals().active if signal.rule not in signals.left_out}
    assert {signal.key for signal in signals.active} == told
    for store in stores:
        store.close()


def test_what_is_still_to_come_is_the_databases_or_unknown(board: Path, demo_db: Path) -> None:
    stores = [open_store(path, read_only=True) for path in (demo_db, board)]
    live, built = map(Engine, stores)
    kpi, unknown = "dispute_resolution_rate", 0
    for days in (0, 60, 120, 240, 330):
        day = live.as_of() - timedelta(days=days)
        own, other = (
            engine.board(as_of=day, kpis=[kpi], units=[], months=0).figures[kpi, 1] for engine in (live, built)
        )
        assert own.ripeness and other.ripeness and own.exact == other.exact
        assert other.ripeness == own.ripeness or other.ripeness.still_to_come is None
        unknown += other.ripeness.still_to_come is None
    assert 0 < unknown < 5
    for store in stores:
        store.close()


def test_nobody_writes_into_it(board: Path) -> None:
    assert is_board_file(board) and not list(board.parent.glob("board.db-*"))
    with pytest.raises(BoardIsReadOnly, match="本看板只读"):
        open_store(board)
    assert "本看板只读" in run("user", "add", "甲", "--role", "inspector", "--db", str(board), code=1)
    store = open_store(board, read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.conn.execute("DELETE FROM unit")
    store.close()


def test_a_database_is_never_overwritten_by_a_board(board: Path, demo_db: Path) -> None:
    before = demo_db.read_bytes()
    said = run("build", "--facts", str(board.parent / "facts"), "--out", str(demo_db), code=1)
    assert "不是看板文件" in said and demo_db.read_bytes() == before


def test_a_build_upon_it_reads_nothing_that_is_the_same(board: Path) -> None:
    said = run("build", "--facts", str(board.parent / "facts"), "--out", str(board), "--only-changed")
    assert "只重算有变化的" in said and "汇总了 0 个" in said


def test_what_an_engine_cannot_do_is_told_in_a_sentence(board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise duckdb.OutOfMemoryException("no room\nat all")

    before = board.read_bytes()
    monkeypatch.setattr("core.board_files.duckdb_engine.DuckdbEngine.take_records", break_off)
    facts = str(board.parent / "facts")
    said = run("build", "--engine", "duckdb", "--facts", facts, "--out", str(board), code=1)
    assert "duckdb 没有汇总成" in said and "no room" in said and "at all" not in said
    assert board.read_bytes() == before and [path.name for path in board.parent.glob(".*")] == []
