"""What the process beside the server does with one question after the other, looked at in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.background import child
from dashboards.background.child import Answerer
from dashboards.background.messages import Request
from dashboards.background.process import database_file
from tests.support.background_questions import BureauName, EndlessQuery


def test_a_query_without_end_is_given_up(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LONGEST_READ", 0.05)
    answer = Answerer().answer(Request(database_file(demo_db, 1), EndlessQuery()))
    assert answer.value is None and answer.trouble[-1].startswith("ReadFailed: 查询超过 0.05 秒")


def test_a_file_that_is_gone_has_no_answer(demo_db: Path, tmp_path: Path) -> None:
    answer = Answerer().answer(Request(database_file(tmp_path / "gone.db", 1), BureauName()))
    assert answer.value is None and answer.trouble[-1].startswith("StoreError")
