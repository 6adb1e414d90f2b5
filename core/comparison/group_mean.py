"""Tests of which units lie above or below the group's mean, by the error within units.

A unit lies above the mean of all exactly where it lies above that of the others together, Σ ÷ Σ, so it is set against
these: by the exact conditional tests of two rates or two counts (core/judgement), the normal deviate divided by √φ and
looked up in Student's t. φ joins the unit's own error and that of the others' mean. As shocks that differ from month
to month have long, uneven tails, a unit must also pass by the beta-binomial or negative binomial law around the
others' level. All units are tried together by Holm's procedure (1979).

That units truly differ from each other has no part in it: whether a unit is unusual among them is the funnel's
question. benchmarks/places.py measures that equal stations are told apart on at most 2 boards in 100, which takes a
share of 1 in 100, since φ and its autocorrelation are themselves estimates.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from core.comparison.funnel import Sample
from core.comparison.outlier_tests import holm
from core.comparison.overdispersed_tails import deviate
from core.comparison.types import AgainstGroup
from core.judgement import counts, rates
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

ERROR_SHARE = 0.01


def against_group(units: Sample, own: Dispersion) -> list[AgainstGroup]:
    """Returns for each unit whether its level is surely above or below the group's; `own` is the error within it."""
    if len(units.numerators) < 2:
        return [AgainstGroup.UNCLEAR] * len(units.numerators)
    z, p = _tests(units, own)
    is_sure = holm(p, ERROR_SHARE)
    positions = np.where(z > 0, AgainstGroup.ABOVE, AgainstGroup.BELOW)
    return [AgainstGroup(side) if sure else AgainstGroup.UNCLEAR for side, sure in zip(positions, is_sure, strict=True)]


def _tests(units: Sample, own: Dispersion) -> tuple[Floats, Floats]:
    """Returns the deviate of each unit from the others together and its two-sided p."""
    hits, size = units.numerators, units.denominators
    other_hits, other_size = hits.sum() - hits, size.sum() - size
    if units.law == "binomial":
        z = rates.deviate((hits, size), (other_hits, other_size))
    else:
        z = counts.deviate((hits, other_hits), (size, other_size))
    own_variance = size * own.phi
    error_of_others = (own_variance.sum() - own_variance) / np.square(other_size)  # in times of chance at one case
    phi = np.maximum((own.phi / size + error_of_others) / (1 / size + 1 / other_size), 1.0)
    p: Floats = 2 * stdtr(own.df, -np.abs(z) / np.sqrt(phi))
    # The second law only adds to p: it can take back what is sure by the first, and makes nothing else so.
    for index in np.flatnonzero(holm(p, ERROR_SHARE)):
        level = float(other_hits[index] / other_size[index])
        if 0 < level < (1 if units.law == "binomial" else np.inf):
            total_phi = float(own.phi[index] + size[index] * error_of_others[index])
            tail = deviate(units.law, float(hits[index]), float(size[index]), level, total_phi)
            p[index] = max(p[index], 2 * stdtr(own.df[index], -abs(tail)))
    return z, p
