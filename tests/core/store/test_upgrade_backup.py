"""Before a structure changes the database is backed up by itself, or nothing is upgraded and it is said what to do."""

from __future__ import annotations

import hashlib
import lzma
import os
import resource
import shutil
import signal
import stat
import threading
from collections import namedtuple
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.store import open as opening
from core.store import schema
from core.store.backup import pack
from core.store.backup_folder import backups_in
from core.store.key import KEY_VARIABLE, is_encrypted
from core.store.open import open_store
from core.store.raw_connection import READ, WRITE, raw_connect
from core.store.restore import restore
from core.store.sqlite import StoreError, connect
from core.store.trail import trail_lines
from core.store.upgrade_backup import UpgradeBackup
from dashboards.cli.command import cli
from tests.support.killed_process import damage, killed_work

pytestmark = pytest.mark.slow  # as a whole: whole databases are copied and upgraded
FIRST = Path(__file__).with_name("data") / "first_published.db.xz"
FIRST_STRUCTURE = 10
NOW = 1_790_000_000
NAME = f"first-structure{FIRST_STRUCTURE}-20260921-221320.backup"  # in China's time
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def packed() -> bytes:
    return lzma.decompress(FIRST.read_bytes())


@pytest.fixture
def first(tmp_path: Path, packed: bytes) -> Path:
    """A database of an old structure, in a folder of its own."""
    path = tmp_path / "place" / "first.db"
    path.parent.mkdir()
    path.write_bytes(packed)
    return path


def structure(path: Path) -> int:
    with closing(raw_connect(path, WRITE)) as connection:  # which may have to roll back first
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def beside(path: Path) -> list[str]:
    """What lies beside a database, but for SQLite's own files."""
    return sorted(file.name for file in path.parent.iterdir() if not file.name.startswith(f"{path.name}"))


