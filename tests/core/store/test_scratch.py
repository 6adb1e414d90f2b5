"""Scratch folders that a killed process left: their lock goes last, so that a clearing cut short is taken up again."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from core.store import scratch
from core.store.duckdb_cells import SCRATCH_PREFIX, scratch_settings
from core.store.file_lock import try_lock
from core.store.open import open_store
from core.store.restore import restore
from core.store.scratch import (
    LOCK_FILE,
    TEMPORARY_PREFIX,
    clear_temporary,
    keep_in_use,
    scratch_folder,
    temporary_folder,
)
from tests.support.killed_process import killed_work


def test_the_lock_is_the_last_that_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, beside, unlink = tmp_path / ".draft-left", [], os.unlink
    left.mkdir()
    for name in (LOCK_FILE, *map(str, range(20))):
        (left / name).touch()

    def note(path: Any, **options: Any) -> None:
        if os.fspath(path).endswith(LOCK_FILE) and left.exists():
            beside.append(os.listdir(left))
        unlink(path, **options)

    monkeypatch.setattr(os, "unlink", note)
    with scratch_folder(tmp_path, ".draft-"):
        assert not left.exists()
    assert beside == [[LOCK_FILE]]


def test_what_an_upgrade_that_was_killed_spilled_goes_with_the_next(demo_db: Path, tmp_path: Path) -> None:
    left = tmp_path / f"{SCRATCH_PREFIX}left"
    left.mkdir()
    for name in (LOCK_FILE, "duckdb_temp_storage_DEFAULT-0.tmp"):
        (left / name).touch()
    store = open_store(Path(shutil.copy(demo_db, tmp_path / "x.db")), now=0)
    with scratch_settings(store):
        assert not left.exists() and len(list(tmp_path.glob(f"{SCRATCH_PREFIX}*"))) == 1
    assert not list(tmp_path.glob(f"{SCRATCH_PREFIX}*"))
    store.close()


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's passing files."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_by_a_killed_process() -> None:
    def work(acknowledge: int) -> None:
        with temporary_folder() as folder:
            (folder / "records.xlsx").write_bytes(bytes(1000))
            (folder / "deeper").mkdir()
            (folder / "deeper" / "walls-1.json").touch()
            os.write(acknowledge, b"begun folder\n")
            os.read(os.pipe()[0], 1)  # for ever

    killed_work(work, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_what_a_killed_server_left_goes_and_a_living_ones_stays(passing: Path) -> None:
    with temporary_folder() as living:
        (living / "mine").touch()
        left_by_a_killed_process()
        assert len(list(passing.iterdir())) == 2
        clear_temporary()
        assert list(passing.iterdir()) == [living] and (living / "mine").exists()
    assert not list(passing.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_folder_is_in_use_while_any_process_of_the_server_lives(
    passing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_STAYS_OPEN", [])
    left_by_a_killed_process()
    (left,) = passing.iterdir()
    keep_in_use(left)  # as a worker does, whose door was killed
    clear_temporary()
    assert (left / "records.xlsx").exists()
    os.close(scratch._STAYS_OPEN.pop())
    clear_temporary()
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="links and owners are others there")
def test_links_and_what_is_anothers_are_let_be(passing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    for name in (LOCK_FILE, "database.db"):
        (precious / name).write_text("precious")
    (passing / f"{TEMPORARY_PREFIX}link").symlink_to(precious)
    linked = passing / f"{TEMPORARY_PREFIX}locked-by-a-link"
    linked.mkdir()
    (linked / LOCK_FILE).symlink_to(precious / LOCK_FILE)
    (passing / f"{TEMPORARY_PREFIX}file").touch()
    inside = passing / f"{TEMPORARY_PREFIX}inside"
    inside.mkdir()
    (inside / LOCK_FILE).touch()
    (inside / "link").symlink_to(precious)
    clear_temporary()
    assert {path.name: path.read_text() for path in precious.iterdir()} == {
        LOCK_FILE: "precious",
        "database.db": "precious",
    }
    assert not inside.exists() and (linked / LOCK_FILE).is_symlink()
    anothers = passing / f"{TEMPORARY_PREFIX}anothers"
    anothers.mkdir()
    (anothers / LOCK_FILE).touch()
    monkeypatch.setattr(os, "geteuid", lambda: anothers.stat().st_uid + 1)
    clear_temporary()
    assert (anothers / LOCK_FILE).exists()


def test_a_folder_that_is_cleared_while_it_is_made_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared: list[str] = []
    lock = try_lock

    def cleared_first(handle: int, **how: bool) -> bool:
        if not cleared:  # by another process, between the making of the lock and the locking
            (folder,) = tmp_path.glob(".draft-*")
            cleared.append(folder.name)
            shutil.rmtree(folder)
        return lock(handle, **how)

    monkeypatch.setattr(scratch, "try_lock", cleared_first)
    with scratch_folder(tmp_path, ".draft-") as folder:
        assert folder.name not in cleared and (folder / LOCK_FILE).is_file()


def test_a_folder_that_was_taken_away_ends_well(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, ".draft-") as folder:
        shutil.rmtree(folder)  # as systems do with what lies long untouched


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_restore_that_was_killed_leaves_no_copy_for_good(demo_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"

    def work(acknowledge: int) -> None:
        with scratch_folder(tmp_path, ".bureau.db-") as folder:
            shutil.copy(demo_db, folder / "bureau.db")
            os.write(acknowledge, b"begun restore\n")
            os.read(os.pipe()[0], 1)  # for ever

    killed_work(work, 0)
    assert list(tmp_path.glob(".bureau.db-*"))
    restore(demo_db, path, actor="test", now=0)
    assert path.exists() and not list(tmp_path.glob(".bureau.db-*"))
