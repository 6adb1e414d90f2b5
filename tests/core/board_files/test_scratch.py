"""Scratch folders that a killed process left: their lock goes last, so that a clearing cut short is taken up again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from core.board_files.scratch import LOCK_FILE, scratch_folder


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
