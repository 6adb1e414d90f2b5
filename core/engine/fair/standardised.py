"""Rates as they would be with the group's mix of cases: direct standardisation.

Σ wₛ kₛ/nₛ with the group's share of each stratum as its weight. The interval joins Wilson's interval of each stratum's
rate (Zou, Huang and Zhang, Computational Statistics and Data Analysis 2009, 53:1080); with two strata and weights of 1
and −1 it is Newcombe's interval of a difference, with one stratum it is Wilson's. The dispersion of the group widens
it as everywhere: by effective sizes, n/φ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from core.engine.judgement.counts import wilson

Z95 = 1.959963984540054


class Weighted(NamedTuple):
    """A weighted sum of rates and its 95% interval."""

    value: float
    low: float
    high: float


def weighted(tops: ArrayLike, sizes: ArrayLike, weights: ArrayLike, phi: float = 1.0, q: float = Z95) -> Weighted:
    """Σ w·k/n with its interval. Raises ZeroDivisionError where a stratum is empty: it has no rate."""
    hits, size, weight = (np.asarray(x, float) for x in (tops, sizes, weights))
    if not (size > 0).all():
        raise ZeroDivisionError("a stratum without cases has no rate")
    rate = hits / size
    low, high = wilson(rate, size / max(phi, 1.0), q)
    down, up = weight * rate - np.minimum(weight * low, weight * high), np.maximum(weight * low, weight * high)
    value = float((weight * rate).sum())
    return Weighted(
        value,
        value - float(np.sqrt(np.square(down).sum())),
        value + float(np.sqrt(np.square(up - weight * rate).sum())),
    )


def standardised(tops: ArrayLike, sizes: ArrayLike, mix: ArrayLike, phi: float = 1.0) -> Weighted:
    """A unit's strata at the mix of cases of the whole group (`mix`: the group's cases by stratum)."""
    cases = np.asarray(mix, float)
    return weighted(tops, sizes, cases / cases.sum(), phi)
