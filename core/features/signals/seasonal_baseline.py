"""The usual weekly count: a quasi-Poisson regression over the weeks of three years, for many series at once.

log mean = level + trend + two annual waves + three stretches around the lunar new year (+ a known offset). Weeks far
above the fit count less in it (Farrington and others, JRSS A 1996: Anscombe residuals above 2.58, here weighted by
their inverse square). All coefficients but the level are drawn towards 0 by a normal prior, so that two years, or one,
give a usable answer; and the uncertainty that is left is known for every week: near 春节, of which few were seen, and
far from the weeks of the fit it is larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import WEEK
from core.metrics.arrays import Flags, Floats, Ints
from core.time.calendar import lunar_new_year
from core.time.days import to_date, week_days

WEEKS_A_YEAR = 365.25 / WEEK
FESTIVAL_STRETCHES = ((-14, -3), (-2, 6), (7, 20))  # days from 正月初一: the way home, the feast, the rebound
WAVES = 2
TERMS = 2 + 2 * WAVES + len(FESTIVAL_STRETCHES)
FLAT = 1e-6  # the precision of a coefficient of which nothing is known beforehand
ITERATIONS, LARGEST_STEP = 6, 1.0
OUTLIER = 2.58  # Anscombe residuals above it are weighted down
HALF = 0.5  # of a record, so that a series without any has a level


class Prior(NamedTuple):
    """Expected sizes of coefficients: standard deviations on the log scale.

    `caution` says by how many standard deviations of the fitted mean a rise has to exceed it (see lasting_scores.py).
    """

    trend: float
    wave: float
    festival: float
    caution: float

    @property
    def precision(self) -> Floats:
        """The precision matrix of all coefficients."""
        waves, festival = [self.wave] * 2 * WAVES, [self.festival] * len(FESTIVAL_STRETCHES)
        return np.diag([FLAT, *(float(sd) ** -2 for sd in (self.trend, *waves, *festival))])


# Assumed: a year moves a count by some ten per cent, and shares of a bureau move less than its counts.
WHOLE_BUREAU = Prior(trend=0.10, wave=0.20, festival=0.40, caution=0.6)
SHARE = Prior(trend=0.06, wave=0.06, festival=0.20, caution=1.0)


class BaselineFit(NamedTuple):
    """Fits by series: coefficients, their information XᵀWX/φ, φ, the lag-1 autocorrelation, and the weekly mean."""

    coefficients: Floats
    information: Floats
    phi: Floats
    rho: Floats
    level: Floats

    def packed(self) -> Floats:
        """Return a row of numbers for each series."""
        rows = len(self.phi)
        single = np.column_stack([self.phi, self.rho, self.level])
        return np.hstack([self.coefficients, self.information.reshape(rows, TERMS * TERMS), single])

    @classmethod
    def unpacked(cls, rows: Floats) -> BaselineFit:
        """Return the fits of packed rows."""
        information = rows[:, TERMS : TERMS + TERMS * TERMS].reshape(len(rows), TERMS, TERMS)
        return cls(rows[:, :TERMS], information, rows[:, -3], rows[:, -2], rows[:, -1])


def design_of(weeks: Sequence[int], origin: float) -> Floats:
    """Return the terms by (week, term): level, trend in years from the week `origin`, waves, stretches of 春节."""
    years = np.asarray(weeks, float) / WEEKS_A_YEAR
    waves = [wave(2 * np.pi * turn * years) for turn in range(1, WAVES + 1) for wave in (np.sin, np.cos)]
    festival = np.array([_festival_shares(int(week)) for week in weeks]).reshape(len(years), len(FESTIVAL_STRETCHES))
    return np.column_stack([np.ones_like(years), years - origin / WEEKS_A_YEAR, *waves, festival])


@lru_cache(maxsize=4096)
def _festival_shares(week: int) -> tuple[float, ...]:
    """Return how much of a week lies in each stretch."""
    first, last = week_days(week)
    new_year = lunar_new_year(to_date(last).year)
    overlaps = (min(last, new_year + end) - max(first, new_year + begin) + 1 for begin, end in FESTIVAL_STRETCHES)
    return tuple(max(days, 0) / WEEK for days in overlaps)


def fit_baselines(counts: Ints, offset: Floats, valid: Flags, design: Floats, prior: Prior) -> BaselineFit:
    """Fit each series (series, week) by itself over the weeks of the design; `offset` is on the log scale."""
    y, precision, weeks = np.where(valid, counts, 0).astype(float), prior.precision, valid.sum(-1)
    beta = np.zeros((len(y), TERMS))
    beta[:, 0] = np.log((y.sum(-1) + HALF) / np.maximum((np.exp(offset) * valid).sum(-1), HALF))
    weight, phi = valid.astype(float), np.ones(len(y))
    mean, information = _expected(beta, offset, design, weight)
    for _ in range(ITERATIONS):
        gradient = (weight * (y - mean)) @ design / phi[:, None] - beta @ precision
        step = np.linalg.solve(information / phi[:, None, None] + precision, gradient[..., None])[..., 0]
        beta = beta + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        mean, information = _expected(beta, offset, design, weight)
        spent = _spent(information / phi[:, None, None], precision)
        phi = np.maximum((weight * (y - mean) ** 2 / mean).sum(-1) / np.maximum(weeks - spent, 1), 1.0)
        residual = np.maximum(anscombe(y, mean, phi[:, None]), OUTLIER)
        weight = np.where(valid, (OUTLIER / residual) ** 2, 0.0)
    rho = _autocorrelation(np.clip(anscombe(y, mean, phi[:, None]), -OUTLIER, OUTLIER), valid)
    return BaselineFit(beta, information / phi[:, None, None], phi, rho, y.sum(-1) / np.maximum(weeks, 1))


def expected_counts(
    fit: BaselineFit, rho: Floats, design: Floats, offset: Floats, prior: Prior
) -> tuple[Floats, Floats]:
    """Return means by (series, week), and how unsure each is in standard deviations of a week's count.

    Weeks that hang together (ρ) tell less of the mean than independent ones: by (1 − ρ) / (1 + ρ).
    """
    mean = np.exp(np.clip(fit.coefficients @ design.T + offset, -20, 20))
    information = fit.information * ((1 - rho) / (1 + rho))[:, None, None]
    covariance = np.linalg.inv(information + prior.precision)
    variance = np.einsum("np,spq,nq->sn", design, covariance, design, optimize=True)
    return mean, np.sqrt(np.maximum(variance, 0) * mean / fit.phi[:, None])


def anscombe(counts: Floats, mean: Floats, phi: Floats) -> Floats:
    """Return nearly normal residuals: of the count's ⅔ power (Farrington 1996), less the bias of a small mean."""
    mean = np.maximum(mean, 1e-9)
    residual = 1.5 * (np.cbrt(counts**2) / np.sqrt(np.cbrt(mean)) - np.sqrt(mean)) / np.sqrt(phi)
    return np.asarray(residual + np.sqrt(phi / mean) / 6, np.float64)


