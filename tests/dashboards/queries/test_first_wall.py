"""What the first wall says was asked for before: drawing it asks nothing of the database again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.access.scoped_instructions import ScopedInstructions
from core.board.attention import ALL_NOTICES, attention
from core.judgement.judge import Judge
from dashboards.auth import current_user
from dashboards.i18n import words
from dashboards.queries import boards, database, first_wall, instructions
from dashboards.settings import DB_VARIABLE


def never(*_args: Any, **_options: Any) -> None:
    raise AssertionError("worked out once more")


def test_the_first_wall_finds_everything_worked_out(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    first_wall.warm_up()
    with current_user.impersonate(current_user.local_viewer()):
        board = boards.board(next(iter(words.PERIODS)))
        for name in ("overdue", "progress"):
            monkeypatch.setattr(ScopedInstructions, name, never)
        monkeypatch.setattr(Judge, "judgement", never)
        assert instructions.overdue() and instructions.progress()
        assert attention(board, database.catalogue(), ALL_NOTICES) is not None
