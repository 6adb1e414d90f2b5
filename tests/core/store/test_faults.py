"""A file that is held, may not be written or has no room: the reason and the mend are told, and nothing is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from core.cli.common import DefaultGroup
from core.intake.importer import import_file
from core.store import sqlite
from core.store.create import create_store
from core.store.open import open_store
from core.store.sqlite import StoreError, connect
from core.store.trail import add_line
from dashboards.cli.command import cli
from tests.support.intake_world import BUREAU, DATABASE, NOW, UNITS, bring, empty_store, write_csv
from tests.support.small_files import largest_file

NOBODY = 65534
HOLDER = """
import sys
from core.store.sqlite import connect
from pathlib import Path
connection = connect(Path(sys.argv[1]), read_only=False)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def units_file(folder: Path) -> Path:
    return write_csv(folder / "单位.csv", UNITS)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who holds a lock")
def test_who_holds_the_file_is_told_and_nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = empty_store(tmp_path)
    store.close()
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 200)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None and holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        arguments = ["import", "units", str(units_file(tmp_path)), "--db", str(store.path)]
        refused = CliRunner().invoke(cli, arguments)
        assert refused.exit_code == 1 and "正被占用" in refused.output and f"进程 {holder.pid}" in refused.output
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    assert CliRunner().invoke(cli, arguments).exit_code == 0


def test_a_file_held_for_one_alone_is_not_called_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = empty_store(tmp_path)
    store.close()
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 100)
    holder = connect(store.path, read_only=False)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="正被占用") as caught:
        open_store(store.path, now=NOW)
    assert "损坏" not in str(caught.value)
    holder.close()


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    many = [[f"S{n}", f"{'长' * 50}{n}", "派出所", "", ""] for n in range(2_000)]
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match=r"磁盘满了.*腾出空间"):
        bring(store, "units", [UNITS[0], *many])
    assert store.db.execute("SELECT count(*) FROM batch").fetchone() == (0,)
    store.db.execute("PRAGMA max_page_count = 100000")
    assert bring(store, "units", [UNITS[0], *many]).new == 2_000
    store.close()


@pytest.mark.parametrize("words", ["trail export t.csv", "backup b.backup"])
def test_without_room_a_command_says_so_and_leaves_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(empty_store(tmp_path)) as store, store.note():
        for _ in range(300):
            add_line(store.conn, actor="甲", action="look", detail="乙" * 60, now=NOW)
    before = set(tmp_path.iterdir())
    with largest_file(40_000):  # more than the memory that SQLite shares, less than what is written
        result = CliRunner().invoke(cli, [*words.split(), "--db", DATABASE])
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.exception
    assert any(reason in result.output for reason in ("系统允许的大小", "磁盘满了", "磁盘出错")), result.output
    assert {path for path in tmp_path.iterdir() if not path.name.startswith(DATABASE)} <= before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_without_room_is_no_traceback_though_the_error_names_no_file(number: int) -> None:
    @click.group(cls=DefaultGroup)
    def group() -> None:
        """Holds the command."""

    @group.command("write")
    def write() -> None:
        raise OSError(number, os.strerror(number))

    result = CliRunner().invoke(group, ["write"])
    assert result.exit_code == 1 and "写文件时：" in result.output and "请" in result.output


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder that others may look into (those of pytest are our own)."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def as_another(act: Callable[[], object]) -> str:
    """Return what a user without rights is told, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            act()
            text = "done"
        except BaseException as error:
            text = f"{type(error).__name__}: {error}"
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as told:
        return told.read().decode()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
@pytest.mark.parametrize("beside", [True, False], ids=["folder too", "file alone"])
def test_a_file_that_may_not_be_written_is_told(foreign_folder: Path, beside: bool) -> None:
    folder = foreign_folder
    store = create_store(folder / "bureau.db", bureau=BUREAU, demo=False, now=NOW)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    units = units_file(folder)
    os.chmod(store.path, 0o444)
    os.chmod(folder, 0o555 if beside else 0o777)

    def import_units() -> None:
        import_file(open_store(store.path, now=NOW), "units", units, now=NOW, actor="test")

    told = as_another(import_units)
    os.chmod(folder, 0o755)
    assert told.startswith("StoreError") and "权" in told and "损坏" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_folder_that_may_not_be_written_makes_no_database(foreign_folder: Path) -> None:
    os.chmod(foreign_folder, 0o555)
    path = foreign_folder / "new.db"
    told = as_another(lambda: create_store(path, bureau=BUREAU, demo=False, now=NOW))
    os.chmod(foreign_folder, 0o755)
    assert told.startswith("StoreError") and "权限" in told and not path.exists()
