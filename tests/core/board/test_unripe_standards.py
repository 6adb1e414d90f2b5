"""A standard is not missed by outcomes that are still to come, and is where they could not turn it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.board.lazy_mapping import NO_LOCK
from core.board.ripeness_marks import with_ripeness
from core.board.unripe_standards import OUTCOMES_TO_COME, ripened_answer
from core.catalogue.kpi_model import Kpi, Standard
from core.metrics.cohort_maturity import AGES, CohortMaturity
from core.metrics.types import Board, Figure, Ripeness, StandardAnswer, StandardStatus, Window
from core.store.units import UnitRef
from core.time.days import to_date
from tests.support.worlds import CATALOGUE

MET, MISSED, UNDECIDED = StandardStatus.MET, StandardStatus.MISSED, StandardStatus.UNDECIDED
RATE, COUNT = "dispute_resolution_rate", "venue_hazards_rectified"


def kpi_with(name: str, op: str, bound: float) -> Kpi:
    standard = Standard.model_validate({"op": op, "value": bound, "zh": "试", "source": "doc003"})
    return CATALOGUE.kpis[name].model_copy(update={"standard": standard})


def figure_of(
    value: Fraction, still_to_come: float | None, *, share: float | None = None, is_ripe: bool = False
) -> Figure:
    return Figure(6, 10, value, ripeness=Ripeness(still_to_come, is_ripe, share))


def answered(status: StandardStatus, low: float, high: float) -> StandardAnswer:
    return StandardAnswer(status, low, high, "worse" if status is MISSED else "better", "整个区间都在标准的一边", "")


@pytest.mark.parametrize(
    ("share", "is_ripe", "expected"),
    [
        (0.9, False, UNDECIDED),  # all of the open 30% may be settled
        (0.5, False, UNDECIDED),  # 70% and three quarters of 30% pass 92%
        (0.48, False, MISSED),  # 70% and 72% of 30% do not
        (0.1, False, MISSED),
        (None, False, UNDECIDED),  # nobody knows
        (0.01, True, MISSED),
    ],
)
def test_a_least_is_missed_only_where_what_is_to_come_cannot_reach_it(
    share: float | None, is_ripe: bool, expected: StandardStatus
) -> None:
    kpi = kpi_with(RATE, ">=", 0.92)
    figure = figure_of(Fraction(6, 10), 10.0, share=share, is_ripe=is_ripe)
    answer = ripened_answer(kpi, figure, answered(MISSED, 0.5, 0.7))
    assert answer.status is expected
    if expected is UNDECIDED:
        assert answer.tone == "none" and answer.reason == OUTCOMES_TO_COME
        assert answer.sentence == "60.00%（95% 区间 50.00% 至 70.00%），标准 ≥ 92%，尚难判定。"
        assert (answer.low, answer.high) == (0.5, 0.7)


def test_what_is_met_or_open_already_stays() -> None:
    kpi, figure = kpi_with(RATE, ">=", 0.5), figure_of(Fraction(6, 10), 40.0, share=0.9)
    for status in (MET, UNDECIDED):
        assert ripened_answer(kpi, figure, answered(status, 0.45, 0.7)).status is status


def test_a_most_is_kept_only_where_what_is_to_come_cannot_pass_it() -> None:
    kpi = kpi_with(RATE, "<=", 0.8)
    assert ripened_answer(kpi, figure_of(Fraction(6, 10), 6.0, share=0.25), answered(MET, 0.5, 0.7)).status is UNDECIDED
    assert ripened_answer(kpi, figure_of(Fraction(6, 10), 4.0, share=0.2), answered(MET, 0.5, 0.7)).status is MET
    assert (
        ripened_answer(kpi, figure_of(Fraction(9, 10), 4.0, share=0.2), answered(MISSED, 0.85, 0.95)).status is MISSED
    )


def test_a_count_grows_by_what_is_to_come_in_percent() -> None:
    kpi = kpi_with(COUNT, ">=", 130)
    assert ripened_answer(kpi, figure_of(Fraction(100), 10.0), answered(MISSED, 90, 110)).status is UNDECIDED
    assert ripened_answer(kpi, figure_of(Fraction(100), 5.0), answered(MISSED, 90, 110)).status is MISSED


def test_boards_name_no_standard_missed_by_young_records() -> None:
    day, unit = 20_757, UnitRef(1, "S01", "城关所", "station", None)
    kpis = dict(CATALOGUE.kpis) | {RATE: kpi_with(RATE, ">=", 0.92)}
    catalogue = CATALOGUE.model_copy(update={"kpis": kpis})
    answers = {(RATE, 1): answered(MISSED, 0.5, 0.7)}
    board = Board(
        bureau="某局",
        demo=True,
        as_of=to_date(day),
        data_version=1,
        period=Window(day - 30, day),
        label="",
        is_complete=True,
        kpis=(RATE,),
        units=(unit,),
        figures={(RATE, 1): Figure(6, 10, Fraction(6, 10))},
        changes={},
        standards=answers,
        missed_standards=answers,
    )

    def shown(points: float) -> Board:
        maturity = CohortMaturity((points,) * len(AGES), 1.0, 95.0)
        return with_ripeness(catalogue, board, {RATE: maturity}.get, NO_LOCK)

    young, old = shown(40.0), shown(0.2)
    assert young.standards[RATE, 1].status is UNDECIDED and not list(young.missed_standards)
    assert old.standards[RATE, 1].status is MISSED and list(old.missed_standards) == [(RATE, 1)]
