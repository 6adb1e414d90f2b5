"""A file put in another's place is never read through the other's log, however it got there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.store.backup import back_up
from core.store.check import check_store
from core.store.create import create_store
from core.store.file_identity import FileMark, FileWatch, ForeignLog, OverwrittenInPlace, _mark_on_disk, read_mark
from core.store.log_pages import repeats_file
from core.store.open import open_store
from core.store.raw_connection import READ, raw_connect
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.store import Store
from core.store.trail import trail_lines, trail_transaction
from tests.support.logged_bureau import bureau, half_checkpoint

LEFT_OPEN_AND_KILLED = """
import os, signal, sys
from pathlib import Path
from core.store.log_pages import repeats_file
from core.store.open import open_store
from core.store.raw_connection import READ, raw_connect
store = open_store(Path(sys.argv[1]), now=0)
for number in range(20):
    with store.write("test", "before the power went", "x" * 2000, 0):
        pass
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Path, Store]]:
    """A database that is open, with committed rows that are in its log alone."""
    path = tmp_path / "live.db"
    bureau(path, "甲局", 30)
    store = open_store(path, now=0)
    store.conn.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(40):
        with store.write("甲局", f"late {number}", "x" * 3000, 0):
            pass
    assert Path(f"{path}-wal").stat().st_size
    yield path, store
    store.close()


def actors(path: Path) -> set[str]:
    with_log = sqlite3.connect(path)
    try:
        return {actor for (actor,) in with_log.execute("SELECT actor FROM audit WHERE actor LIKE '%局'")}
    finally:
        with_log.close()


def test_sqlite_itself_mixes_two_files_in_silence(live: tuple[Path, Store], tmp_path: Path) -> None:
    """What all this is against; should SQLite mend it one day, this test says so."""
    path, _store = live
    bureau(tmp_path / "other.db", "乙局", 30)
    os.replace(tmp_path / "other.db", path)
    mixed = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    assert mixed.execute("SELECT value FROM meta WHERE key = 'bureau'").fetchone() == (
        "甲局",
    )  # of the file that is gone
    mixed.close()


def test_a_rename_over_a_live_database_is_refused_by_everybody(live: tuple[Path, Store], tmp_path: Path) -> None:
    path, _store = live
    bureau(tmp_path / "other.db", "乙局", 30)
    content = (tmp_path / "other.db").read_bytes()
    os.replace(tmp_path / "other.db", path)
    for read_only in (True, False):
        with pytest.raises(ForeignLog, match=r"live\.db-wal 不是它的"):
            connect(path, read_only=read_only)
    with pytest.raises(ForeignLog):
        open_store(path, now=0)
    assert path.read_bytes() == content, "nothing of the log came into the file"
    for suffix in ("-wal", "-shm"):
        os.replace(f"{path}{suffix}", tmp_path / f"away{suffix}")
    assert actors(path) == {"乙局"}
    store = open_store(path, now=0)
    assert check_store(store) == [] and store.bureau == "乙局"
    store.close()


def test_an_old_copy_of_the_same_database_is_another_file(live: tuple[Path, Store], tmp_path: Path) -> None:
    path, store = live
    shutil.copyfile(path, tmp_path / "yesterday.db")  # without its log
    with trail_transaction(store.conn, actor="甲局", action="only in the trail", detail="", now=0):
        pass
    os.replace(tmp_path / "yesterday.db", path)
    with pytest.raises(ForeignLog):
        connect(path, read_only=True)


def test_a_backup_copied_into_the_place_is_another_file_even_in_the_same_inode(
    live: tuple[Path, Store], tmp_path: Path
) -> None:
    path, store = live
    back_up(store, tmp_path / "backup.db")
    inode = path.stat().st_ino
    shutil.copyfile(tmp_path / "backup.db", path)
    assert path.stat().st_ino == inode
    with pytest.raises(ForeignLog):
        connect(path, read_only=True)


def test_a_packed_file_whose_tables_lie_elsewhere_is_told_apart_too(live: tuple[Path, Store], tmp_path: Path) -> None:
    """After a VACUUM the mark is on another page: the old log does not cover it, and both marks look the same."""
    path, store = live
    packed = back_up(store, tmp_path / "packed.db").path
    opened = open_store(packed, now=0)  # it takes its place, which a rename keeps
    with opened.write("test", "write", "", 0):
        pass
    opened.close()
    os.replace(packed, path)
    for read_only in (True, False):
        with pytest.raises(ForeignLog):
            connect(path, read_only=read_only)