def _expected(beta: Floats, offset: Floats, design: Floats, weight: Floats) -> tuple[Floats, Floats]:
    mean = np.exp(np.clip(beta @ design.T + offset, -20, 20))
    pairs = design[:, :, None] * design[:, None, :]
    information = (mean * weight) @ pairs.reshape(len(design), -1)
    return mean, information.reshape(len(beta), TERMS, TERMS)


def _spent(information: Floats, precision: Floats) -> Floats:
    """Return the degrees of freedom that the terms take."""
    return np.asarray(np.trace(np.linalg.solve(information + precision, information), axis1=-2, axis2=-1), np.float64)


def _autocorrelation(residuals: Floats, valid: Flags) -> Floats:
    """Return the lag-1 autocorrelation; the terms fitted pull it down by their number over that of the weeks."""
    weeks = np.maximum(valid.sum(-1), 1)
    centred = np.where(valid, residuals - (residuals * valid).sum(-1, keepdims=True) / weeks[:, None], 0.0)
    pairs = np.maximum((valid[:, 1:] & valid[:, :-1]).sum(-1), 1)
    products = (centred[:, 1:] * centred[:, :-1]).sum(-1) / pairs
    raw = products / np.maximum((centred**2).sum(-1) / weeks, 1e-9)
    return np.asarray(np.clip(raw + TERMS * (1 + raw) / weeks, -1.0, 1.0), np.float64)
