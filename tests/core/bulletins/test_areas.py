"""The class of a station in 发案区域: per day where the windows differ, and level where not even one record does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import pytest

from core.bulletins.answers import ComparisonAnswer, FigureAnswer
from core.bulletins.change_state import ChangeState
from core.bulletins.sections.areas import AreaClass, area_class
from core.metrics.types import Change, ChangeUnit, Figure, UnitRef, Window
from tests.support.worlds import CATALOGUE

OCTOBER, SEPTEMBER = Window(0, 30), Window(-30, -1)  # 31 days, and 30
COUNT = CATALOGUE.kpis["criminal_alerts"]


class _Compared(ComparisonAnswer):
    """A comparison whose change nobody has judged."""

    state = ChangeState.UNCLEAR


def answer(now: int, then: int, base: Window) -> FigureAnswer:
    per_day = Fraction(now * base.days, then * OCTOBER.days) * 100 - 100 if then and base.days != OCTOBER.days else None
    change = Change("mom", base, Figure(then, None, Fraction(then)), None, ChangeUnit.PERCENT, per_day=per_day)
    empty = cast(Any, None)
    compared = _Compared(change, empty, "上月", empty, "", (), ())
    unit, figure = UnitRef(2, "S1", "一所", "station", 1), Figure(now, None, Fraction(now))
    return FigureAnswer("criminal_alerts", COUNT, unit, OCTOBER, figure, empty, (), (compared,))


@pytest.mark.parametrize(
    ("now", "then", "base", "expected"),
    [
        (1, 1, SEPTEMBER, AreaClass.LEVEL),  # not 减少, though 1/31 < 1/30
        (2, 1, SEPTEMBER, AreaClass.UP),
        (1, 2, SEPTEMBER, AreaClass.DOWN),
        (47, 46, SEPTEMBER, AreaClass.DOWN),  # 46 in 30 days come to 47.5 in 31
        (48, 46, SEPTEMBER, AreaClass.LEVEL),
        (49, 46, SEPTEMBER, AreaClass.UP),
        (3, 0, SEPTEMBER, AreaClass.UP),
        (0, 1, SEPTEMBER, AreaClass.ZERO),
        (5, 5, Window(-31, -1), AreaClass.LEVEL),
        (6, 5, Window(-31, -1), AreaClass.UP),
    ],
)
def test_a_month_of_another_length_makes_no_change_by_itself(
    now: int, then: int, base: Window, expected: AreaClass
) -> None:
    assert area_class(answer(now, then, base)) is expected
