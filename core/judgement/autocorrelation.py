"""Carries the dispersion of months over to windows of several: what lasts from one month to the next adds up.

φ of single months holds for a quarter or a year only where months are independent. Here what is beyond chance in a
month (φ − 1) is taken to follow a first-order autoregression, its correlation over k months being ρ to the power k.
Over a window of m months it counts 1 + 2 Σ (1 − k/m) ρᵏ times as much (Bayley and Hammersley, Journal of the Royal
Statistical Society, Supplement, 1946). Windows up to a month keep the φ of months. Against a base no credit is taken
for being near: the errors of two neighbouring windows partly cancel, so a 环比 is judged with some reserve.

Three years estimate ρ badly and too low, and with it φ, since season and level are fitted to the same months. So ρ is
not estimated but weighed: on a grid from 0 to .8, by a prior that falls as exp(−PRIOR_DECAY ρ) (its mean is .25), by
the normal likelihood of the residuals' correlation of neighbours, r. Mean and variance of r for each ρ are those of
the residuals of these very months, by the moments of quadratic forms (Searle, Linear Models, 1971, 2.5); so is the
share of φ − 1 that the fit takes away. φ of the window is the mean over the grid; its degrees of freedom are those
that its variance has (Satterthwaite, Biometrics Bulletin, 1946), from the error of φ and half the spread of ρ: ρ has
an end on either side, so that all of it would make the tails too heavy. Prior and half were chosen by simulation.
Where φ is near 1 its excess is the mean of what its own error leaves possible, so that an estimate of 1 by luck does
not hide what lasts. Where like units are compared, ρ is weighed by the months of them all (`pooled`).
benchmarks/autocorrelation.py measures coverage and false verdicts at ρ from 0 to .7, and what this costs where months
are independent.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr

from core.judgement.dispersion import Dispersion, Residuals, count_residuals, rate_residuals
from core.judgement.recent_months import leaves_enough, recent_stray
from core.metrics.arrays import Flags, Floats

DAYS_A_MONTH = 365.25 / 12
PRIOR_DECAY = 2.5
SPREAD_SHARE = 0.5  # of the spread of ρ, in the degrees of freedom
GRID: Floats = np.arange(9) / 10
COLUMNS = 2 + 2 * len(GRID)  # of a row that holds a MonthDispersion
NEIGHBOURS = 1.5  # months apart at most: January and February are one cell
TINIEST = 1e-300
_LOG_PRIOR: Floats = -PRIOR_DECAY * GRID


class MonthDispersion(NamedTuple):
    """φ of single months with its degrees of freedom; by ρ of the grid its weight, and the share of φ − 1 seen."""

    phi: Floats
    df: Floats
    weights: Floats
    seen: Floats

    def over(self, days: float) -> Dispersion:
        """Return φ of a window of so many days."""
        growth = variance_growth(days / DAYS_A_MONTH) / self.seen
        mean = (self.weights * growth).sum(-1)
        variance = (self.weights * np.square(growth)).sum(-1) - np.square(mean)
        error = self.phi * np.sqrt(2 / self.df)
        excess = _positive_mean(self.phi - 1, error)
        phi = self.phi + excess * (mean - 1)
        relative_variance = 2 / self.df + SPREAD_SHARE * np.square(excess / phi) * variance
        return Dispersion(np.maximum(phi, 1.0), 2 / relative_variance)

    def pooled(self) -> MonthDispersion:
        """Return the same with one weighing of ρ for all the rows: what all their months say of it together."""
        likelihoods = np.log(np.maximum(self.weights, TINIEST)) - _LOG_PRIOR
        together = likelihoods.sum(0) + _LOG_PRIOR
        weights = np.exp(together - together.max())
        return self._replace(weights=np.broadcast_to(weights / weights.sum(), self.weights.shape))

    def where(self, condition: Flags, others: MonthDispersion) -> MonthDispersion:
        """Return these rows where the condition holds, and others elsewhere."""
        return MonthDispersion.from_rows(np.where(condition[..., None], self.to_rows(), others.to_rows()))

    def to_rows(self) -> Floats:
        """Return a row a unit, with `COLUMNS` numbers."""
        ends = np.stack([self.phi, self.df], -1)
        return np.concatenate([ends, self.weights, self.seen], -1)

    @classmethod
    def from_rows(cls, rows: Floats) -> MonthDispersion:
        """Take rows apart again."""
        middle = 2 + len(GRID)
        return cls(rows[..., 0], rows[..., 1], rows[..., 2:middle], rows[..., middle:])


def variance_growth(months: float) -> Floats:
    """Return by ρ of the grid how many times a month's excess variance a window has, both over their means."""
    m = max(months, 1.0)
    growth: Floats = (1 + GRID) / (1 - GRID) - 2 * GRID * (1 - GRID**m) / (m * np.square(1 - GRID))
    return growth


