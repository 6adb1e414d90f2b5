"""The fingerprint of data: every write makes another, and no line of the trail that leaves the data as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.store.data_fingerprint import data_fingerprint
from core.store.open import open_store
from core.store.raw_connection import WRITE, raw_connect
from core.store.state.create import create_state, use_board
from core.store.trail import trail_transaction
from tests.support.copied_store import new_store
from tests.support.small_boards import make_small_board


def note(db: Path, lines: int) -> None:
    store = open_store(db)
    for _ in range(lines):
        with trail_transaction(store.conn, actor="test", action="look", detail="", now=0):
            pass
    store.close()


def write(db: Path) -> None:
    store = open_store(db)
    with store.write("test", "records", "", 0):
        pass
    store.close()


def test_each_write_has_its_own_however_many_lines_stand_between(tmp_path: Path) -> None:
    db = tmp_path / "bureau.db"
    new_store(db, bureau="某县公安局", demo=False, now=0).close()
    seen = []
    for lines in (0, 1, 2, 7, 30):
        before = data_fingerprint(db)
        note(db, lines)
        assert data_fingerprint(db) == before is not None
        seen.append(before)
        write(db)
    assert len({*seen, data_fingerprint(db)}) == 6


def test_a_copy_has_the_same_until_either_is_written(tmp_path: Path) -> None:
    db, copy = tmp_path / "bureau.db", tmp_path / "copy.db"
    new_store(db, bureau="某县公安局", demo=False, now=0).close()
    shutil.copy(db, copy)
    assert data_fingerprint(copy) == data_fingerprint(db)
    note(copy, 1)
    write(copy)
    write(db)
    assert data_fingerprint(copy) != data_fingerprint(db)


def test_what_cannot_be_told_is_none(tmp_path: Path) -> None:
    db = tmp_path / "bureau.db"
    new_store(db, bureau="某县公安局", demo=False, now=0).close()
    connection = raw_connect(db, WRITE)
    connection.execute("UPDATE meta SET value = 99 WHERE key = 'data_version'")
    connection.close()
    assert data_fingerprint(db) is None
    db.write_bytes(b"no database")
    assert data_fingerprint(db) is None and data_fingerprint(tmp_path / "absent.db") is None


def test_a_state_file_has_another_with_each_board_and_each_write(tmp_path: Path) -> None:
    state, first, second = tmp_path / "state.db", tmp_path / "first.db", tmp_path / "second.db"
    make_small_board(first)
    shutil.copy(first, second)
    create_state(state, first, actor="test", now=0)
    with_first = data_fingerprint(state)
    use_board(state, second, actor="test", now=0)
    with_second = data_fingerprint(state)
    assert with_first and with_second and with_first != with_second
    write(state)
    assert data_fingerprint(state) not in (with_first, with_second)
    second.unlink()
    assert data_fingerprint(state) is None
