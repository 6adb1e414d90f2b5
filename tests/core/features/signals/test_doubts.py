"""Doubt travels with the figure: which figures a signal about data casts doubt on, and that nothing is said of them."""

from __future__ import annotations

from datetime import date

from core.catalogue.load import load_catalogue
from core.catalogue.signal_model import SignalKind
from core.features.signals.doubts import DoubtedFigure, doubts
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.units import UnitRef

CATALOGUE = load_catalogue()
STATION, BUREAU = UnitRef(2, "2", "一所", "station", 1), UnitRef(1, "1", "甲局", "bureau", None)


def signal(rule: str, kind: SignalKind, kpi: str | None, unit: UnitRef = STATION) -> Signal:
    station = unit.id if unit is STATION else None
    return Signal(rule, rule, kind, "data", unit, station, kpi, Window(1, 7), date(2026, 3, 1), False, 3.0, "全句。")


def test_paper_settling_doubts_the_rates_of_settling_and_no_alerts() -> None:
    found = doubts(CATALOGUE, [signal("unsettled", "unsettled", "repeat_dispute_alerts")])
    assert found[DoubtedFigure(2, "dispute_resolution_rate")] == "化解存疑"
    assert DoubtedFigure(2, "alerts_valid") not in found


def test_doubted_calls_doubt_all_that_counts_calls_and_nothing_else() -> None:
    for doubted in (signal("twice", "twice", None), signal("fault", "fault", "alerts_total")):
        found = doubts(CATALOGUE, [doubted])
        assert {DoubtedFigure(2, "alerts_valid"), DoubtedFigure(2, "onscene_completion_rate")} <= set(found)
        assert DoubtedFigure(2, "dispute_resolution_rate") not in found


def test_rises_late_sources_and_signals_of_the_whole_bureau_doubt_no_station() -> None:
    calm = [
        signal("rise", "rise", "criminal_alerts"),
        signal("late", "late", None),
        signal("fault", "fault", "alerts_total", BUREAU),
    ]
    assert doubts(CATALOGUE, calm) == {}
