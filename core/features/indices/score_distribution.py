"""Distribution of a weighted sum of independent scores, on a grid of a tenth of a point.

Each KPI's posterior gives its contribution a distribution on the grid; that of their sum is the convolution, by one
Fourier transform. So the interval of an index is computed and not drawn: no seed, no chance, the same answer every
time. What is counted in full has no distribution of its own and is added as it is.

Points stop at 0 and at 100, so chance does not even out: where a KPI's true level lies near its target, chance can only
cost points, and both the figure and its posterior lie too low on average. The gap between the median of a
contribution (the points of the level's median) and its mean tells by how much, once for the figure and once more for
the posterior. A distribution is therefore read with leeway on the side where it counts: a score is said to lie below a
bound only if it would do so that much higher, above one only if it would that much lower.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.metrics.arrays import Floats, Ints

Below = Callable[[Floats], Floats]  # scores by (unit, place) → P(score ≤ that); what is no number is not asked
STEP = 0.1
CELLS = 2048  # a power of two with room for every sum up to 100
PLACES = np.arange(CELLS) * STEP
_PLACES: list[float] = PLACES.tolist()
EDGES = (np.arange(1001) + 0.5) * STEP  # the upper edge of each cell of a contribution


@dataclass(frozen=True)
class ScoreDistribution:
    """By unit: the density of the random part of a score on the grid, the fixed rest, and the gap both ways."""

    density: Floats
    fixed: Floats
    up: Floats
    down: Floats

    def rows(self, units: Sequence[int]) -> ScoreDistribution:
        """Return the distribution of some of the units."""
        rows = list(units)
        return ScoreDistribution(self.density[rows], self.fixed[rows], self.up[rows], self.down[rows])

    def surely_below(self, unit: int, score: float, times: float = 1.0) -> float:
        """Return P(score of the unit < score), with a leeway of so many gaps upwards."""
        return self._below(unit, score, self.up[unit] * times)

    def surely_above(self, unit: int, score: float, times: float = 1.0) -> float:
        """Return P(score of the unit ≥ score), with a leeway of so many gaps downwards."""
        return 1 - self._below(unit, score, -self.down[unit] * times)

    def _below(self, unit: int, score: float, leeway: float) -> float:
        fixed, bound = float(self.fixed[unit]), score - 1e-9
        cells = bisect_left(_PLACES, bound, key=lambda place: place + fixed + leeway)
        return float(self.density[unit, :cells].sum())

    def variances(self) -> Floats:
        """Return the variance of every unit's score, in points squared."""
        places = np.arange(CELLS) * STEP
        means = self.density @ places
        variances: Floats = np.maximum(self.density @ np.square(places) - np.square(means), 0.0)
        return variances

    def intervals(self, level: float = 0.95) -> list[tuple[float, float]]:
        """Return the central interval of every unit, with a leeway of one gap at both ends."""
        running = np.cumsum(self.density, axis=1)
        low, high = (np.count_nonzero(running < share, axis=1) * STEP for share in ((1 - level) / 2, (1 + level) / 2))
        ends = np.clip([low - self.down + self.fixed, high + self.up + self.fixed], 0, 100)
        return [(round(least, 6), round(most, 6)) for least, most in ends.T.tolist()]


def contribution_density(below: Below, shares: Floats) -> Floats:
    """Return the density of share × score on the grid, by (unit, cell); nothing at all where the share is 0."""
    counts = shares > 0
    cumulative = np.ones((len(shares), len(EDGES)))
    reached = int(np.count_nonzero(EDGES / shares.max(initial=0.0) < 100)) if counts.any() else 0
    scores = EDGES[:reached] / np.where(counts, shares, 1.0)[:, None]  # beyond them every score of all units lies below
    is_beyond = scores >= 100  # not a number: nothing is worked out there
    cumulative[:, :reached] = np.where(is_beyond, 1.0, below(np.where(is_beyond, np.nan, scores)))
    cumulative[:, -1] = 1.0
    density = np.zeros((len(shares), CELLS))
    density[:, 0] = cumulative[:, 0]
    np.subtract(cumulative[:, 1:], cumulative[:, :-1], out=density[:, 1 : len(EDGES)])
    density[~counts] = 0.0
    density[~counts, 0] = 1.0
    return density


class Contribution(NamedTuple):
    """A KPI's contribution to the scores of units: densities on the grid, and by unit the row that is its own.

    Of many units with few records many have the same ones, and one row.
    """

    density: Floats
    row_of: Ints

    @staticmethod
    def by_unit(density: Floats) -> Contribution:
        """Return that of a density with a row for each unit."""
        return Contribution(density, np.arange(len(density)))

    @staticmethod
    def nothing(units: int) -> Contribution:
        """Return that of a KPI which counts for none of the units: all of it lies at 0."""
        density = np.zeros((1, CELLS))
        density[0, 0] = 1.0
        return Contribution(density, np.zeros(units, np.int64))

    def with_rows(self, units: Sequence[int], contribution: Contribution) -> Contribution:
        """Return the same with the contribution to some of the units in place of theirs."""
        row_of = self.row_of.copy()
        row_of[units] = contribution.row_of + len(self.density)
        return Contribution(np.concatenate([self.density, contribution.density]), row_of)


def sum_distribution(contributions: Iterable[Contribution], fixed: Floats) -> ScoreDistribution:
    """Return the distribution of the sum of independent contributions."""
    spectrum = np.ones((len(fixed), CELLS // 2 + 1), complex)
    up, down = np.zeros(len(fixed)), np.zeros(len(fixed))
    for density, row_of in contributions:
        spectrum *= np.fft.rfft(density, axis=1)[row_of]
        gap = (np.argmax(np.cumsum(density, axis=1) >= 0.5, axis=1) * STEP - density @ PLACES)[row_of]
        up, down = up + np.maximum(gap, 0.0), down + np.maximum(-gap, 0.0)
    total = np.clip(np.fft.irfft(spectrum, CELLS, axis=1), 0.0, None)
    return ScoreDistribution(total / total.sum(1, keepdims=True), fixed, up, down)


def difference_interval(now: ScoreDistribution, base: ScoreDistribution, level: float) -> tuple[float, float]:
    """Return the central interval of now − base, of two independent distributions of one unit each."""
    size = 2 * CELLS
    spectrum = np.fft.rfft(now.density[0], size) * np.conj(np.fft.rfft(base.density[0], size))
    running = np.cumsum(np.clip(np.fft.fftshift(np.fft.irfft(spectrum, size)), 0.0, None))
    low, high = np.searchsorted(running / running[-1], [(1 - level) / 2, (1 + level) / 2])
    fixed = now.fixed[0] - base.fixed[0]
    ends = (low - CELLS) * STEP - now.down[0] - base.up[0], (high - CELLS) * STEP + now.up[0] + base.down[0]
    return float(ends[0] + fixed), float(ends[1] + fixed)
