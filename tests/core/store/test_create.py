"""Making a database: whole or not at all, and never in place of another."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from core.store.create import DatabaseExists, create_store
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.trail import trail_lines

KILLED_BEFORE_PUBLISHING = """
import os, signal, sys
from pathlib import Path
from core.store import create
create.put_in_place = lambda draft, path: os.kill(os.getpid(), signal.SIGKILL)
create.create_store(Path(sys.argv[1]), bureau="甲局", demo=False, now=0)
"""


def test_of_those_who_make_it_at_once_one_wins_and_the_others_are_told(tmp_path: Path) -> None:
    path, count = tmp_path / "bureau.db", 4
    together = Barrier(count)

    def make(name: str) -> str | None:
        together.wait()
        try:
            create_store(path, bureau=name, demo=False, now=0).close()
        except DatabaseExists:
            return None
        return name

    with ThreadPoolExecutor(count) as pool:
        made = [name for name in pool.map(make, ["甲局", "乙局", "丙局", "丁局"]) if name]
    store = open_store(path, read_only=True)
    assert made == [store.bureau]
    assert [line.action for line in trail_lines(store.conn, 9)] == ["create"]
    store.close()
    assert not list(tmp_path.glob(".*")), "no draft is left"


def test_a_process_that_is_killed_leaves_no_half_of_one(tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"
    done = subprocess.run([sys.executable, "-c", KILLED_BEFORE_PUBLISHING, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    create_store(path, bureau="甲局", demo=False, now=0).close()
    open_store(path, read_only=True).close()


def test_an_empty_file_is_no_database_yet(tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"
    path.touch()
    create_store(path, bureau="甲局", demo=False, now=0, actor="setup").close()
    store = open_store(path, read_only=True)
    assert store.bureau == "甲局" and [line.actor for line in trail_lines(store.conn, 9)] == ["setup"]
    store.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="文件夹不存在"):
        create_store(tmp_path / "nowhere" / "bureau.db", bureau="甲局", demo=False, now=0)
