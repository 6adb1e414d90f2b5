"""The statistics of a contest: areas by how their counts changed, now against then.

Given all alerts of an area in both periods, those that fall into the newer one are binomial with one share for all
areas whose rates changed alike (Przyborowski and Wilenski 1940), however many alerts an area has. So the areas are
compared by that share, with the methods of the comparison of units (core/comparison): the dispersion φ of an area is
the greatest of that of its own months, that of the others among themselves, and 1; all the areas are tested together
by Holm's procedure; places have simulated intervals. So an area is compared with its own past and with like areas, and
a quiet one, whose few alerts fell by luck, differs significantly from nobody.

The shrunk change is the empirical Bayes one of log ratios (Morris, Journal of the American Statistical Association
1983, 78:47), with the spread between areas by DerSimonian and Laird (1986). Shrinking and the intervals of places rest
on the error within an area, the dispersion of its own months: what the others differ by is no error of its own.
`retention` is how much of an area's distance from the common change is left; where hardly anything is, the evidence
holds no difference between areas, and shrunk changes would only look like a fault.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from core.comparison import outlier_tests, ranks
from core.comparison.funnel import Sample, sample
from core.comparison.overdispersed_tails import deviate
from core.judgement import counts, multiple_testing
from core.judgement.detectable import Threshold
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
MAX_DETECTABLE = float(np.log(10))  # a larger ratio to the others' change is of no use to anybody
MIN_RETENTION = 0.1  # of the best known area: with less, shrunk changes say nothing


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """All areas: counts now and then, the days of both, and the dispersion of each area's own months.

    `smallest_change` is the smallest worth saying, in %; `alpha` the level of each family of tests.
    """

    now: Floats
    base: Floats
    days: tuple[float, float]
    dispersion: Dispersion
    smallest_change: float
    alpha: float

    @property
    def binomial_sample(self) -> Sample:
        """The alerts of the newer period out of those of both."""
        return sample("binomial", self.now, self.now + self.base)

    @property
    def common_ratio(self) -> float:
        """The change of all areas together: the ratio of their rates per day."""
        return float(self.now.sum() / self.base.sum()) * self.days[1] / self.days[0]


@dataclass(frozen=True, slots=True)
class AreaEvidence:
    """Evidence by area. `ratio` is now over then, per day (NaN where there is no base), with its own 95% interval.

    `own_significant` marks changes that are significant as one family; `too_few` those where a doubling could not be
    detected. `differs_from_others` marks areas that differ from the others together, as one family. `phi` is the
    dispersion against the others.
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
    """By area: the shrunk change as a ratio, its place, and the first and last place that it may have (95%).

    `retention` is the part of each area's distance from the common change that shrinking leaves, from 0 to 1.
    """

    shrunk: Floats
    retention: Floats
    place: Ints
    first: Ints
    last: Ints


def weigh_evidence(areas: AreaCounts) -> AreaEvidence:
    """Test every area's change; each has at least one alert in one of the periods."""
    pair, days = (areas.now, areas.base), areas.days
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(areas.base > 0, areas.now / areas.base * days[1] / days[0], np.nan)
    low, high = counts.ratio_interval(pair, days, areas.dispersion)
    p = counts.p_value(pair, days, areas.dispersion)
    too_few = counts.hides_doubling(pair, days, areas.dispersion)
    others_phi = np.array([_phi_of_others(areas, index) for index in range(len(areas.now))])
    phi = np.maximum(np.maximum(areas.dispersion.phi, others_phi), 1.0)
    significant = multiple_testing.benjamini_hochberg(p, areas.alpha)
    return AreaEvidence(ratio, low, high, significant, too_few, _differing(areas, phi, others_phi), phi)