def _positive_mean(mean: Floats, error: Floats) -> Floats:
    """Return the mean of a normal variable that is known to be positive."""
    u = mean / error
    positive: Floats = mean + error * np.exp(-np.square(u) / 2 - log_ndtr(u)) / np.sqrt(2 * np.pi)
    return positive


def count_months(counts: ArrayLike, exposure: Floats, first_month: int, recent: Flags | None = None) -> MonthDispersion:
    """Return φ and ρ of counts (…, season, period) whose periods begin with that month of the year (0 to 11).

    Months of `recent` cells are left out where they stray (recent_months.py).
    """
    cells = CellOrder((exposure > 0).tobytes(), exposure.shape[-1], first_month, is_rate=False)
    by_month = _month_dispersion(count_residuals(counts, exposure), cells)
    if recent is None or not leaves_enough(exposure > 0, recent):
        return by_month
    others = count_months(counts, np.where(recent, 0.0, exposure), first_month)
    return by_month.where(~_stray(by_month, others), others)


def rate_months(
    numerators: Floats, denominators: Floats, first_month: int, cells: Flags, recent: Flags | None = None
) -> MonthDispersion:
    """Return φ and ρ of rates (row, season, period); `cells` (season, period) says which the layout has.

    Months without records count as the mean; only whole periods without any shorten a row. Months of `recent` cells
    are left out where they stray (recent_months.py).
    """
    residuals = rate_residuals(numerators, denominators)
    periods: Flags = np.any(denominators > 0, axis=-2)
    rows = np.empty((len(periods), COLUMNS))
    for pattern in np.unique(periods, axis=0):
        alike: Flags = (periods == pattern).all(-1)
        order = CellOrder((cells & pattern).tobytes(), cells.shape[-1], first_month, is_rate=True)
        rows[alike] = _month_dispersion(Residuals(residuals.table[alike], residuals.df[alike]), order).to_rows()
    by_month = MonthDispersion.from_rows(rows)
    if recent is None or not leaves_enough(cells, recent):
        return by_month
    others = rate_months(numerators, np.where(recent, 0.0, denominators), first_month, cells & ~recent)
    return by_month.where(~_stray(by_month, others), others)


def _stray(by_month: MonthDispersion, others: MonthDispersion) -> Flags:
    return recent_stray((by_month.phi, others.phi), (by_month.df, others.df))


