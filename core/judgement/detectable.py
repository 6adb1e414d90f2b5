"""The smallest true change that a comparison would have told.

A change is told where its p passes the family of what is shown with it, and it is large enough to be worth saying. The
first of a family of n items passes at α ÷ n (Benjamini and Hochberg's first step), and that is what is asked here: it
holds where little else has changed, and is somewhat strict where much has. The smallest change told with a chance of
80% (POWER) is then the one that lies a t quantile of that α and a normal quantile of 80% away from none, in standard
errors on the scale of the test (Cohen, Statistical Power Analysis, 1988); the error has the base as it was, the size of
both windows, and φ of windows so long. It is given for a rise of a count or percentile, in %, and for a rate's way
towards one half, which is the harder, in 个百分点. benchmarks/detectable.py plants such changes and counts how many
are told.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.special import ndtri, stdtrit

from core.judgement.autocorrelation import DAYS_A_MONTH
from core.judgement.case import Case, Evidence
from core.judgement.counts import CONFIDENCE
from core.judgement.season_layout import MONTHS_BEHIND

POWER = 0.8
ROUNDS = 8  # of putting the change back into its own error; it settles in three or four
MARGIN = float(ndtri(POWER))
MOST_TIMES = 9.0  # what only a tenfold could show is no answer
MOST_LOG = 20.0


def smallest_detectable(case: Case, evidence: Evidence | None, alpha: float) -> float | None:
    """Return the smallest change, in the change's unit, that is told in four of five cases at `alpha`.

    None where there is no test, or where nothing that could happen would be told. What is counted in full tells every
    change that is worth saying.
    """
    if case.obstacle or case.judged_change is None:
        return None
    if evidence is None:
        return case.smallest
    phi, df = float(case.dispersion.phi), float(case.dispersion.df)
    reach, worth = needed_deviate(df, alpha), case.smallest / 100
    if case.test_kind == "count":
        change = count_rise(
            case.base.numerator, CountError(case.exposures, phi, share_of_months(case.now.window.days)), reach, worth
        )
    elif case.test_kind == "rate":
        change = rate_change(case.base.fraction, case.now.fraction[1], phi, reach, worth)
    else:
        change = _percentile_rise(evidence, df, reach, worth)
    most = 1.0 if case.test_kind == "rate" else MOST_TIMES
    return change * 100 if change is not None and change <= most else None


def needed_deviate(df: float, alpha: float) -> float:
    """Return how many standard errors a change must lie from none for p to reach `alpha`."""
    return float(-stdtrit(df, alpha / 2))


def share_of_months(days: int) -> float:
    """Return the share that a window so long has in the months from which its φ is estimated."""
    months = days / DAYS_A_MONTH
    return months / (months + MONTHS_BEHIND)


class CountError(NamedTuple):
    """What decides the error of a change between counts: exposures now and then, φ, and the window's `share` in it."""

    exposures: tuple[float, float]
    phi: float
    share: float


def count_rise(base: float, spread: CountError, reach: float, worth: float) -> float | None:
    """Return the rise, in parts of the base; `worth` is the least rise worth saying.

    What a window has beyond chance grows with it, and so does φ by the window's own months.
    """
    if base <= 0:
        return None
    usual, least, rise = base * spread.exposures[0] / spread.exposures[1], math.log1p(worth), 0.0
    for _ in range(ROUNDS):
        times = math.exp(rise)
        estimated = 1 + (spread.phi - 1) * (1 + spread.share * (times - 1))
        assumed = math.sqrt(estimated * (1 / (usual * times) + 1 / base))
        error = math.sqrt((1 + (spread.phi - 1) * times) / (usual * times) + spread.phi / base)
        rise = min(max(reach * assumed, least) + MARGIN * error, MOST_LOG)
    return math.expm1(rise)


def rate_change(base: tuple[float, float], size: float, phi: float, reach: float, worth: float) -> float | None:
    """Return how far a rate would have to move towards one half, in parts of one: there its error is largest.

    `base` is the numerator and denominator then, `size` the denominator now.
    """
    hits, base_size = base
    if size <= 0 or base_size <= 0:
        return None
    share = (hits + 0.5) / (base_size + 1)
    level, change = max(share, 1 - share), 0.0
    for _ in range(ROUNDS):
        now = max(level - change, 0.0)
        pooled = (now * size + level * base_size) / (size + base_size)
        null = math.sqrt(phi * pooled * (1 - pooled) * (1 / size + 1 / base_size))
        error = math.sqrt(phi * (now * (1 - now) / size + level * (1 - level) / base_size))
        change = max(reach * null, worth) + MARGIN * error
    return change


def _percentile_rise(evidence: Evidence, df: float, reach: float, worth: float) -> float | None:
    """Return the rise, in parts of the base, the error taken from the change's own interval."""
    if evidence.low <= -100 or not math.isfinite(evidence.high):
        return None
    width = math.log1p(evidence.high / 100) - math.log1p(evidence.low / 100)
    error = width / 2 / needed_deviate(df, 1 - CONFIDENCE)
    return math.expm1(min(max(reach * error, math.log1p(worth)) + MARGIN * error, MOST_LOG))
