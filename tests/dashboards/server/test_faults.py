"""Faults beneath the screens: each is told in Chinese, the last good answer stays, and the page recovers."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.access.roles import Role
from core.access.tokens import digest
from core.engine import Engine
from core.store import sqlite
from core.store.backup import back_up
from core.store.create import create_store
from core.store.open import open_store
from core.store.sqlite import StoreError, connect
from dashboards.auth import session_store
from dashboards.pages.chief import snapshot
from dashboards.queries import boards, demo_bureau
from dashboards.server import shown_database
from dashboards.settings import DB_VARIABLE
from tests.support.access_world import guarded
from tests.support.open_databases import open_none

pytestmark = pytest.mark.slow


@pytest.fixture
def shown_db(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A demonstration of the test's own, shown_db."""
    path = tmp_path / "shown.db"
    shutil.copyfile(demo_db, path)
    monkeypatch.setenv(DB_VARIABLE, str(path))
    open_none(monkeypatch)
    yield path


def view() -> snapshot.WallView:
    wall_view = snapshot.latest("ytd", 1)
    assert isinstance(wall_view, snapshot.WallView)
    return wall_view


def test_another_file_in_its_place_is_shown_and_the_old_answers_are_not(shown_db: Path, tmp_path: Path) -> None:
    before = view()
    other = tmp_path / "other.db"
    demo_bureau.generate(other, "small", 9, before.board.as_of, lambda _label, _done: None)
    os.replace(other, shown_db)
    after = view()
    assert after.error_age is None
    assert after.board.bureau != before.board.bureau


def test_a_file_renamed_over_one_with_a_full_log_is_shown_alone(shown_db: Path, tmp_path: Path) -> None:
    """Rows that are in the old file's log only would else stand among the new file's."""
    writer = open_store(shown_db, now=0)  # another program, that has the old file open all the while
    writer.conn.execute("PRAGMA wal_autocheckpoint = 0")
    before = view()
    with writer.write("test", "in the log alone", "", 0):
        pass
    assert view().board.data_version == before.board.data_version + 1
    other = tmp_path / "other.db"
    demo_bureau.generate(other, "small", 9, before.board.as_of, lambda _label, _done: None)
    engine = Engine(open_store(other, read_only=True))
    alone = engine.board(period="ytd")
    engine.close()
    os.replace(other, shown_db)
    after = view()
    assert after.error_age is None and after.board.bureau == alone.bureau != before.board.bureau
    assert after.board.data_version == alone.data_version
    assert dict(after.board.figures) == dict(boards.board("ytd").figures)
    assert [file.name for file in tmp_path.glob("shown.db-wal.*")], "the old file's log is kept, out of the way"
    writer.close()
    assert open_store(shown_db, now=0).bureau == alone.bureau


def test_a_file_copied_into_the_place_of_an_open_one_is_not_read(shown_db: Path, tmp_path: Path) -> None:
    writer = open_store(shown_db, now=0)
    writer.conn.execute("PRAGMA wal_autocheckpoint = 0")
    before = view()
    copied = back_up(writer, tmp_path / "copied.db").path
    with writer.write("test", "in the log alone", "", 0):
        pass
    shutil.copyfile(copied, shown_db)
    for _ in range(2):
        refused = view()
        assert refused.error_age is not None and refused.board is before.board
        with pytest.raises(StoreError, match="就地改写"):
            boards.board("ytd")
    writer.conn.execute("PRAGMA query_only = ON")
    os.replace(copied, shown_db)  # as it should have been done: a file of its own
    assert view().error_age is None


def test_a_file_that_is_gone_leaves_the_last_good_picture_and_comes_back(shown_db: Path, tmp_path: Path) -> None:
    before = view()
    shown_db.rename(tmp_path / "away.db")
    gone = view()
    assert gone.error_age is not None and gone.board is before.board
    with pytest.raises(StoreError, match="找不到数据库"):
        boards.board("ytd")
    (tmp_path / "away.db").rename(shown_db)
    assert view().error_age is None


def test_a_file_that_is_no_database_leaves_the_last_good_picture(shown_db: Path, tmp_path: Path) -> None:
    before = view()
    intact = tmp_path / "intact.db"
    shutil.copyfile(shown_db, intact)
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database at all " * 500)
    os.replace(broken, shown_db)
    assert view().board is before.board and view().error_age is not None
    with pytest.raises(StoreError, match="不是枫警数据库"):
        boards.board("ytd")
    os.replace(intact, shown_db)
    assert view().error_age is None


