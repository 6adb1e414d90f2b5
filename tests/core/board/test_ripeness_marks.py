"""A cohort's figure says what is still to come to it, and nothing where nothing can come."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.board.lazy_mapping import NO_LOCK
from core.board.ripeness_marks import with_ripeness
from core.metrics.cohort_maturity import AGES, CohortMaturity
from core.metrics.display import UNRIPE, figure_mark, rounded_estimate
from core.metrics.types import Board, Figure, Window
from core.store.units import UnitRef
from core.time.days import to_date
from tests.support.worlds import CATALOGUE

RATE, COUNT = "dispute_resolution_rate", "venue_hazards_rectified"
DAY = 20_757


def shown(kpi: str, figure: Figure, *gains: float, final: float | None = None) -> Figure:
    """A figure of the last month on a board, after what earlier months of its age had still to come."""
    unit = UnitRef(1, "S01", "城关所", "station", None)
    board = Board(
        bureau="某局",
        demo=True,
        as_of=to_date(DAY),
        data_version=1,
        period=Window(DAY - 30, DAY),
        label="",
        is_complete=True,
        kpis=(kpi,),
        units=(unit,),
        figures={(kpi, 1): figure},
        changes={},
    )
    maturity = CohortMaturity(gains or None, 1.0, final)
    return with_ripeness(CATALOGUE, board, {kpi: maturity}.get, NO_LOCK).figures[kpi, 1]


@pytest.mark.parametrize("gains", [(29.4,) * len(AGES), ()], ids=["earlier months known", "none known"])
def test_to_what_is_settled_to_the_last_nothing_is_still_to_come(gains: tuple[float, ...]) -> None:
    """8 of 8 rise no further, however much earlier months of their age still rose."""
    settled = shown(RATE, Figure(8, 8, Fraction(1)), *gains)
    assert (figure_mark(settled), settled.note) == ("", None)
    assert settled.ripeness is not None
    assert (settled.ripeness.still_to_come, settled.ripeness.is_ripe) == (0, True)
    open_yet = shown(RATE, Figure(7, 8, Fraction(7, 8)), *gains)
    assert figure_mark(open_yet) == UNRIPE and (open_yet.note or "").startswith(f"{UNRIPE}：")


def test_a_count_may_rise_from_wherever_it_stands() -> None:
    assert figure_mark(shown(COUNT, Figure(1, None, Fraction(1)), *[29.4] * len(AGES))) == UNRIPE


@pytest.mark.parametrize("settled", [50, 89, 94, 98, 99])
def test_a_rate_rises_by_what_is_open_and_never_beyond_all(settled: int) -> None:
    """95.75% that earlier months' 5.1 points would lift to 100.85%."""
    figure = shown(RATE, Figure(settled, 100, Fraction(settled, 100)), *[5.1] * len(AGES), final=96.1)
    assert figure.ripeness is not None and figure.ripeness.still_to_come is not None
    share = 5.1 / (100 - 96.1 + 5.1)
    assert figure.ripeness.still_to_come == pytest.approx((100 - settled) * share)
    rise = rounded_estimate((100 - settled) * share, 1)
    assert figure.note == f"未到期：往年同龄的月份未办结的此后又办结 56.7%，照此还升 {rise} 个百分点"


def test_of_a_rate_that_is_not_shown_no_rise_is_told() -> None:
    hidden = shown(RATE, Figure(None, None, None, reason="不显示"), *[5.1] * len(AGES), final=96.1)
    assert hidden.ripeness is not None and hidden.ripeness.still_to_come is None and hidden.note is None
