"""The smallest true change that a comparison would have told.

A change is told where its p passes the family that it is tested in (judgement/families.py), and it is large enough to
be worth saying. The first of a family of n items passes at α ÷ n (Benjamini and Hochberg's first step), and that is
what is asked here: it holds where little else has changed, and is somewhat strict where much has. The smallest change
told with a chance of 80% (POWER) follows from the noncentral t distribution, since φ is itself estimated, with df
degrees of freedom: on the scale of the test, in standard errors,

    t (1 − 1 ÷ 4 df) + z √(1 + t² ÷ 2 df),    t of that α, z the normal quantile of 80%

(the normal approximation of its power: Johnson and Welch, Biometrika 31, 1940; Cohen, Statistical Power Analysis,
1988). The error has the base as it was, the size of both windows, and φ of windows so long. A rise and a fall of a
count are not equally far in %, and a fall beyond none, or a rate beyond 0 or 100%, there is not: both ends are given,
each where it can be. A rate's is its way towards one half, which is the harder. benchmarks/detectable.py plants such
changes and counts how many are told.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from scipy.special import ndtri, stdtrit

from core.judgement.case import Case, Evidence
from core.judgement.counts import CONFIDENCE
from core.metrics.types import Detectable

POWER = 0.8
ROUNDS = 8  # of putting the change back into its own error; it settles in three or four
MARGIN = float(ndtri(POWER))
MOST_TIMES = 9.0  # what only a tenfold could show is no answer
MOST_LOG = 20.0
MOST_FALL = 99.0  # %: rounded up it would be all of it
Direction = Literal[1, -1]


class Threshold(NamedTuple):
    """Say how many standard errors a change must lie from none to pass, of an error known with so many degrees."""

    deviate: float
    df: float

    @classmethod
    def at(cls, df: float, alpha: float) -> Threshold:
        """Return that of a two-sided p of `alpha`."""
        return cls(float(-stdtrit(df, alpha / 2)), df)

    def smallest_told(self, assumed: float, error: float, worth: float = 0.0) -> float:
        """Return the smallest size that passes in four of five cases.

        `assumed` is its standard error where there is no change, `error` where there is; sizes below `worth` are not
        told however sure.
        """
        limit = self.deviate * assumed
        detected = limit * (1 - 1 / (4 * self.df)) + MARGIN * math.hypot(error, limit / math.sqrt(2 * self.df))
        return max(detected, worth + MARGIN * error)


def smallest_detectable(case: Case, evidence: Evidence | None, alpha: float) -> Detectable:
    """Return the smallest changes, in the change's unit, that are told in four of five cases at `alpha`.

    None of what is not tested: what cannot be compared, and what is counted in full and needs no telling.
    """
    if evidence is None or case.obstacle or case.judged_change is None:
        return Detectable()
    phi, threshold = float(case.dispersion.phi), Threshold.at(float(case.dispersion.df), alpha)
    worth = case.smallest / 100
    if case.test_kind == "rate":
        base, size = case.base.fraction, case.now.fraction[1]
        change = rate_change(base, size, phi, threshold, worth)
        return Detectable() if change is None else ends_of_rate(base[0] / base[1], change)
    if case.test_kind == "count":
        spread = CountError(case.exposures, phi)
        rise = count_change(case.base.numerator, spread, threshold, worth)
        fall = count_change(case.base.numerator, spread, threshold, worth, -1)
        return ends_of_logs(fall, rise)
    size_in_logs = _percentile_change(evidence, threshold, worth)
    return ends_of_logs(size_in_logs, size_in_logs)


def ends_of_logs(fall: float | None, rise: float | None) -> Detectable:
    """Return a fall and a rise in %, from sizes of logarithms; where only a tenfold could be told there is no answer.

    A fall that rounds to all of it could be told of nothing that is left.
    """
    if rise is None or rise > math.log1p(MOST_TIMES):
        return Detectable()
    left = None if fall is None else -math.expm1(-fall) * 100
    return Detectable(left if left is not None and left <= MOST_FALL else None, math.expm1(rise) * 100)


def ends_of_size(size: float, *, is_rate: bool) -> Detectable:
    """Return a fall and a rise of one size: parts of one of a rate in 个百分点, logarithms of a ratio in %."""
    if is_rate:
        return Detectable(size * 100, size * 100) if size <= 1 else Detectable()
    return ends_of_logs(size, size)


def ends_of_rate(rate: float, change: float) -> Detectable:
    """Return a fall and a rise of a rate in 个百分点, each where the rate has so far to go."""
    return Detectable(change * 100 if change <= rate else None, change * 100 if change <= 1 - rate else None)


class CountError(NamedTuple):
    """All that decides the error of a change between counts: exposures now and then, and φ of the months before."""

    exposures: tuple[float, float]
    phi: float


def count_change(
    base: float, spread: CountError, threshold: Threshold, worth: float, direction: Direction = 1
) -> float | None:
    """Return the smallest rise told, or fall, as a logarithm; `worth` is the least worth saying, in parts of the base.

    What a window has beyond chance grows with it; φ does not, for the window's own months have no part in it.
    """
    if base <= 0:
        return None
    usual, least, size = base * spread.exposures[0] / spread.exposures[1], abs(math.log1p(direction * worth)), 0.0
    for _ in range(ROUNDS):
        times = math.exp(direction * size)
        assumed = math.sqrt(spread.phi * (1 / (usual * times) + 1 / base))
        error = math.sqrt((1 + (spread.phi - 1) * times) / (usual * times) + spread.phi / base)
        before, size = size, min(threshold.smallest_told(assumed, error, least), MOST_LOG)
        if size == before:
            break
    return size


def rate_change(base: tuple[float, float], size: float, phi: float, threshold: Threshold, worth: float) -> float | None:
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
        before, change = change, threshold.smallest_told(null, error, worth)
        if change == before:
            break
    return change


def _percentile_change(evidence: Evidence, threshold: Threshold, worth: float) -> float | None:
    """Return the change as a logarithm, the error taken from the change's own interval."""
    if evidence.low <= -100 or not math.isfinite(evidence.high):
        return None
    width = math.log1p(evidence.high / 100) - math.log1p(evidence.low / 100)
    error = width / 2 / Threshold.at(threshold.df, 1 - CONFIDENCE).deviate
    return min(threshold.smallest_told(error, error, math.log1p(worth)), MOST_LOG)
