"""Where rules could not be worked out for want of records, the strip does not say that all is calm."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.pages.chief import attention, standing
from dashboards.queries.background import PendingResult


@pytest.mark.parametrize(("left_out", "text"), [(0, "没有预警"), (3, "算了的规则没有预警，另 3 条缺记录没有算")])
def test_the_strip_says_how_many_rules_were_left_out(monkeypatch: pytest.MonkeyPatch, left_out: int, text: str) -> None:
    monkeypatch.setattr(standing, "confirmed_text", lambda _board: "")
    board: Any = None
    assert attention._standing(board, PendingResult(()), (), left_out, is_calm=False) == text
