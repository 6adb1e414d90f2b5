"""Standards missed beyond doubt: asked only of windows whose records are complete, and of units they speak of."""

from __future__ import annotations

import numpy as np

from core.features.signals.amount_series import AmountSeries
from core.features.signals.scan_statistics import YEAR
from core.features.signals.standard_statistics import standard_statistics
from core.time.days import to_date
from tests.support.worlds import CATALOGUE

KPI, WINDOW = "onscene_completion_rate", 28
LENGTH = YEAR + 2 * WINDOW


def days(top: int, bottom: int, units: int) -> AmountSeries:
    """Return so many hits of so many records a day, of some units, all reported."""
    amounts = np.tile(np.array([top, bottom])[:, None, None], (1, units, LENGTH))
    running = np.concatenate([np.zeros((2, units, 1), np.int64), amounts.cumsum(-1)], -1)
    return AmountSeries(0, 1, running, np.zeros_like(running))


def test_a_window_that_is_not_wholly_reported_misses_nothing() -> None:
    kpi, series = CATALOGUE.kpis[KPI], days(8, 20, units=3)
    assert kpi.standard is not None and kpi.standard.op == ">=" and kpi.standard.value > 0.4
    series.incomplete[0, 1, -5:] = 1  # of the second unit the hits of one of the last days are not there yet
    statistics = standard_statistics([kpi], series, np.array([[True, True, False]]), LENGTH, WINDOW)
    assert statistics.p[0, 0, 0] < 1e-6
    assert np.isnan(statistics.p[0, 0, 1:]).all()  # nor is one asked of whom no standard speaks


def test_a_window_is_held_to_the_standard_of_its_time() -> None:
    """A day 700 after the epoch: the windows before it have the old bound, that across it none."""
    kpi, turn = CATALOGUE.kpis[KPI], LENGTH - 10
    assert kpi.standard is not None
    old = kpi.standard.model_copy(update={"value": 0.2})
    new = kpi.standard.model_copy(update={"since": to_date(turn)})
    dated = kpi.model_copy(update={"standard": new, "earlier_standards": [old]})
    series, applies = days(8, 20, units=1), np.array([[True]])
    assert np.isnan(standard_statistics([dated], series, applies, LENGTH, WINDOW).p).all()
    assert standard_statistics([dated], series, applies, turn, WINDOW).p[0, 0, 0] > 0.9
    assert standard_statistics([kpi], series, applies, turn, WINDOW).p[0, 0, 0] < 1e-6


def test_a_unit_without_a_record_misses_nothing() -> None:
    statistics = standard_statistics([CATALOGUE.kpis[KPI]], days(0, 0, units=1), np.array([[True]]), LENGTH, WINDOW)
    assert np.isnan(statistics.p).all() and statistics.tests == 0
