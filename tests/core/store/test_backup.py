"""A backup is whole, checked, and overwrites nothing."""

from __future__ import annotations

import errno
import hashlib
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.engine import Engine
from core.store.backup import back_up
from core.store.backup_folder import back_up_into, backups_in
from core.store.check import check_store
from core.store.create import create_store
from core.store.open import open_store
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.store import Store
from core.store.trail import trail_lines
from dashboards.cli.command import cli


@pytest.fixture
def store(demo_db: Path, tmp_path: Path) -> Store:
    return open_store(Path(shutil.copy(demo_db, tmp_path / "x.db")), now=0)


def test_a_backup_answers_as_the_original(store: Store, tmp_path: Path) -> None:
    before = store.data_version()
    with store.write("test", "in the middle", "", 0):  # another's write under way
        reader = open_store(store.path, read_only=True)
        backup = back_up(reader, tmp_path / "copy.db")
    assert backup.data_version == before == store.data_version() - 1
    assert (
        backup.sha256 == hashlib.sha256(backup.path.read_bytes()).hexdigest()
        and backup.size == backup.path.stat().st_size
    )
    copy = open_store(backup.path, now=0)
    assert check_store(copy) == []
    ask = (None, "ytd", None, None, 0)
    assert dict(Engine(copy).board(*ask).figures) == dict(Engine(reader).board(*ask).figures)
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600


def full_error() -> sqlite3.OperationalError:
    """What SQLite raises where a disk is full."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    return error


def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    occupied = tmp_path / "there.db"
    occupied.write_text("precious")
    with pytest.raises(StoreError, match="已存在"):
        back_up(store, occupied)
    with pytest.raises(StoreError, match="没有备份成"):
        back_up(store, tmp_path / "no such folder" / "copy.db")
    assert occupied.read_text() == "precious" and not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), full_error()],
    ids=["system", "SQLite"],
)
def test_a_full_disk_is_named_with_its_mend_in_chinese(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("core.store.backup._copy", fail)
    with pytest.raises(StoreError) as refused:
        back_up(store, tmp_path / "copy.db")
    text = str(refused.value)
    assert text.startswith("没有备份成") and str(tmp_path / "copy.db") in text
    assert "磁盘满了" in text and "腾出空间" in text and "No space" not in text and "disk is full" not in text
    assert not list(tmp_path.glob("copy.db*"))


def test_a_broken_copy_is_not_left(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, *, read_only: bool, key: str | None = None) -> object:
        if read_only:  # the copy, to be checked
            with path.open("r+b") as file:
                file.seek(path.stat().st_size // 2)
                file.write(b"\xff" * 8192)
        return connect(path, read_only=read_only, key=key)

    monkeypatch.setattr("core.store.backup.connect", broken)
    with pytest.raises(StoreError):
        back_up(store, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_the_command_says_what_it_made_and_leaves_a_line(store: Store, tmp_path: Path) -> None:
    file, before = tmp_path / "copy.db", store.data_version()
    done = CliRunner().invoke(cli, ["backup", str(file), "--db", str(store.path)], catch_exceptions=False)
    assert done.exit_code == 0 and hashlib.sha256(file.read_bytes()).hexdigest() in done.output
    assert trail_lines(store.conn, 1)[0].action == "backup" and store.data_version() == before
    second = CliRunner().invoke(cli, ["backup", str(file), "--db", str(store.path)], catch_exceptions=False)
    assert second.exit_code == 1 and "已存在" in second.output


def test_sqlite_keeps_who_the_file_is(store: Store, tmp_path: Path) -> None:
    backup = back_up(store, tmp_path / "copy.db")
    copy = sqlite3.connect(backup.path)
    for pragma in ("application_id", "user_version"):
        assert copy.execute(f"PRAGMA {pragma}").fetchone() == store.conn.execute(f"PRAGMA {pragma}").fetchone()
    copy.close()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_others_laid_in_the_second_place_gets_nothing(tmp_path: Path, kind: str) -> None:
    """The name is known beforehand: whoever may write there would own the copy, or have it written elsewhere."""
    small = create_store(tmp_path / "x.db", bureau="甲局", demo=False, now=0)
    folder, second, theirs = tmp_path / "backups", tmp_path / "second", tmp_path / "theirs"
    folder.mkdir()
    second.mkdir()
    theirs.write_text("theirs")
    laid = second / "x-20260921-221320.backup.part"
    if kind == "file":
        laid.hardlink_to(theirs)
    else:
        laid.symlink_to(theirs)
    copy = back_up_into(small, folder, now=1_790_000_000, second=second).copy
    small.close()
    assert copy is not None and copy.name == laid.name.removesuffix(".part")
    assert theirs.read_text() == "theirs" and not copy.is_symlink() and not copy.samefile(theirs)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_what_a_power_cut_left_of_a_backup_takes_no_whole_ones_place(tmp_path: Path) -> None:
    small = create_store(tmp_path / "x.db", bureau="甲局", demo=False, now=0)
    folder = tmp_path / "backups"
    folder.mkdir()
    first = back_up_into(small, folder, now=1_790_000_000, keep=2).backup.path
    for second in (10, 20, 30):  # the name had been taken, and nothing was written
        (folder / f"x-20260921-2213{second}.backup").touch()
    last = back_up_into(small, folder, now=1_790_100_000, keep=2).backup.path
    assert backups_in(folder, "x") == [last, first]
    small.close()


def test_a_backup_needs_no_catalogue(demo_db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(demo_db, tmp_path / "x.db"))
    connection = connect(path, read_only=False)
    connection.execute("INSERT INTO catalogue_file (name, position, text) VALUES ('own.toml', 9, '[kpis.lost]')")
    lines = len(trail_lines(connection, 100))
    result = CliRunner().invoke(cli, ["backup", str(tmp_path / "copy.db"), "--db", str(path)])
    assert result.exit_code == 0, result.output
    assert "own.toml" in result.output and "已备份并核对" in result.output
    assert len(trail_lines(connection, 100)) == lines + 1, "the trail has it"
    connection.close()
    copy = connect(tmp_path / "copy.db", read_only=True)
    assert copy.execute("SELECT text FROM catalogue_file WHERE name = 'own.toml'").fetchone() == ("[kpis.lost]",)
    copy.close()
