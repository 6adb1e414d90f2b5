"""Ranks with their intervals, by simulation.

Each unit's true level is drawn from what its own figures leave open, Beta(k/φ + ½, (n − k)/φ + ½) for a rate and
Gamma(k/φ + ½) ÷ (exposure/φ) for events (Jeffreys' priors; Gelman and others, Bayesian Data Analysis, 2.8), its own
error counted in by dividing what was seen by φ, which is itself drawn as far as its degrees of freedom leave it open.
The ranks of such draws themselves would be too sure of themselves: where the units hardly differ, the one that came out
first by luck comes out first in most draws too, and their 95% hold the true rank in 83% of cases. So a unit's rank
interval counts the others that are surely better and surely worse: those whose difference from it lies beyond what the
draws of all its differences together stay within 95 times in 100 (Mogstad, Romano, Shaikh and Wilhelm, Review of
Economic Studies 2024, 91:476).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.comparison.funnel import Sample
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

DRAWS, SEED = 2000, 1996
Ranks = NDArray[np.int64]


def ranks(values: ArrayLike, *, highest_first: bool) -> Ranks:
    """Returns rank 1 for the highest value (the lowest unless `highest_first`); equal values share the better rank."""
    score = np.asarray(values, float) * (-1 if highest_first else 1)
    unit_ranks: Ranks = 1 + (score[None, :] < score[:, None]).sum(1)
    return unit_ranks


def rank_intervals(
    units: Sample, phi: ArrayLike, *, highest_first: bool, df: ArrayLike = np.inf, level: float = 0.95
) -> tuple[Ranks, Ranks]:
    """Returns the first and last rank that each unit may have. The same units in any order get the same intervals.

    `phi` is the error of each unit (or of all) in times of chance, known with `df` degrees of freedom.
    """
    errors = np.broadcast_to(np.maximum(phi, 1.0), units.numerators.shape)
    freedom = np.broadcast_to(np.asarray(df, float), units.numerators.shape)
    sort_order = np.lexsort((freedom, errors, units.denominators, units.numerators))
    drawn = _draw_levels(units, sort_order, Dispersion(errors, freedom)) * (-1 if highest_first else 1)
    ends = np.array(intervals_of_draws(drawn, level)).T
    low, high = np.empty_like(sort_order), np.empty_like(sort_order)
    low[sort_order], high[sort_order] = ends
    _, same = np.unique(np.stack([units.numerators, units.denominators]), axis=1, return_inverse=True)
    for figures in np.unique(same):  # equal figures, equal intervals
        alike = same == figures
        low[alike], high[alike] = low[alike].min(), high[alike].max()
    return low, high


class RankIntervals:
    """The rank intervals of units that are compared, drawn when the first of them is looked at: few who compare do.

    Each holds the unit's own rank.
    """

    def __init__(self, units: Sample, own: Dispersion, unit_ranks: Ranks, *, highest_first: bool) -> None:
        self._units, self._own, self._ranks, self._highest_first = units, own, unit_ranks, highest_first

    @cached_property
    def ends(self) -> list[tuple[int, int]]:
        """The first and last rank of every unit, in the order of the units."""
        own = self._own
        first, last = rank_intervals(self._units, own.phi, highest_first=self._highest_first, df=own.df)
        ends = np.minimum(first, self._ranks).tolist(), np.maximum(last, self._ranks).tolist()
        return list(zip(*ends, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RankIntervals) and self.ends == other.ends

    def __hash__(self) -> int:
        return hash(tuple(self.ends))


def intervals_of_draws(drawn: Floats, level: float) -> list[tuple[int, int]]:
    """Returns each unit's first and last rank: 1 + those surely before it, and all but those surely behind it.

    `drawn` are levels by (draw, unit), the lower of which comes before. A unit's difference from itself is 0, which
    tells of nobody before or behind.
    """
    means = drawn.mean(0)
    apart = np.ascontiguousarray((drawn - means).T)  # by (unit, draw)
    farthest, spreads = np.zeros_like(apart), np.zeros((len(means), len(means)))
    for index in range(len(apart) - 1):  # of two units once: the difference of one from the other is minus its own
        others = slice(index + 1, None)
        differences = apart[index] - apart[others]
        spreads[index, others] = np.sqrt(np.einsum("ud,ud->u", differences, differences) / drawn.shape[0])
        differences /= np.maximum(spreads[index, others], 1e-300)[:, None]
        np.abs(differences, out=differences)
        np.maximum(farthest[index], differences.max(0), out=farthest[index])
        np.maximum(farthest[others], differences, out=farthest[others])
    spreads += spreads.T
    beyond = np.quantile(farthest, level, axis=1)[:, None] * spreads
    ahead = means[:, None] - means
    before, behind = (ahead > beyond).sum(1), (-ahead > beyond).sum(1)
    return list(zip((1 + before).tolist(), (len(means) - behind).tolist(), strict=True))


def _draw_levels(units: Sample, sort_order: NDArray[np.int64], own: Dispersion) -> Floats:
    """Draws true levels as they may be, by (draw, unit in `sort_order`)."""
    rng = np.random.default_rng(SEED)
    phi, df = own.phi[sort_order], own.df[sort_order]
    if np.isfinite(df).all():
        phi = np.maximum(phi * df / rng.chisquare(df, (DRAWS, len(df))), 1.0)
    hits, size = units.numerators[sort_order] / phi, units.denominators[sort_order] / phi
    if units.law == "binomial":
        return rng.beta(hits + 0.5, size - hits + 0.5, (DRAWS, len(sort_order)))
    return rng.gamma(hits + 0.5, 1.0, (DRAWS, len(sort_order))) / size