def test_a_log_that_is_in_the_file_already_is_ones_own(live: tuple[Path, Store]) -> None:
    path, store = live
    store.conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert Path(f"{path}-wal").stat().st_size and repeats_file(path, is_encrypted=False)
    connect(path, read_only=False).close()
    with store.write("test", "not yet in the file", "", 0):
        pass
    assert not repeats_file(path, is_encrypted=False)
    connect(path, read_only=True).close()


def test_checking_a_database_that_is_open_elsewhere_leaves_no_foreign_log(live: tuple[Path, Store]) -> None:
    """The sums made anew for the comparison are too many for the cache: they go to the log, and are taken back."""
    path, store = live
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    checking = open_store(path, now=0)
    checking.conn.execute("PRAGMA cache_size = 5")
    assert check_store(checking) == []
    checking.close()
    assert Path(f"{path}-wal").stat().st_size
    open_store(path, now=0).close()


def test_a_commit_of_nothing_in_the_log_is_of_ones_own_file(live: tuple[Path, Store]) -> None:
    """Earlier programs left one: the first page once more, of which only the counts of changes are others."""
    path, store = live
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.conn.execute("PRAGMA cache_size = 5")
    store.conn.execute("SAVEPOINT compare")
    store.conn.execute("CREATE TABLE large AS SELECT a.* FROM audit a, audit b")
    store.conn.execute("ROLLBACK TO compare")
    store.conn.execute("RELEASE compare")
    connect(path, read_only=True).close()


def test_a_log_that_was_taken_half_into_its_file_is_ones_own(tmp_path: Path) -> None:
    """The disk was full, or the power went, in a checkpoint: the log still has all that was committed."""
    path, place = tmp_path / "half.db", tmp_path / "place"
    place.mkdir()
    bureau(path, "甲局", 30)
    store = open_store(path, now=0)
    store.conn.execute("PRAGMA wal_autocheckpoint = 0")
    with store.write("甲局", "pages that were there", "", 0):
        store.conn.execute("UPDATE unit SET name = replace(name, '所', '站')")
    lines = [row[0] for row in store.conn.execute("SELECT hash FROM audit ORDER BY id")]
    assert half_checkpoint(path, place / "half.db") > 1
    store.close()
    for suffix in ("", "-wal"):  # into the same inode: a crash moves no file
        Path(f"{path}{suffix}").write_bytes(Path(f"{place / 'half.db'}{suffix}").read_bytes())
    assert not repeats_file(path, is_encrypted=False)
    assert _mark_on_disk(path).writes == read_mark_through_log(path).writes > 0
    reopened = open_store(path, now=0)
    assert [row[0] for row in reopened.conn.execute("SELECT hash FROM audit ORDER BY id")] == lines
    assert reopened.conn.execute("SELECT count(*) FROM unit WHERE name GLOB '*站'").fetchone() == (60,)
    assert check_store(reopened) == []
    reopened.close()


def read_mark_through_log(path: Path) -> FileMark:
    with closing(raw_connect(path, READ)) as connection:
        mark = read_mark(connection)
    assert mark is not None
    return mark


def test_the_log_of_a_crash_is_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "crash.db"
    bureau(path, "甲局", 3)
    subprocess.run([sys.executable, "-c", LEFT_OPEN_AND_KILLED, str(path)], check=False)
    assert Path(f"{path}-wal").stat().st_size
    store = open_store(path, now=0)
    assert trail_lines(store.conn, 1)[0].action == "before the power went" and check_store(store) == []
    store.close()


