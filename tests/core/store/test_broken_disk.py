"""Upgrades and restores that are killed, a disk that is full, a log that is torn: never half of anything."""

from __future__ import annotations

import lzma
import random
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.store.backup import back_up
from core.store.open import open_store

if sys.platform == "win32":
    pytest.skip("no fork there", allow_module_level=True)

from tests.support.broken_disk import full_disk, killed_restore, killed_upgrade, torn_copies
from tests.support.intake_world import NOW
from tests.support.killed_acts import Done, acting_store, bring, publish, send
from tests.support.killed_process import faults_left

pytestmark = pytest.mark.slow
OLD = Path(__file__).with_name("data") / "first_published.db.xz"


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.7])
def test_an_upgrade_that_is_killed_is_done_or_has_not_begun(tmp_path: Path, seconds: float) -> None:
    old = tmp_path / "first.db"
    old.write_bytes(lzma.decompress(OLD.read_bytes()))
    (tmp_path / "place").mkdir()
    _, faults = killed_upgrade(old, tmp_path / "place", seconds)
    assert faults == []


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.3])
def test_a_restore_that_is_killed_leaves_the_one_or_the_other(tmp_path: Path, seconds: float) -> None:
    store = acting_store(tmp_path)
    back_up(store, tmp_path / "early.db")
    done = {act for act in (send(store, random.Random(1)), bring(store, random.Random(2))) if act}
    store.close()
    _, faults = killed_restore(tmp_path / "early.db", tmp_path / "bureau.db", done, seconds)
    assert faults == []


@pytest.mark.parametrize("free", [0, 20_000, 200_000])
def test_on_a_full_disk_nothing_is_half_written_and_all_goes_on_afterwards(tmp_path: Path, free: int) -> None:
    acting_store(tmp_path).close()
    path = tmp_path / "bureau.db"
    done, faults = full_disk(path, seed=free, acts=12, free=free)
    assert faults == []
    assert faults_left(path, done, 0) == []
    again, faults = full_disk(path, seed=free, acts=12, free=2**30)
    assert faults == [] and again
    assert faults_left(path, done | again, 0) == []


def test_what_a_torn_log_holds_is_what_had_been_done_at_some_moment(tmp_path: Path) -> None:
    store = acting_store(tmp_path)
    draw = random.Random(7)
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.conn.execute("PRAGMA wal_autocheckpoint = 0")
    done: list[Done | None] = [act(store, draw) for act in (bring, send, publish, send, bring, publish)]
    assert all(done) and Path(f"{store.path}-wal").stat().st_size > 100_000
    assert list(torn_copies(store.path, tmp_path / "torn", random.Random(8), 12)) == []
    store.close()
    with closing(open_store(tmp_path / "bureau.db", now=NOW)):
        assert faults_left(tmp_path / "bureau.db", {act for act in done if act}, 0) == []
