"""The smallest true change that a comparison would have told.

A change is told where its p passes the family of what is shown with it, and it is large enough to be worth saying. The
first of a family of n items passes at α ÷ n (Benjamini and Hochberg's first step), and that is what is asked here: it
holds where little else has changed, and is somewhat strict where much has. The smallest change told with a chance of
80% (POWER) is then the one that lies a t quantile of that α and a normal quantile of 80% away from none, in standard
errors on the scale of the test (Cohen, Statistical Power Analysis, 1988); the error has the base as it was, the size of
both windows, and φ of windows so long. It is given for a rise of a count or percentile, in %, and for a fall of a rate
or a rise, whichever is harder, in 个百分点. benchmarks/detectable.py plants such changes and counts how many are told.
"""

from __future__ import annotations

import math

from scipy.special import ndtri, stdtrit

from core.judgement.case import Case, Evidence

POWER = 0.8
ROUNDS = 8  # of putting the change back into its own error; it settles in three or four
MOST_PERCENT = 900.0  # what only a tenfold could show is no answer
MOST_POINTS = 100.0
CONFIDENCE_TAIL = 0.975


def smallest_detectable(case: Case, evidence: Evidence | None, alpha: float) -> float | None:
    """Return the smallest change, in the change's unit, that is told in four of five cases at `alpha`.

    None where there is no test, or where nothing that could happen would be told. What is counted in full tells every
    change that is worth saying.
    """
    if case.obstacle or case.judged_change is None:
        return None
    if evidence is None:
        return case.smallest
    df = float(case.dispersion.df)
    reach, margin = float(-stdtrit(df, alpha / 2)), float(ndtri(POWER))
    if case.test_kind == "count":
        change = _of_count(case, reach, margin)
    elif case.test_kind == "rate":
        change = _of_rate(case, reach, margin)
    else:
        change = _of_percentile(case, evidence, df, reach, margin)
    most = MOST_POINTS if case.test_kind == "rate" else MOST_PERCENT
    return change if change is not None and change <= most else None


def _of_count(case: Case, reach: float, margin: float) -> float | None:
    """Return the rise in %."""
    base, (days, base_days) = case.base.numerator, case.exposures
    if base <= 0:
        return None
    phi, usual, worth = float(case.dispersion.phi), base * days / base_days, math.log1p(case.smallest / 100)
    rise = 0.0
    for _ in range(ROUNDS):
        error = math.sqrt(phi * (1 / (usual * math.exp(rise)) + 1 / base))
        rise = max(reach, worth / error) * error + margin * error
    return math.expm1(rise) * 100


def _of_rate(case: Case, reach: float, margin: float) -> float | None:
    """Return the points by which it would have to fall or rise."""
    (_, size), (hits, base_size) = case.now.fraction, case.base.fraction
    if size <= 0 or base_size <= 0:
        return None
    phi, level = float(case.dispersion.phi), (hits + 0.5) / (base_size + 1)
    level = max(level, 1 - level)  # towards the middle the error grows: the harder way for a rate near its end
    change = 0.0
    for _ in range(ROUNDS):
        now = max(level - change, 0.0)
        pooled = (now * size + level * base_size) / (size + base_size)
        null = math.sqrt(phi * pooled * (1 - pooled) * (1 / size + 1 / base_size))
        error = math.sqrt(phi * (now * (1 - now) / size + level * (1 - level) / base_size))
        change = max(reach * null, case.smallest / 100) + margin * error
    return change * 100


def _of_percentile(case: Case, evidence: Evidence, df: float, reach: float, margin: float) -> float | None:
    """Return the rise in %, the error taken from the change's own interval."""
    if evidence.low <= -100 or not math.isfinite(evidence.high):
        return None
    width = math.log1p(evidence.high / 100) - math.log1p(evidence.low / 100)
    error = width / 2 / float(stdtrit(df, CONFIDENCE_TAIL))
    return math.expm1(max(reach * error, math.log1p(case.smallest / 100)) + margin * error) * 100
