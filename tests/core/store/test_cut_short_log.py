"""A log whose last commit was cut short is read as SQLite reads it, and is not taken for another file's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.store.check import check_store
from core.store.open import open_store
from tests.support.logged_bureau import bureau, half_checkpoint


@pytest.mark.parametrize(
    "cut",
    [lambda log: log[:-100], lambda log: log[:-4000], lambda log: log[:-100] + b"x" * 100],
    ids=["in its last page", "behind the head of its last page", "its last page torn"],
)
def test_a_commit_that_was_cut_short_counts_for_nothing(tmp_path: Path, cut: Callable[[bytes], bytes]) -> None:
    """A full disk, or a loss of power, ended a checkpoint and then a write in the midst of its last page."""
    path, place = tmp_path / "half.db", tmp_path / "place"
    place.mkdir()
    bureau(path, "甲局", 30)
    store = open_store(path, now=0)
    store.conn.execute("PRAGMA wal_autocheckpoint = 0")
    with store.write("甲局", "pages that were there", "", 0):
        store.conn.execute("UPDATE unit SET name = replace(name, '所', '站')")
    lines = [row[0] for row in store.conn.execute("SELECT hash FROM audit ORDER BY id")]
    assert half_checkpoint(path, place / "half.db") > 1
    with store.write("甲局", "cut short", "x" * 3000, 0):
        pass
    log = cut(Path(f"{path}-wal").read_bytes())
    store.close()
    path.write_bytes((place / "half.db").read_bytes())  # into the same inode: a crash moves no file
    Path(f"{path}-wal").write_bytes(log)
    for read_only in (True, False):
        with closing(open_store(path, read_only=read_only, now=None if read_only else 0)) as reopened:
            assert [row[0] for row in reopened.conn.execute("SELECT hash FROM audit ORDER BY id")] == lines
            assert read_only or check_store(reopened) == []
