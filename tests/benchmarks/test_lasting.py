"""The benchmark of rises that last, on a few runs: what is found, and how often nothing is called a rise."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.cusum_limits import yearly_rates
from benchmarks.lasting import CASES, PHI, WEEKS, lasting_path, weeks_until_found
from benchmarks.quiet_weeks import KPIS, by_week, draw
from core.features.signals.cusum import limits_of

pytestmark = pytest.mark.slow


def test_a_moderate_rise_of_the_bureaus_disputes_is_found_in_weeks() -> None:
    weeks = np.array(weeks_until_found(CASES[0], 0.3, PHI, 10))
    assert np.isfinite(weeks).all() and np.median(weeks) <= 5


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5])
def test_the_limits_in_the_code_give_the_rates_they_name(rho: float) -> None:
    asked = np.array([1.0, 0.3, 0.1])
    rates = yearly_rates(rho, limits_of(np.full(3, rho), asked), 300, 520, 5)
    assert rates == pytest.approx(asked, rel=0.2)


def test_quiet_weeks_hang_together_and_add_up() -> None:
    days = draw(np.random.default_rng(1), WEEKS, 0.5, 1.3)
    assert (days[:, 0] == days[:, 1:].sum(1)).all() and (days[KPIS.index("alerts_total")] >= days[0]).all()
    traffic = by_week(days)[KPIS.index("traffic_alerts"), 1:].astype(float)
    gaps = traffic - traffic.mean(-1, keepdims=True)
    assert 0.3 < (gaps[:, 1:] * gaps[:, :-1]).sum() / (gaps**2).sum() < 0.65


def test_a_year_in_which_nothing_happens_has_few_signals() -> None:
    counties = [draw(np.random.default_rng([21, seed]), WEEKS, 0.3, PHI) for seed in range(6)]
    began = int(lasting_path(counties).started.sum())
    assert began <= 40, "0.3 a month are 22 in six years; with more than 40 the promise would be broken"
