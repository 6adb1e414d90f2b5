"""End of the wall's strip: it never says calm where a signal stands, data are in doubt, or something is confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.features.signals.tally import SignalGroup, SignalTally
from core.metrics.types import Board
from dashboards.pages.chief.standing import standing_text
from dashboards.queries.background import PendingResult
from tests.support.attention_world import FELL, LAST, RATE, board

NONE: PendingResult[SignalTally] = PendingResult({})
SOME: PendingResult[SignalTally] = PendingResult({SignalGroup.UNUSUAL: 2, SignalGroup.OVERDUE: 13})
QUIET = board({}, {}, {})
IMPROVED = board({(RATE, 1): replace(FELL, tone="better")}, {}, {})
LATE = replace(QUIET, late_kpis={RATE: LAST})
FALSE_PART = replace(
    QUIET, figures={key: replace(figure, has_false_part=True) for key, figure in QUIET.figures.items()}
)


def text(
    shown: Board = QUIET,
    tally: PendingResult[SignalTally] | None = NONE,
    *,
    has_notices: bool = False,
    has_overdue: bool = False,
    is_part: bool = False,
) -> str:
    return standing_text(shown, tally, has_notices=has_notices, has_overdue=has_overdue, is_part=is_part)


def test_steady_is_said_only_where_there_is_nothing_at_all() -> None:
    assert text().startswith("平稳")
    others = [
        text(tally=SOME),
        text(tally=None),
        text(tally=PendingResult(failed=True)),
        text(has_overdue=True),
        text(has_notices=True),
        text(IMPROVED),
        text(LATE),
        text(FALSE_PART),
    ]
    assert not [other for other in others if "平稳" in other]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (text(tally=SOME), "没有确认的升降；另有预警 15 条（异常 2，逾期 13）"),
        (text(tally=SOME, is_part=True), "本屏没有确认的升降；另有预警 15 条（异常 2，逾期 13）"),
        (text(IMPROVED, SOME), "1 项确有升降，见各格；另有预警 15 条（异常 2，逾期 13）"),
        (text(tally=SOME, has_notices=True), "另有预警 15 条（异常 2，逾期 13）"),
        (text(tally=NONE, has_overdue=True), "没有确认的升降；没有预警"),
        (text(tally=None), "没有确认的升降；预警正在计算"),
    ],
)
def test_signals_are_counted_beside_the_verdicts(said: str, expected: str) -> None:
    assert said == expected
