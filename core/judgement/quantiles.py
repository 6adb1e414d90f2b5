"""Tests a change between two percentiles that are read from bins.

Each percentile has the binomial interval of an order statistic: Wilson's interval of the share itself, on the effective
size, read from the bins like the percentile. The interval of the ratio joins the two as Zou and Donner (2008) do, on
the log scale. The test compares how many lie within the edge nearest to the percentile of both windows together (the
median test of Mood, at another quantile), as any two rates are compared.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from operator import add
from typing import NamedTuple

import numpy as np

from core.judgement.counts import CONFIDENCE, t_quantile, wilson_interval
from core.judgement.dispersion import Dispersion
from core.judgement.rates import RateParts


def value_at_share(bins: Sequence[int], edges: Sequence[int], share: float) -> float:
    """Return the value below which the share lies, interpolated within its bin; infinite in the open bin."""
    running = list(accumulate(bins))
    target = share * running[-1]
    index = bisect_left(running, target)
    if index >= len(edges):
        return float("inf")
    low = edges[index - 1] if index else 0
    before = running[index] - bins[index]
    return float(low + (edges[index] - low) * (target - before) / max(bins[index], 1))


def nearest_edge(now: Sequence[int], base: Sequence[int], share: float) -> int:
    """Return the bin whose upper edge lies nearest to the percentile of both together."""
    *running, total = accumulate(map(add, now, base))
    distances = [abs(count / total - share) for count in running]
    return distances.index(min(distances))


def fraction_within(bins: Sequence[int], edge: int) -> RateParts:
    """Return the number at or below an edge, and the number of all."""
    return float(sum(bins[: edge + 1])), float(sum(bins))


class BinPair(NamedTuple):
    """Two windows that are compared, as bins with their edges, and the share that lies below the percentile."""

    now: Sequence[int]
    base: Sequence[int]
    edges: Sequence[int]
    share: float


def ratio_interval(
    now: Sequence[int], base: Sequence[int], edges: Sequence[int], share: float, dispersion: Dispersion
) -> tuple[float, float]:
    """Return the interval of the ratio, now over base; ends that lie in the open bin are 0 or infinite."""
    return ratio_intervals([BinPair(now, base, edges, share)], dispersion)[0]


def ratio_intervals(pairs: Sequence[BinPair], dispersion: Dispersion) -> list[tuple[float, float]]:
    """Return the intervals of several ratios; `dispersion` is one, or has one for each pair."""
    sizes = np.array([(sum(pair.now), sum(pair.base)) for pair in pairs], float).T / dispersion.phi
    shares = np.array([pair.share for pair in pairs], float)
    ends = wilson_interval(shares, sizes, t_quantile(dispersion.df, CONFIDENCE))
    (now_low, base_low), (now_high, base_high) = (end.tolist() for end in ends)
    ends_of_pairs = zip(pairs, zip(now_low, now_high, strict=True), zip(base_low, base_high, strict=True), strict=True)
    return [_joined(pair, now_ends, base_ends) for pair, now_ends, base_ends in ends_of_pairs]


def _joined(pair: BinPair, now_ends: tuple[float, float], base_ends: tuple[float, float]) -> tuple[float, float]:
    """Return the interval of one ratio, from the shares at the ends of both percentiles' own."""
    (l1, x1, u1), (l0, x0, u0) = (
        [_log(value_at_share(bins, pair.edges, share)) for share in (low, pair.share, high)]
        for bins, (low, high) in ((pair.now, now_ends), (pair.base, base_ends))
    )
    down, up = math.hypot(x1 - l1, u0 - x0), math.hypot(u1 - x1, x0 - l0)
    return math.exp(x1 - x0 - down), math.exp(x1 - x0 + up)


def _log(value: float) -> float:
    return math.log(value) if value else -math.inf
