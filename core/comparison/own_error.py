"""Error within a unit: how much its figure of a window would vary though its own level stayed the same.

The months of a unit about their own season and period (counts) or period (rates) give Pearson residuals. What they vary
beyond chance is taken as a shock that dies away geometrically from month to month; the part ρ that is left after a
month is estimated from the neighbouring residuals of all the units together, after what the fit takes out of both is
given back (the residuals' expected squares and products under the fit's projection), and drawn towards ρ = 0.3 where
the months say little. The variance of a window of m months is then φ = 1 + s·(1 + 2Σ(1 − k/m)ρᵏ) times that of chance,
s the shock's share of a month (Box and Jenkins, Time Series Analysis, 1970, 2.1; Satterthwaite 1946 for its degrees of
freedom). A unit calmer than the middle one is taken half-way to it: of eighteen, it is those whose months were calm by
luck that would be told from the others falsely. What differs between units has no part in it: it is what a comparison
is about.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from core.judgement.dispersion import DEFAULT_PHI, MIN_DF, Dispersion, fitted_counts, fitted_rates
from core.judgement.season_layout import SEASONS
from core.metrics.arrays import Flags, Floats

RHO_GRID = np.round(np.arange(0.0, 0.91, 0.05), 2)
DEFAULT_RHO, DEFAULT_WEIGHT = 0.3, 25.0  # a guess worth 25 pairs of months
DAYS_A_MONTH = 30.4


class MonthTables(NamedTuple):
    """Months of units by (unit, season, period): numerators, and denominators of a rate or days of a count (0: none).

    `first_season` is the row in which the periods begin.
    """

    numerators: Floats
    sizes: Floats
    is_rate: bool
    first_season: int = 0


class _Moments(NamedTuple):
    """Expected sums of a table's residuals by ρ: of squares and of neighbours' products, and the squares' freedom.

    `squares` and `products` are those of a shock of unit variance, `chance_*` those of independent chance.
    """

    squares: Floats
    products: Floats
    freedom: Floats
    chance_squares: float
    chance_products: float
    pairs: int


def own_error(tables: MonthTables, days: float) -> Dispersion:
    """Return by unit φ ≥ 1 of a window of so many days, and the degrees of freedom with which it is known."""
    residuals, is_telling = _residuals(tables)
    squares = np.square(residuals).sum(-1)
    products = (residuals[:, 1:] * residuals[:, :-1]).sum(-1)
    moments = [_moments(pattern.tobytes(), tables.is_rate) for pattern in is_telling]
    rho = _estimated_rho(squares, products, moments)
    column = int(np.argmin(np.abs(RHO_GRID - rho)))
    own_df = np.array([moment.freedom[column] for moment in moments])
    missing = np.maximum(MIN_DF - own_df, 0.0)
    expected = np.array([max(moment.squares[column], 1e-9) for moment in moments])
    excess = squares - np.array([moment.chance_squares for moment in moments])
    shock = np.where(own_df > 0, excess / expected, 0.0)
    shock = (shock * own_df + (DEFAULT_PHI - 1) * missing) / (own_df + missing)
    phi = 1 + np.maximum(shock, 0.0) * variance_factor(rho, days / DAYS_A_MONTH)
    return Dispersion(np.maximum(phi, (phi + np.median(phi)) / 2), own_df + missing)


def variance_factor(rho: float, months: float) -> float:
    """Return how many times a window's variance exceeds that of as many independent months; 1 up to a month."""
    lags = np.arange(1, max(int(np.ceil(months)), 1))
    return float(1 + 2 * ((1 - lags / max(months, 1.0)) * rho**lags).sum())


def _residuals(tables: MonthTables) -> tuple[Floats, Flags]:
    """Return Pearson's residuals by (unit, time), 0 where a month tells nothing, and which months tell something."""
    fit = fitted_rates if tables.is_rate else fitted_counts
    expected, variance = fit(tables.numerators, tables.sizes)
    is_telling = variance > 0
    residuals = np.where(is_telling, (tables.numerators - expected) / np.sqrt(np.where(is_telling, variance, 1.0)), 0.0)
    in_time, telling_in_time = (_in_time(table, tables.first_season) for table in (residuals, is_telling))
    return in_time, telling_in_time.astype(bool)


def _in_time(tables: ArrayLike, first_season: int) -> Floats:
    """Return (unit, season, period) as (unit, time): the oldest period first, each from its first season on."""
    rolled = np.roll(np.asarray(tables), -first_season, axis=1)
    flat: Floats = rolled[:, :, ::-1].transpose(0, 2, 1).reshape(len(rolled), -1)
    return flat


@lru_cache(maxsize=256)  # the same few patterns for all units and KPIs
def _moments(cells: bytes, is_rate: bool) -> _Moments:
    """Return the expected sums of residuals of the months there are (`cells`, in time)."""
    has_month = np.frombuffer(cells, bool)
    times = np.flatnonzero(has_month)
    design = (times[:, None] // SEASONS == np.arange(len(has_month) // SEASONS)).astype(float)
    if not is_rate:
        design = np.concatenate([design, (times[:, None] % SEASONS == np.arange(SEASONS)).astype(float)], axis=1)
    maker = np.eye(len(times)) - design @ np.linalg.pinv(design)
    is_pair = np.diff(times) == 1
    squares, products, freedom = [], [], []
    for rho in RHO_GRID:
        covariance = maker @ (rho ** np.abs(times[:, None] - times)) @ maker
        square = float(np.trace(covariance))
        squares.append(square)
        products.append(float(np.diagonal(covariance, 1)[is_pair].sum()))
        freedom.append(square**2 / max(float(np.square(covariance).sum()), 1e-9))
    chance_products = float(np.diagonal(maker, 1)[is_pair].sum())
    chance_squares = float(np.trace(maker))
    freedom = freedom if chance_squares > 0.5 else [0.0] * len(RHO_GRID)
    return _Moments(
        np.array(squares), np.array(products), np.array(freedom), chance_squares, chance_products, int(is_pair.sum())
    )


def _estimated_rho(squares: Floats, products: Floats, moments: list[_Moments]) -> float:
    """Return the part of a shock that is left a month later, of all units together."""
    excess = float(squares.sum()) - sum(moment.chance_squares for moment in moments)
    pairs = sum(moment.pairs for moment in moments)
    total_squares = sum(moment.squares for moment in moments)
    if excess <= 0 or not pairs or not np.all(total_squares > 0):
        return DEFAULT_RHO
    excess_products = float(products.sum()) - sum(moment.chance_products for moment in moments)
    expected = sum(moment.products for moment in moments) / total_squares  # by ρ, rising
    own = float(np.interp(excess_products / excess, expected, RHO_GRID))
    weight = pairs * (excess / float(squares.sum())) ** 2
    return (weight * own + DEFAULT_WEIGHT * DEFAULT_RHO) / (weight + DEFAULT_WEIGHT)