def updates(path: Path) -> list[str]:
    with closing(open_store(path, read_only=True)) as store:
        return [line.detail for line in trail_lines(store.conn, 20, "update")]


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def test_the_backup_lies_beside_the_file_and_is_what_it_was(first: Path) -> None:
    told: list[str] = []
    with closing(connect(first, read_only=True)) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        figures = connection.execute("SELECT * FROM cube_month ORDER BY 1, 2").fetchall()
    open_store(first, now=NOW, backup=UpgradeBackup(tell=told.append)).close()
    assert beside(first) == [NAME] and structure(first) == schema.LATEST
    backup = first.with_name(NAME)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    digest = hashlib.sha256(backup.read_bytes()).hexdigest()
    assert updates(first) == [f"结构 {FIRST_STRUCTURE} → {schema.LATEST}；升级前的备份 {NAME} {digest}"]
    assert len(told) == 2 and "先备份再升级" in told[0] and "MB" in told[0] and digest in told[1]
    with closing(connect(backup, read_only=True)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (FIRST_STRUCTURE,)
        assert copy.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == tables
        assert copy.execute("SELECT * FROM cube_month ORDER BY 1, 2").fetchall() == figures
    restore(backup, first.with_name("again.db"), actor="test", now=NOW)


def test_the_console_says_so_before_and_after(first: Path) -> None:
    checked = run("check", "--db", first)
    (name,) = beside(first)
    assert "先备份再升级" in checked.stderr and name in checked.stderr and name in checked.stdout
    assert "先备份" not in run("check", "--db", first).output and beside(first) == [name]


def test_sums_alone_are_made_anew_without_a_backup(first: Path) -> None:
    open_store(first, now=NOW).close()
    store = open_store(first)
    with store.write("test", "update", "", NOW):
        store.set_meta("cube_signature", "another program's")
    store.close()
    open_store(first, now=NOW + 60).close()
    assert beside(first) == [NAME] and "结构没有变" in updates(first)[0]


def no_room(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    usage = shutil.disk_usage

    def full(path: Path) -> Any:
        return Usage(0, 0, 1 << 20) if Path(path) == folder else usage(path)

    monkeypatch.setattr("core.store.upgrade_backup.shutil.disk_usage", full)


def test_without_room_nothing_is_upgraded_and_it_is_said_what_to_do(
    first: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_room(monkeypatch, first.parent)
    for words in (["check"], ["import", "units", str(first)]):
        refused = run(*words, "--db", first)
        assert refused.exit_code == 1 and structure(first) == FIRST_STRUCTURE and beside(first) == []
        for said in ("只剩 1 MB", "没有升级，什么也没有改动", "--backup-to", "--no-backup", "腾出空间"):
            assert said in refused.output
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run("check", "--db", first, "--backup-to", elsewhere).exit_code == 0
    assert structure(first) == schema.LATEST and beside(first) == []
    assert len(list(elsewhere.glob(f"first-structure{FIRST_STRUCTURE}-*.backup"))) == 1


def test_who_has_a_backup_says_so_and_the_trail_does_too(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_room(monkeypatch, first.parent)
    assert run("check", "--db", first, "--no-backup").exit_code == 0
    assert beside(first) == [] and updates(first)[0].endswith("按要求没有做升级前的备份")
    assert run("check", "--db", first, "--no-backup", "--backup-to", first.parent).exit_code == 2


def test_a_backup_that_does_not_fit_on_the_disk_leaves_the_file_and_no_litter(first: Path, tmp_path: Path) -> None:
    """The room that was asked for is taken by another meanwhile: the system itself refuses to write on."""
    told = tmp_path / "told"
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write itself fails instead
            half = first.stat().st_size // 2
            resource.setrlimit(resource.RLIMIT_FSIZE, (half, half))
            open_store(first, now=NOW).close()
        except StoreError as error:
            told.write_text(str(error))
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WEXITSTATUS(status) == 0 and "没有升级，什么也没有改动" in told.read_text()
    assert "没有备份成" in told.read_text() and "空间" in told.read_text()
    assert structure(first) == FIRST_STRUCTURE and beside(first) == []


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 0.3, 1.0])
def test_killed_in_the_middle_it_is_the_old_file_or_the_new_one_with_one_backup(first: Path, seconds: float) -> None:
    def work(acknowledge: int) -> None:
        os.write(acknowledge, b"begun upgrade\n")
        open_store(first, now=NOW).close()

    killed_work(work, seconds)
    assert structure(first) in (FIRST_STRUCTURE, schema.LATEST)
    with closing(open_store(first, now=NOW + 60)) as store:
        assert list(damage(store)) == []
    (name,) = beside(first)
    assert structure(first.with_name(name)) == FIRST_STRUCTURE


def test_an_upgrade_that_fails_is_backed_up_once_for_all_tries(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise StoreError("no room")

    monkeypatch.setattr(opening, "make_fact_tables", fails)
    for later in range(2):
        with pytest.raises(StoreError, match="no room"):
            open_store(first, now=NOW + later)
    assert beside(first) == [NAME] and structure(first) == FIRST_STRUCTURE
    connection = connect(first, read_only=False)  # the old program is used again
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'file_writes'")
    connection.execute("COMMIT")
    connection.close()
    monkeypatch.undo()
    open_store(first, now=NOW + 60).close()
    assert len(beside(first)) == 2, "what was written since is in no backup yet"


def test_the_backup_of_another_database_of_that_name_is_none_of_this_one(first: Path, packed: bytes) -> None:
    open_store(first, now=NOW).close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{first}{suffix}").unlink(missing_ok=True)
    first.write_bytes(packed)  # of as many writes and the same version
    with closing(raw_connect(first, WRITE)) as connection:
        connection.execute("INSERT INTO audit VALUES (44, 1743400001, 'other', 'look', 'another bureau', 43)")
    open_store(first, now=NOW + 60).close()
    assert len(beside(first)) == 2, "it has no backup yet"


def test_the_backup_of_an_encrypted_file_is_encrypted(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, path = "5" * 64, first.with_name("sealed.db")
    path.touch(0o600)
    with closing(raw_connect(first, READ)) as plain:
        pack(plain, path, key)
    first.unlink()
    monkeypatch.setenv(KEY_VARIABLE, key)
    open_store(path, now=NOW).close()
    backup = next(path.parent.glob("sealed-structure*.backup"))
    assert is_encrypted(path) and is_encrypted(backup)
    assert (structure(path), structure(backup)) == (schema.LATEST, FIRST_STRUCTURE)


def test_names_are_no_patterns_and_none_is_taken_twice(first: Path) -> None:
    path = first.rename(first.with_name("局[新]*.db"))
    taken = path.with_name(NAME.replace("first", "局[新]*"))
    taken.write_text("another's")
    path.with_name("局新-structure10-20260921-221320.backup").touch()
    open_store(path, now=NOW).close()
    (backup,) = [file for file in beside(path) if file not in (taken.name, "局新-structure10-20260921-221320.backup")]
    assert backup == taken.name.replace("221320", "221321") and taken.read_text() == "another's"
    assert structure(path.with_name(backup)) == FIRST_STRUCTURE


def test_of_two_who_open_it_at_once_one_upgrades(first: Path) -> None:
    barrier, failed = threading.Barrier(2), []

    def open_it() -> None:
        barrier.wait()
        try:
            open_store(first, now=NOW).close()
        except StoreError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=open_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and beside(first) == [NAME] and len(updates(first)) == 1


def test_who_backs_an_old_file_up_has_it_not_upgraded(first: Path, tmp_path: Path) -> None:
    backed_up = run("backup", tmp_path / "own.backup", "--db", first)
    assert backed_up.exit_code == 0 and "没有升级" in backed_up.output
    assert structure(first) == structure(tmp_path / "own.backup") == FIRST_STRUCTURE and beside(first) == []


def test_old_backups_that_are_deleted_are_not_those_of_upgrades(first: Path) -> None:
    open_store(first, now=NOW).close()
    assert beside(first) == [NAME] and backups_in(first.parent, "first") == []


def test_what_a_killed_backup_left_is_cleared_and_nothing_else(first: Path) -> None:
    for name in (f"{NAME}.part", f"{NAME}.part-journal", NAME.replace("20260921", "20260920"), "other.backup"):
        first.with_name(name).touch()
    (kept := first.with_name(NAME.replace("20260921", "20250921"))).write_text("an earlier one")
    open_store(first, now=NOW).close()
    assert beside(first) == sorted([kept.name, NAME, "other.backup"])