def test_a_damaged_page_is_told_and_is_no_figure(shown_db: Path) -> None:
    size = shown_db.stat().st_size
    with shown_db.open("r+b") as file:
        file.seek(size // 3 // 4096 * 4096)
        file.write(b"\xff" * (size // 3))
    with pytest.raises(StoreError, match=r"读不出来|已损坏"):  # at the opening, or once a damaged page is asked for
        Engine(open_store(shown_db, read_only=True)).board(period="ytd")


def test_a_writer_at_work_keeps_nobody_waiting(shown_db: Path) -> None:
    writer = connect(shown_db, read_only=False)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE meta SET value = value + 1 WHERE key = 'data_version'")
    assert view().error_age is None
    writer.execute("ROLLBACK")
    writer.close()


def test_a_locked_database_is_told_and_then_read(shown_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "READER_MILLISECONDS", 50)
    writer = connect(shown_db, read_only=False)
    writer.execute("PRAGMA locking_mode = EXCLUSIVE")
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="正被占用"):
        boards.board("ytd")
    writer.execute("ROLLBACK")
    writer.close()
    assert view().error_age is None


def test_a_question_that_takes_too_long_is_given_up(shown_db: Path) -> None:
    engine = Engine(open_store(shown_db, read_only=True), max_seconds=0.2)
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"超过 0\.2 秒"), engine._snapshot() as snapshot_of_data:
        assert snapshot_of_data
        engine.store.conn.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        ).fetchone()
    assert time.monotonic() - started < 30  # it ended at all
    assert engine.board(period="ytd").figures  # the connection is good again


def test_a_full_disk_loses_nothing_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"
    store = create_store(path, bureau="云岭县公安局", demo=False, now=1_790_000_000)
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages}")
    version = store.data_version()
    with pytest.raises(StoreError, match="磁盘满了"), store.write("test", "fill", "", 1_790_000_001):
        store.db.execute("CREATE TABLE big (text TEXT)")
        for _ in range(100):
            store.db.execute("INSERT INTO big VALUES (?)", ["x" * 100_000])
    assert store.data_version() == version
    assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_cannot_be_opened_on_a_full_disk_is_not_called_broken(demo_db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(demo_db, tmp_path / "full.db"))

    def ask(limit: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        arguments = ["-m", "dashboards.cli.command", "kpi", "alerts_valid", "--period", "ytd", "--db", str(path)]
        return subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, check=False, preexec_fn=limit
        )

    refused = ask(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert refused.returncode and "磁盘可能已满" in refused.stderr and "损坏" not in refused.stderr
    assert "有效警情" in ask().stdout


def test_answers_are_told_apart_by_file_even_at_the_same_version(shown_db: Path, tmp_path: Path) -> None:
    first = shown_database.current_database()
    copy = tmp_path / "copy.db"
    shutil.copyfile(shown_db, copy)
    os.replace(copy, shown_db)
    second = shown_database.current_database()
    assert second.identity != first.identity
    assert replace(second, watch=first.watch, engine=first.engine) == first


def test_what_is_drawn_as_a_whole_is_of_one_file(shown_db: Path, tmp_path: Path) -> None:
    with shown_database.pinned_database():
        first = shown_database.current_database()
        os.replace(shutil.copyfile(shown_db, tmp_path / "copy.db"), shown_db)
        assert shown_database.current_database() is first and shown_database.last_known_database() is first
    assert shown_database.current_database().identity != first.identity  # the next drawing shows the new one
    shown_db.rename(tmp_path / "away.db")
    with shown_database.pinned_database(), pytest.raises(StoreError, match="找不到数据库"):
        shown_database.current_database()


def test_the_session_store_follows_a_file_that_is_replaced_and_outlives_one_that_is_gone(
    shown_db: Path, demo_db: Path, tmp_path: Path
) -> None:
    current = session_store._CurrentStore()
    assert not current.get(shown_db).requires_sign_in()
    session = digest((bureau := guarded(demo_db, tmp_path)).session(Role.CHIEF))
    os.replace(bureau.path, shown_db)
    assert current.get(shown_db).requires_sign_in() and current.get(shown_db).viewer(session)
    shown_db.rename(tmp_path / "away.db")
    gone = current.get(shown_db)
    assert gone.requires_sign_in() and gone.viewer(session) and gone.viewer("nobody's") is None
    with pytest.raises(StoreError, match="找不到数据库"), gone.writing():
        pass
    assert not shown_db.exists()  # a sign-in meanwhile makes no empty database
    (tmp_path / "away.db").rename(shown_db)
    assert current.get(shown_db).viewer(session)