def _month_dispersion(residuals: Residuals, cells: CellOrder) -> MonthDispersion:
    """Return φ with what its residuals tell of ρ."""
    dispersion, moments = residuals.dispersion(), _moments(*cells)
    z = residuals.table[..., moments.seasons, moments.periods]
    squares, products = np.square(z).sum(-1), (z[..., :-1] * z[..., 1:] * moments.are_neighbours).sum(-1)
    has_residuals = (squares > 0) & (moments.df > 0)
    r = products / np.where(has_residuals, squares, 1.0)
    log_weights = np.where(has_residuals[..., None], moments.log_likelihood(r, dispersion.phi), 0.0) + _LOG_PRIOR
    weights = np.exp(log_weights - log_weights.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    own_share = np.where(has_residuals, residuals.df / dispersion.df, 0.0)[..., None]
    seen = own_share * moments.seen + (1 - own_share)
    return MonthDispersion(dispersion.phi, dispersion.df, weights, seen)


class CellOrder(NamedTuple):
    """Say which cells of a table of seasons by periods hold a month, and how they follow each other.

    `pattern` has as bytes which cells there are, in rows of `periods`; `first_month` (0 to 11) is the month of the
    year with which each period begins. A rate is fitted as one level a period, without seasons.
    """

    pattern: bytes
    periods: int
    first_month: int
    is_rate: bool


class _Moments(NamedTuple):
    """The cells in their order, and traces by ρ: of residuals without (0) and with (1) nothing but what lasts."""

    seasons: NDArray[np.int64]
    periods: NDArray[np.int64]
    are_neighbours: Flags
    df: float
    seen: Floats
    squares: tuple[Floats, Floats]
    products: tuple[Floats, Floats]
    spread: tuple[tuple[Floats, Floats, Floats], ...]  # of tr(SVSV), tr(SVV), tr(VV), in powers of the two parts of V

    def log_likelihood(self, r: Floats, phi: Floats) -> Floats:
        """Return the log likelihood of r by (…, ρ)."""
        lasting = (1 - 1 / phi)[..., None]
        chance = 1 - lasting
        squares = np.maximum(chance * self.squares[0] + lasting * self.squares[1], 1e-9)
        mean = (chance * self.products[0] + lasting * self.products[1]) / squares
        both, single, none = (
            np.square(chance) * a + 2 * chance * lasting * b + np.square(lasting) * c for a, b, c in self.spread
        )
        variance = np.maximum(2 * (both - 2 * mean * single + np.square(mean) * none) / np.square(squares), 1e-6)
        likelihood: Floats = -np.square(r[..., None] - mean) / (2 * variance) - np.log(variance) / 2
        return likelihood


@lru_cache(maxsize=128)  # the same few patterns at each new data version
def _moments(pattern: bytes, period_count: int, first_month: int, is_rate: bool) -> _Moments:
    has_month = np.frombuffer(pattern, bool).reshape(-1, period_count)
    seasons, periods = np.nonzero(has_month)
    pairs = zip(seasons.tolist(), periods.tolist(), strict=True)
    unordered = [_months_of(season, period, first_month) for season, period in pairs]
    order = np.argsort([sum(cell) / len(cell) for cell in unordered], kind="stable")
    seasons, periods, months = seasons[order], periods[order], [unordered[cell] for cell in order]
    middles = np.array([sum(cell) / len(cell) for cell in months])
    are_neighbours = np.diff(middles) <= NEIGHBOURS
    design = np.eye(period_count)[periods]
    if not is_rate:
        design = np.concatenate([design, np.eye(len(has_month))[seasons]], 1)
    size = len(seasons)
    residual = np.eye(size) - design @ np.linalg.pinv(design) if size else np.zeros((0, 0))
    steps = np.zeros((size, size))
    before = np.flatnonzero(are_neighbours)
    steps[before, before + 1] = steps[before + 1, before] = 0.5
    traces = [_traces(residual, residual @ _correlation(months, rho) @ residual, steps) for rho in GRID]
    squares0, squares1, products0, products1, *spread = (np.array(column) for column in zip(*traces, strict=True))
    df = float(np.trace(residual))
    return _Moments(
        seasons,
        periods,
        are_neighbours,
        df if size > 1 and df > 0.5 else 0.0,
        np.maximum(squares1, 1e-9) / squares0 if df > 0.5 else np.ones(len(GRID)),
        (squares0, squares1),
        (products0, products1),
        tuple((spread[i], spread[i + 1], spread[i + 2]) for i in (0, 3, 6)),
    )


def _months_of(season: int, period: int, first_month: int) -> list[int]:
    """Return the numbers of a cell's months, the first month of period 0 being 0."""
    of_year = [0, 1] if season == 0 else [season + 1]
    return [(month - first_month) % 12 - 12 * period for month in of_year]


def _correlation(months: list[list[int]], rho: float) -> Floats:
    """Return the correlation of what lasts, between cells; a cell of two months has more of it than one of one."""
    numbers = [number for cell in months for number in cell]
    owners = np.repeat(np.arange(len(months)), [len(cell) for cell in months])
    lags = np.abs(np.subtract.outer(numbers, numbers)) if numbers else np.zeros((0, 0))
    sizes = np.array([len(cell) for cell in months], float)
    shares = (owners == np.arange(len(months))[:, None]) / np.sqrt(sizes)[:, None]
    correlation: Floats = shares @ np.power(rho, lags) @ shares.T
    return correlation


def _traces(chance: Floats, lasting: Floats, steps: Floats) -> list[float]:
    """Return traces of the two parts of the residuals' variance, alone and in twos."""
    stepped = [steps @ chance, steps @ lasting]
    variances = [chance, lasting]
    twos = ((0, 0), (0, 1), (1, 1))

    def trace(first: ArrayLike, second: ArrayLike) -> float:
        return float(np.sum(np.asarray(first) * np.asarray(second).T))

    return [
        float(np.trace(chance)),
        float(np.trace(lasting)),
        float(np.trace(stepped[0])),
        float(np.trace(stepped[1])),
        *(trace(stepped[a], stepped[b]) for a, b in twos),
        *((trace(stepped[a], variances[b]) + trace(stepped[b], variances[a])) / 2 for a, b in twos),
        *(trace(variances[a], variances[b]) for a, b in twos),
    ]
