"""The parts of a list of work: what is overdue always, or that nothing is; of the others no zero."""

from __future__ import annotations

import pytest

from dashboards.i18n.words.dockets import NEAR_PART, UNDATED_PART, parts_text


@pytest.mark.parametrize(
    ("overdue", "undated", "near", "said"),
    [
        (0, 0, 0, "没有逾期"),
        (2, 0, 0, "其中逾期 2 起"),
        (2, 1, 3, "其中逾期 2 起、未定期限 1 起、将到期 3 起"),
        (0, 1, 0, "没有逾期，其中未定期限 1 起"),
    ],
)
def test_no_zero_is_said_but_that_nothing_is_overdue(overdue: int, undated: int, near: int, said: str) -> None:
    assert parts_text(overdue, {UNDATED_PART: undated, NEAR_PART: near}) == said
