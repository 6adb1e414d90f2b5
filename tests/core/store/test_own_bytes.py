"""Reading a database's own bytes leaves it its locks: no other program takes the log away from whoever has it open."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.store import own_bytes
from core.store.file_identity import FileWatch, begin_write
from core.store.open import open_store
from core.store.own_bytes import read_at
from core.store.store import Store
from core.store.table_sizes import table_sizes
from tests.support.copied_store import new_store

# Looks in as any tool does: with Python's SQLite, which takes itself for the last one and the log with it.
VISIT = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
    "print(c.execute('SELECT value FROM meta WHERE key = ?', ['said']).fetchone()[0]); c.close()"
)


def say(store: Store, text: str) -> None:
    begin_write(store.conn)
    store.conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('said', ?)", [text])
    store.conn.execute("COMMIT")


def visit(path: Path) -> str:
    done = subprocess.run([sys.executable, "-c", VISIT, str(path)], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_another_program_that_looks_in_leaves_the_log_to_whoever_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"
    store = new_store(path, bureau="甲局", demo=False, now=0)
    watch = FileWatch(path)
    say(store, "一")
    open_store(path, read_only=True).close()  # looks at the file's own bytes, as each connection does
    table_sizes(store)
    assert watch.is_same()
    log = os.stat(f"{path}-wal").st_ino
    assert visit(path) == "一"
    assert os.stat(f"{path}-wal").st_ino == log
    say(store, "二")
    assert visit(path) == "二", "what is written afterwards is there for everybody"
    store.close()


def test_a_name_is_read_as_the_file_that_has_it_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_bytes, "MOST_KEPT", 2)
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"first")
    other.write_bytes(b"other")
    assert read_at(path, 1, 3) == b"irs"
    shutil.copyfile(other, path)  # the same file with another content
    assert read_at(path, 0, 9) == b"other"
    other.write_bytes(b"third")
    os.replace(other, path)
    assert read_at(path, 0, 5) == b"third"
    for name in "cdef":
        (tmp_path / name).write_text(name)
        assert read_at(tmp_path / name, 0, 1) == name.encode()
    assert len(own_bytes._kept) <= 2
    path.unlink()
    with pytest.raises(FileNotFoundError):
        read_at(path, 0, 1)
