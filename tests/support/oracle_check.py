"""The engine's figures held against the oracle's."""

from __future__ import annotations

from datetime import date

from core.metrics.types import Figure, Window
from tests.support.oracle import World, percentile_bin, total
from tests.support.worlds import CATALOGUE

FROM_RECORDS = [name for name, kpi in CATALOGUE.kpis.items() if all(CATALOGUE.measures[m].fact for m in kpi.measures())]


def check(world: World, kpi_id: str, unit: int, window: Window, known: date, answer: Figure) -> None:
    """The engine's figure against the oracle's."""
    kpi, what = CATALOGUE.kpis[kpi_id], (kpi_id, unit, window.start, window.end, known)
    if kpi.kind == "percentile":
        expected = percentile_bin(world, kpi, unit, window.start, window.end, known)
        if expected is None or expected[1] == float("inf"):
            assert answer.value is None and answer.reason, what
        else:
            assert answer.value is not None, (what, answer)
            assert expected[0] <= answer.value * kpi.scale <= expected[1], what
        return
    top = total(world, kpi.numerator, unit, window.start, window.end, known)
    bottom = total(world, kpi.denominator, unit, window.start, window.end, known) if kpi.denominator else None
    if top is None or (kpi.denominator and not bottom) or (kpi.kind == "rate" and bottom and top > bottom):
        assert answer.value is None and answer.reason, (what, answer, top, bottom)
        return
    assert (answer.numerator, answer.denominator) == (top, bottom), what
    assert answer.value == (top if bottom is None else top / bottom * kpi.scale), what
