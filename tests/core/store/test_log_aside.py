"""A log that is another file's is set aside in one command: nothing is deleted, and the file opens again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.store.check import check_store
from core.store.create import create_store
from core.store.open import open_store
from core.store.sqlite import StoreError, connect
from core.store.store import Store
from core.store.trail import trail_lines
from dashboards.cli.command import cli


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def folder_of(path: Path) -> Path:
    (folder,) = path.parent.glob(f"{path.name}.log-*")
    return folder


@pytest.fixture
def crashed(tmp_path: Path) -> Iterator[Path]:
    """A database as a crash leaves it: the last writes are in its log alone."""
    path = tmp_path / "b.db"
    with closing(create_store(path, bureau="甲局", demo=False, now=0)):
        pass
    with closing(open_store(path, now=0)) as store:
        for number in range(5):
            with store.write("甲局", f"late {number}", "", 0):
                pass
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{tmp_path / 'crashed.db'}{suffix}")
    yield tmp_path / "crashed.db"


def replaced(crashed: Path) -> Path:
    """The same, once another file was put in its place: the log is not that file's."""
    other = crashed.with_name("other.db")
    create_store(other, bureau="乙局", demo=False, now=0).close()
    os.replace(other, crashed)
    return crashed


def test_the_mend_is_named_and_works(crashed: Path) -> None:
    path = replaced(crashed)
    log = Path(f"{path}-wal").read_bytes()
    for words in (("check",), ("doctor", "--port", "1")):
        told = run(*words, "--db", str(path))
        assert told.exit_code == 1 and "fengjing log-aside" in told.output
    done = run("log-aside", "--db", str(path))
    assert done.exit_code == 0 and "乙局" in done.output, done.output
    folder = folder_of(path)
    assert Path(f"{folder / path.name}-wal").read_bytes() == log and (folder / path.name).exists()
    with closing(open_store(path)) as store:
        assert check_store(store) == [] and store.bureau == "乙局"
        assert folder.name in trail_lines(store.conn, 1)[0].detail
    again = run("log-aside", "--db", str(path))
    assert again.exit_code == 1 and "没有别的文件的日志" in again.output


def put_back(path: Path, store: Store) -> None:
    """Close a database and leave it as it was before, as if its process had been killed."""
    held = {suffix: Path(f"{path}{suffix}").read_bytes() for suffix in ("", "-wal")}
    store.close()
    for suffix, content in held.items():
        Path(f"{path}{suffix}").write_bytes(content)


def test_a_log_without_the_mark_that_an_earlier_release_left_can_be_put_together(tmp_path: Path) -> None:
    """Uses of a session that were not counted: nothing of the trail is in the log, and a restore brings them back."""
    path = tmp_path / "b.db"
    create_store(path, bureau="甲局", demo=False, now=0).close()
    store = open_store(path, now=0)
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.conn.execute("INSERT INTO source VALUES ('uncounted', 'x', 1, 1)")
    put_back(path, store)
    assert "fengjing log-aside" in run("check", "--db", str(path)).output
    done = run("log-aside", "--db", str(path))
    assert "没有丢数据的改动" in done.output, done.output
    whole = tmp_path / "whole.db"
    assert run("restore", str(folder_of(path) / path.name), "--db", str(whole)).exit_code == 0
    for file, rows in ((path, 0), (whole, 1)):
        with closing(connect(file, read_only=True)) as connection:
            assert connection.execute("SELECT count(*) FROM source").fetchone() == (rows,)


def test_what_was_carried_together_is_put_together_and_not_apart(crashed: Path) -> None:
    refused = run("log-aside", "--db", str(crashed))
    assert refused.exit_code == 1 and "fengjing restore" in refused.output and "5 行留痕" in refused.output
    assert Path(f"{crashed}-wal").exists() and not list(crashed.parent.glob("*.log-*"))


def test_an_own_log_and_a_file_that_is_not_whole_alone_are_left(crashed: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.db"
    create_store(own, bureau="甲局", demo=False, now=0).close()
    store = open_store(own, now=0)
    with store.write("甲局", "late", "", 0):
        pass
    put_back(own, store)
    told = run("log-aside", "--db", str(own))
    assert told.exit_code == 1 and "没有别的文件的日志" in told.output
    path = replaced(crashed)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    broken = run("log-aside", "--db", str(path))
    assert broken.exit_code == 1 and Path(f"{path}-wal").exists() and not list(path.parent.glob("*.log-*"))


def test_a_restore_over_such_a_file_puts_it_aside_unmixed(crashed: Path, tmp_path: Path) -> None:
    path = replaced(crashed)
    before = path.read_bytes()
    create_store(tmp_path / "backup.db", bureau="丙局", demo=False, now=0).close()
    assert run("restore", str(tmp_path / "backup.db"), "--db", str(path)).exit_code == 0
    (aside,) = (file for file in path.parent.glob(f"{path.name}.2*") if not file.name.endswith(("-wal", "-shm")))
    assert aside.read_bytes() == before and Path(f"{aside}-wal").exists()


def test_an_open_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    store: Store = create_store(path, bureau="甲局", demo=False, now=0)
    with store.write("甲局", "late", "", 0):
        pass
    other = tmp_path / "other.db"
    create_store(other, bureau="乙局", demo=False, now=0).close()
    os.replace(other, path)
    script = (
        "import sys; from pathlib import Path; from core.store.log_aside import set_log_aside;"
        "set_log_aside(Path(sys.argv[1]), 0)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True)
    assert done.returncode == 1 and "还开着" in done.stderr
    store.close()
    with pytest.raises(StoreError):
        open_store(path)
