"""A board file is opened as it lies there, and nobody writes into it or takes it for a database."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from core.board_files.merge import MergeOrder, merge_boards
from core.engine import Engine
from core.store.board_file import BoardIsReadOnly, is_board_file
from core.store.bulletin_cells import BulletinCell, bulletin_cells, record_cells
from core.store.open import open_store
from core.store.sqlite import connect, sqlite3
from core.store.state.create import create_state
from core.store.trail import trail_transaction
from core.store.units import NewUnit
from dashboards.cli.command import cli


@pytest.fixture(scope="module")
def board(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board")
    own = Path(shutil.copy(demo_db, folder / "own.db"))  # an export is noted in its trail
    issue(own)
    run("facts", "export", "--db", str(own), "--to", str(folder / "facts"))
    said = run("build", "--facts", str(folder / "facts"), "--out", str(folder / "board.db"))
    assert "整个汇总" in said
    return folder / "board.db"


ISSUED = BulletinCell("alerts_valid", 2, 1, 2, 3, 4, is_hidden=True)  # of days long before any others


def issue(db: Path) -> None:
    """Write a bulletin into a database as one was issued."""
    with (
        closing(connect(db, read_only=False)) as connection,
        trail_transaction(connection, actor="test", action="bulletin", detail="", now=0),
    ):
        row = {"id": 1, "kind": "test", "unit": 1, "first": 1, "last": 2, "edition": 0, "title": "通报", "at": 0}
        row |= {"actor": "test", "reason": "", "audit": "{}", "data_version": 1, "content": "{}", "digest": "0" * 64}
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO bulletin ({columns}) VALUES ({marks})", list(row.values()))
        record_cells(connection, 1, [ISSUED])


def test_it_knows_what_was_issued_and_so_does_any_state_beside_it(board: Path, tmp_path: Path) -> None:
    """Else its figures beside an issue on paper would tell the few records that came in between."""
    with closing(open_store(board, read_only=True)) as store:
        assert [cell for _, cell in bulletin_cells(store.conn)] == [ISSUED]
    state = tmp_path / "state.db"
    create_state(state, board, actor="test", now=0)
    with closing(open_store(state)) as store:
        assert [cell for _, cell in bulletin_cells(store.conn)] == [ISSUED]


def test_what_an_issue_rests_on_is_never_replaced(demo_db: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    issue(own)
    with closing(connect(own, read_only=False)) as connection:
        for attempt in (
            "REPLACE INTO bulletin_cell SELECT bulletin, measure, unit, first, last, known_by, 9, 0 FROM bulletin_cell",
            "UPDATE bulletin_cell SET amount = 9",
            "DELETE FROM bulletin_cell",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="stays as it was"):
                connection.execute(attempt)
        assert [cell for _, cell in bulletin_cells(connection)] == [ISSUED]


def test_what_was_issued_stays_in_the_county_that_issued_it(board: Path, tmp_path: Path) -> None:
    with closing(open_store(board, read_only=True)) as store:
        code, name = store.db.execute("SELECT code, name FROM unit WHERE id = 1").fetchone()
    units = [NewUnit(code, name, "county", "市局")]
    merge_boards(MergeOrder([board], tmp_path / "city.db", "市局", units), actor="test", now=0)
    with closing(open_store(tmp_path / "city.db", read_only=True)) as store:
        assert bulletin_cells(store.conn) == []
        assert store.db.execute("SELECT count(*) FROM bulletin").fetchone() == (0,)


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


def test_what_is_still_to_come_is_what_the_database_says(board: Path, demo_db: Path) -> None:
    stores = [open_store(path, read_only=True) for path in (demo_db, board)]
    live, built = map(Engine, stores)
    kpi = "dispute_resolution_rate"
    for days in (0, 60, 120, 240, 330):
        day = live.as_of() - timedelta(days=days)
        own, other = (
            engine.board(as_of=day, kpis=[kpi], units=[], months=0).figures[kpi, 1] for engine in (live, built)
        )
        assert own.ripeness and own.exact == other.exact
        assert other.ripeness == own.ripeness, "told by sums, however far back"
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


def test_a_build_upon_it_of_the_same_leaves_the_file_alone(board: Path) -> None:
    before, inode = board.read_bytes(), board.stat().st_ino
    facts = str(board.parent / "facts")
    run("facts", "export", "--db", str(board.parent / "own.db"), "--to", facts)  # which is noted in the trail alone
    said = run("build", "--facts", facts, "--out", str(board), "--only-changed")
    assert "原样未动" in said and (board.read_bytes(), board.stat().st_ino) == (before, inode)


def test_what_an_engine_cannot_do_is_told_in_a_sentence(board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise duckdb.OutOfMemoryException("no room\nat all")

    before = board.read_bytes()
    monkeypatch.setattr("core.board_files.duckdb_engine.DuckdbEngine.take_records", break_off)
    facts = str(board.parent / "facts")
    said = run("build", "--engine", "duckdb", "--facts", facts, "--out", str(board), code=1)
    assert "duckdb 没有汇总成" in said and "no room" in said and "at all" not in said
    assert board.read_bytes() == before and [path.name for path in board.parent.glob(".*")] == []
