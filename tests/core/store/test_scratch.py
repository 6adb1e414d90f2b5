"""Scratch folders that a killed process left: their lock goes last, so that a clearing cut short is taken up again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.store.duckdb_cells import SCRATCH_PREFIX, scratch_settings
from core.store.open import open_store
from core.store.scratch import LOCK_FILE, scratch_folder


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
