"""The statistics of a contest: areas by how their counts changed, now against then.

Given all alerts of an area in both periods, those that fall into the newer one are binomial with one share for all
areas whose rates changed alike (Przyborowski and Wilenski 1940), however many alerts an area has. So the areas are
compared by that share, with the methods of the fair comparison (engine/fair): the dispersion φ of an area is the
greatest of what its own months show, what the others differ among themselves, and a spread that adds to chance; all
the areas are tried together by Holm's procedure; places have simulated intervals. The same area thus stands against its
own past and against like areas, and a quiet one, whose few alerts fell by luck, is told apart from nobody.

The shrunk change is the empirical Bayes one of log ratios (Morris, Journal of the American Statistical Association
1983, 78:47), with the spread between areas by DerSimonian and Laird (1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from core.comparison import outlier_tests, ranks
from core.comparison.funnel import Sample, sample
from core.comparison.overdispersed_tails import deviate
from core.judgement import counts, family
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """All areas: counts now and then, the days of both, and the dispersion of each area's own months."""

    now: Floats
    base: Floats
    days: tuple[float, float]
    dispersion: Dispersion
    smallest_change: float
    alpha: float

    @property
    def binomial_sample(self) -> Sample:
        """Of all alerts of both periods, those of the newer one."""
        return sample("binomial", self.now, self.now + self.base)

    @property
    def common_ratio(self) -> float:
        """The change of all areas together: the ratio of their rates per day."""
        return float(self.now.sum() / self.base.sum()) * self.days[1] / self.days[0]


@dataclass(frozen=True, slots=True)
class AreaEvidence:
    """By area. `ratio` is now over then, per day (NaN where there is no base), with its own 95% interval.

    `own` says which of their changes stand, tried together; `small` where a doubling could not be told. `apart` says
    which differ from the others, tried together. `phi` is the dispersion against the others.
    """

    ratio: Floats
    low: Floats
    high: Floats
    own_significant: Flags
    too_few: Flags
    differs_from_others: Flags
    phi: Floats


@dataclass(frozen=True, slots=True)
class AreaPlaces:
    """By area: the shrunk change as a ratio, its place, and the first and last place that it may have (95%)."""

    shrunk: Floats
    place: Ints
    first: Ints
    last: Ints


def weigh_evidence(case: AreaCounts) -> AreaEvidence:
    """What can be told of the areas; each has at least one alert in one of the periods."""
    pair, days = (case.now, case.base), case.days
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(case.base > 0, case.now / case.base * days[1] / days[0], np.nan)
    low, high = counts.ratio_interval(pair, days, case.dispersion)
    p = counts.p_value(pair, days, case.dispersion)
    small = counts.too_small(pair, days, case.dispersion)
    others = np.array([_spread_of_others(case, at) for at in range(len(case.now))])
    phi = np.maximum(np.maximum(case.dispersion.phi, others), 1.0)
    return AreaEvidence(ratio, low, high, family.found(p, case.alpha), small, _differs(case, phi, others), phi)


def place_areas(counts: AreaCounts, phi: Floats) -> AreaPlaces:
    """Where the areas stand, by their shrunk changes."""
    shrunk = _shrunk(counts, phi)
    place = ranks.ranks(shrunk, highest_first=False)
    effective = sample("binomial", counts.now / phi, (counts.now + counts.base) / phi)
    first, last = ranks.rank_intervals(effective, 1.0, highest_first=False)
    return AreaPlaces(shrunk, place, np.minimum(first, place), np.maximum(last, place))


def _spread_of_others(case: AreaCounts, at: int) -> float:
    """φ of how the other areas differ among themselves."""
    others = case.binomial_sample.without(at)
    return (
        outlier_tests.dispersion_of_others(others, float(case.binomial_sample.denominators[at]))
        if len(others.numerators) > 1
        else 1.0
    )


def _differs(case: AreaCounts, phi: Floats, others_phi: Floats) -> Flags:
    """Which areas differ from the others together, at a chance of `share` that any of them is told so falsely."""
    units, many = case.binomial_sample, len(case.now)
    p = np.ones(many)
    for at in range(many):
        others = units.without(at)
        if many < outlier_tests.MIN_UNITS or not 0 < others.level < 1:
            continue
        free = (
            float(case.dispersion.df[at]) if case.dispersion.phi[at] >= others_phi[at] else many - 2
        )  # of the φ that is used
        sized = 1 + float(units.denominators[at] / others.denominators.sum())  # their level is not known for sure
        z = deviate(
            "binomial", float(units.numerators[at]), float(units.denominators[at]), others.level, float(phi[at]) * sized
        )
        p[at] = 2 * stdtr(free, -abs(z))
    return outlier_tests.holm(p, case.alpha)


def _shrunk(case: AreaCounts, phi: Floats) -> Floats:
    """Ratios drawn towards the common one by how little each area's counts tell."""
    y = np.log((case.now + 0.5) / (case.base + 0.5) * case.days[1] / case.days[0])
    v = phi * (1 / (case.now + 0.5) + 1 / (case.base + 0.5))
    weight = 1 / v
    mean = float((weight * y).sum() / weight.sum())
    q = float((weight * np.square(y - mean)).sum())
    room = float(weight.sum() - np.square(weight).sum() / weight.sum())
    between = max(0.0, (q - (len(y) - 1)) / room) if room > 0 else 0.0
    if between == 0:
        middle, kept = mean, np.zeros_like(y)
    else:
        again = 1 / (v + between)
        middle, kept = float((again * y).sum() / again.sum()), between / (between + v)
    found: Floats = np.exp(middle + kept * (y - middle))
    return found