def place_areas(areas: AreaCounts, phi: Floats) -> AreaPlaces:
    """Rank the areas by their shrunk changes; `phi` is the dispersion within each."""
    shrunk, retention = _shrunk_ratios(areas, phi)
    place = ranks.ranks(shrunk, highest_first=False)
    effective = sample("binomial", areas.now / phi, (areas.now + areas.base) / phi)
    first, last = ranks.rank_intervals(effective, 1.0, highest_first=False)
    return AreaPlaces(shrunk, retention, place, np.minimum(first, place), np.maximum(last, place))


def _phi_of_others(areas: AreaCounts, index: int) -> float:
    """φ of the other areas among themselves."""
    areas_sample = areas.binomial_sample
    others = areas_sample.without(index)
    if len(others.numerators) < 2:
        return 1.0
    return outlier_tests.dispersion_of_others(others, float(areas_sample.denominators[index]))


def _differing(areas: AreaCounts, phi: Floats, others_phi: Floats) -> Flags:
    """The areas that differ from the others together; the chance of any false one is at most `alpha`."""
    areas_sample, area_count = areas.binomial_sample, len(areas.now)
    numerators, denominators = areas_sample.numerators, areas_sample.denominators
    p = np.ones(area_count)
    for index in range(area_count):
        others = areas_sample.without(index)
        if area_count < outlier_tests.MIN_UNITS or not 0 < others.level < 1:
            continue
        uses_own_phi = areas.dispersion.phi[index] >= others_phi[index]
        df = float(areas.dispersion.df[index]) if uses_own_phi else area_count - 2
        inflation = 1 + float(denominators[index] / others.denominators.sum())  # the others' level is an estimate too
        scale = float(phi[index]) * inflation
        z = deviate("binomial", float(numerators[index]), float(denominators[index]), others.level, scale)
        p[index] = 2 * stdtr(df, -abs(z))
    return outlier_tests.holm(p, areas.alpha)


def detectable_gaps(areas: AreaCounts, phi: Floats) -> tuple[Floats, Floats]:
    """The smallest gaps to the others' change, lower and higher, that are found 4 times in 5; in % of their change.

    `phi` is the dispersion against the others, known no better than from them. NaN where not even ten times the others'
    change would be found, and of too few areas, which are not tested.
    """
    total, area_count = areas.now + areas.base, len(areas.now)
    others = np.maximum(total.sum() - total, 1.0)
    error = np.sqrt(phi * (1 + total / others) * 4 / total)
    df = np.minimum(areas.dispersion.df, max(area_count - 2, 1))
    thresholds = [Threshold.at(float(degrees), areas.alpha / area_count) for degrees in df]
    gap = error * np.array([threshold.smallest_told(1.0, 1.0) for threshold in thresholds])
    is_found = (gap <= MAX_DETECTABLE) & (area_count >= outlier_tests.MIN_UNITS)
    gap = np.where(is_found, gap, np.nan)
    return (np.exp(-gap) - 1) * 100, (np.exp(gap) - 1) * 100


def _shrunk_ratios(areas: AreaCounts, phi: Floats) -> tuple[Floats, Floats]:
    """Ratios drawn towards the common one, the more so the fewer an area's counts, and the parts that are left."""
    y = np.log((areas.now + 0.5) / (areas.base + 0.5) * areas.days[1] / areas.days[0])
    v = phi * (1 / (areas.now + 0.5) + 1 / (areas.base + 0.5))
    weight = 1 / v
    mean = float((weight * y).sum() / weight.sum())
    q = float((weight * np.square(y - mean)).sum())
    scale = float(weight.sum() - np.square(weight).sum() / weight.sum())
    between_variance = max(0.0, (q - (len(y) - 1)) / scale) if scale > 0 else 0.0
    if between_variance == 0:
        centre, retention = mean, np.zeros_like(y)
    else:
        random_weight = 1 / (v + between_variance)
        centre = float((random_weight * y).sum() / random_weight.sum())
        retention = between_variance / (between_variance + v)
    return np.exp(centre + retention * (y - centre)), retention
