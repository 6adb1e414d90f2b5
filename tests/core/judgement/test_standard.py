"""Standards by hand: what meets, misses or leaves one open, at the bound itself; and of which units it speaks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from core.catalogue.kpi_model import Standard
from core.judgement.dispersion import Dispersion
from core.judgement.standard import applies_to, count_interval, status_of
from core.metrics.types import StandardStatus
from core.store.units import UnitRef
from tests.support.worlds import CATALOGUE

MET, MISSED, OPEN = StandardStatus.MET, StandardStatus.MISSED, StandardStatus.UNDECIDED


@pytest.mark.parametrize(
    ("op", "low", "high", "expected"),
    [
        (">=", 0.9, 0.9, MET),
        (">=", 0.9, 0.95, MET),
        (">=", 0.89, 0.9, OPEN),
        (">=", 0.8, 0.89, MISSED),
        ("<=", 0.9, 0.9, MET),
        ("<=", 0.8, 0.9, MET),
        ("<=", 0.9, 0.91, OPEN),
        ("<=", 0.91, 0.95, MISSED),
    ],
)
def test_an_interval_against_a_bound(op: str, low: float, high: float, expected: StandardStatus) -> None:
    standard = Standard.model_validate({"op": op, "value": 0.9, "zh": "九成", "source": "doc000"})
    assert status_of(standard, low, high) is expected


def test_force_shares_are_asked_of_bureaus_alone() -> None:
    bureau = UnitRef(1, "B", "局", "bureau", None)
    station, county = replace(bureau, kind="station"), replace(bureau, kind="county")
    share, rate = CATALOGUE.kpis["station_force_share"], CATALOGUE.kpis["onscene_completion_rate"]
    assert [applies_to(share, unit) for unit in (bureau, county, station)] == [True, True, False]
    assert applies_to(rate, station) and not applies_to(CATALOGUE.kpis["alerts_valid"], bureau)


@pytest.mark.parametrize("count", [0, 1, 7, 120])
def test_a_counts_interval_is_garwoods(count: int) -> None:
    exact = Dispersion(np.array(1.0), np.array(math.inf))
    low, high = count_interval(count, exact)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 if count else 0.0)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2)