def test_a_copy_takes_its_place_at_the_first_write_and_is_its_own_from_then_on(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.db", tmp_path / "b.db"
    bureau(path, "甲局", 3)
    shutil.copyfile(path, copy)
    store = open_store(copy, now=0)
    mark = read_mark(store.conn)
    assert mark and mark.inode == copy.stat().st_ino and mark.prior and mark.id != mark.prior
    again = connect(copy, read_only=False)  # while its log is there
    assert read_mark(again) == mark
    again.close()
    store.close()
    os.rename(copy, tmp_path / "c.db")  # a move within a disk keeps the inode, and the place with it
    moved = connect(tmp_path / "c.db", read_only=False)
    assert read_mark(moved) == mark
    moved.close()


def test_a_database_of_a_version_without_marks_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    bureau(path, "甲局", 3)
    plain = sqlite3.connect(path)
    plain.execute("DELETE FROM meta WHERE key LIKE 'file%'")
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.commit()
    plain.close()
    store = open_store(path, now=0)
    assert (read_mark(store.conn) or ("",))[0]
    assert store.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_every_transaction_leaves_the_mark_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    bureau(path, "甲局", 1)
    store = open_store(path, now=0)
    before = read_mark(store.conn)
    with store.write("test", "write", "", 0):
        pass
    with trail_transaction(store.conn, actor="test", action="line", detail="", now=0):
        pass
    after = read_mark(store.conn)
    assert before and after and after.writes == before.writes + 2
    store.close()


class TestWatch:
    """What a server asks at every look."""

    def test_own_writes_and_checkpoints_are_the_same_file(self, live: tuple[Path, Store]) -> None:
        path, store = live
        watch = FileWatch(path)
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert watch.is_same()
        with store.write("test", "more", "", 0):
            pass
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert watch.is_same()

    def test_an_older_state_copied_into_the_place_is_not(self, live: tuple[Path, Store], tmp_path: Path) -> None:
        path, store = live
        shutil.copyfile(path, tmp_path / "yesterday.db")
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        watch = FileWatch(path)
        shutil.copyfile(tmp_path / "yesterday.db", path)
        for _ in range(2):
            with pytest.raises(OverwrittenInPlace, match="就地改写"):
                watch.is_same()

    def test_a_backup_copied_into_the_place_is_not(self, live: tuple[Path, Store], tmp_path: Path) -> None:
        path, store = live
        back_up(store, tmp_path / "backup.db")
        watch = FileWatch(path)
        shutil.copyfile(tmp_path / "backup.db", path)
        with pytest.raises(OverwrittenInPlace, match="请停下看板"):
            watch.is_same()
        os.replace(tmp_path / "backup.db", path)
        assert not watch.is_same(), "a file of its own can be opened anew"

    def test_what_is_gone_is_told(self, live: tuple[Path, Store], tmp_path: Path) -> None:
        path, _store = live
        watch = FileWatch(path)
        path.rename(tmp_path / "away.db")
        with pytest.raises(StoreError, match="找不到"):
            watch.is_same()
        (tmp_path / "away.db").rename(path)
        assert watch.is_same()

    def test_only_a_log_known_for_the_old_files_is_put_aside(self, live: tuple[Path, Store], tmp_path: Path) -> None:
        path, _store = live
        watch = FileWatch(path)
        assert not watch.set_log_aside(), "nothing was renamed over it"
        bureau(tmp_path / "other.db", "乙局", 1)
        os.replace(tmp_path / "other.db", path)
        old_inode = watch._stat.st_ino
        assert watch.set_log_aside() and Path(f"{path}-wal.{old_inode}").stat().st_size
        connect(path, read_only=True).close()
        assert not watch.set_log_aside(), "the log there now is the new file's"


@pytest.mark.slow
def test_those_who_open_a_copy_at_once_take_its_log_for_its_own(tmp_path: Path) -> None:
    """Somebody is just taking the copy's place, or writes: no moment of it looks like another file's log."""
    source = tmp_path / "source.db"
    create_store(source, bureau="甲局", demo=False, now=0).close()
    failures: list[BaseException] = []

    def write(path: Path) -> None:
        try:
            with closing(open_store(path, now=1)) as store, store.write("test", "test", "", 1):
                pass
        except BaseException as error:
            failures.append(error)

    for number in range(15):
        path = Path(shutil.copy(source, tmp_path / f"{number}.db"))
        threads = [threading.Thread(target=write, args=(path,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


def test_a_log_that_could_be_copied_only_in_part_is_the_file_s_own(tmp_path: Path) -> None:
    """While somebody reads, a checkpoint leaves a file that is shorter than its first page says."""
    path = tmp_path / "live.db"
    bureau(path, "甲局", 3)
    store = open_store(path, now=0)
    store.conn.execute("PRAGMA wal_autocheckpoint = 0")
    watch = FileWatch(path)
    with closing(open_store(path, read_only=True)) as reader:
        for number in range(50):
            with store.write("甲局", f"the file grows {number}", "x" * 3000, 0):
                pass
        reader.conn.execute("BEGIN")
        reader.conn.execute("SELECT count(*) FROM audit").fetchone()
        with store.write("甲局", "the last page once more", "", 0):
            pass
        _, in_log, copied = store.conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert 0 < copied < in_log
        by_itself = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        with closing(by_itself) as alone, pytest.raises(sqlite3.DatabaseError, match="malformed"):
            alone.execute("SELECT * FROM meta").fetchall()
        assert watch.is_same()
        with closing(open_store(path, read_only=True)) as other:
            assert other.data_version() == store.data_version()
        reader.conn.execute("COMMIT")
    store.close()
