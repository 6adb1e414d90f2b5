"""What an officer has in hand, in one sentence that says no zero."""

from __future__ import annotations

import pytest

from core.features.officers.own_work import own_work_sentence


@pytest.mark.parametrize(
    ("days_left", "said"),
    [
        ([], "手上没有未办结的纠纷和案件。"),
        ([None, 8], "手上 2 件，没有逾期。"),
        ([-1, 0, 7, 8, None], "手上 5 件，逾期 1 件，7 天内到期 2 件。"),
        ([0], "手上 1 件，没有逾期，7 天内到期 1 件。"),
    ],
)
def test_the_sentence_says_what_is_pressing_and_no_zero(days_left: list[int | None], said: str) -> None:
    assert own_work_sentence(days_left) == said
