"""A cohort's figure says what is still to come to it, and nothing where nothing can come."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.board.lazy_mapping import NO_LOCK
from core.board.ripeness_marks import with_ripeness
from core.metrics.cohort_maturity import AGES, CohortMaturity
from core.metrics.display import UNRIPE, figure_mark
from core.metrics.types import Board, Figure, Window
from core.store.units import UnitRef
from core.time.days import to_date
from tests.support.worlds import CATALOGUE

RATE, COUNT = "dispute_resolution_rate", "venue_hazards_rectified"
DAY = 20_757


def shown(kpi: str, figure: Figure, *gains: float) -> Figure:
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
    maturity = CohortMaturity(gains or None, 1.0)
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
