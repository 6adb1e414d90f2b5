"""A county of 18 stations in which nothing happens but what chance, season, weekday, 春节 and slow trends do.

Straight as numbers, without a database. What is made to fail is the independence of weeks: a station's weekly count of
a class is negative binomial, with variance/mean φ + 0.015 × mean as in the demo county, and the normal scores of
successive weeks are correlated by ρ (a Gaussian copula), so that ρ is nearly that of the counts themselves. A week's
records fall on its days by their means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import nbinom

from core.time.calendar import lunar_new_year
from core.time.days import to_date, week_days
from seed import calibration as c

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STATIONS_A_SETTING = 6  # as of size `county`: urban, then town, then rural
STATIONS = STATIONS_A_SETTING * len(c.SETTINGS)
KPIS = (
    "alerts_valid",
    "criminal_alerts",
    "telecom_fraud_alerts",
    "public_order_alerts",
    "dispute_alerts",
    "traffic_alerts",
    "alerts_total",
)
DRAWN = {"criminal": 1, "public_order": 3, "dispute": 4, "traffic": 5}  # classes that are a KPI by themselves
SPREAD = 0.015  # variance/mean of the demo's urban stations is about 2 at 62 alerts a week, 1.1 at a few
MEAN_STEP = 0.01  # means are rounded to one per cent, so that quantiles are looked up
FRAUD_SHARE = c.ALERT_KINDS["criminal"]["telecom_fraud"] / sum(c.ALERT_KINDS["criminal"].values())


@dataclass(frozen=True)
class Rise:
    """From a week on, a class has `factor` times as many at one station, or at all of them (None)."""

    classes: tuple[str, ...]
    factor: float
    week: int
    station: int | None = None


def day_means(weeks: range) -> Floats:
    """Mean calls by (class, station, day), the last year's level being the calibration's."""
    days = np.arange(week_days(weeks[0])[0], week_days(weeks[-1])[1] + 1)
    dates = [to_date(int(day)) for day in days]
    new_year = np.array([day - lunar_new_year(on.year) for day, on in zip(days, dates, strict=True)])
    month, is_weekend = np.array([on.month - 1 for on in dates]), np.array([on.weekday() >= 5 for on in dates])
    festival = np.ones(len(days))
    for first, last, factor in c.FESTIVAL:
        festival[(new_year >= first) & (new_year <= last)] = factor
    shares, years = np.array(c.CLASS_COUNTS) / sum(c.CLASS_COUNTS), (days - days[-1]) / c.YEAR
    rows = []
    for index, name in enumerate(c.CLASSES):
        weekend = c.WEEKEND_FACTOR[index]
        by_day = np.where(is_weekend, weekend, 1.0) * 7 / (5 + 2 * weekend) * np.array(c.SEASONS[name])[month]
        by_day = by_day * festival * np.exp(c.CLASS_TREND[index] * years)
        by_setting = [
            c.CALLS_PER_DAY * c.SETTING_CALLS[setting] * shares[index] * c.SETTING_CLASS[setting][index]
            for setting in c.SETTINGS
        ]
        rows.append(np.repeat(by_setting, STATIONS_A_SETTING)[:, None] * by_day)
    return np.array(rows)


def draw(rng: np.random.Generator, weeks: range, rho: float, phi: float, rise: Rise | None = None) -> Ints:
    """Counts of one county by (KPI, unit, day), the bureau in row 0."""
    means = day_means(weeks)
    means = means * np.exp(rng.normal(0, c.STATION_VOLUME_SD, (1, STATIONS, 1)))
    years = (np.arange(means.shape[-1]) - means.shape[-1]) / c.YEAR
    means = means * np.exp(rng.normal(0, c.STATION_TREND_SD, (1, STATIONS, 1)) * years)
    if rise is not None:
        rows = [c.CLASSES.index(name) for name in rise.classes]
        stations = slice(None) if rise.station is None else slice(rise.station, rise.station + 1)
        means[rows, stations, (rise.week - weeks[0]) * 7 :] *= rise.factor
    by_class = _spread_over_days(rng, means, rho, phi)
    fraud = rng.binomial(by_class[c.CLASSES.index("criminal")], FRAUD_SHARE)
    total = by_class.sum(0)
    amounts = np.empty((len(KPIS), *total.shape), np.int64)
    amounts[0], amounts[2], amounts[6] = total - by_class[c.CLASSES.index("invalid")], fraud, total
    for name, row in DRAWN.items():
        amounts[row] = by_class[c.CLASSES.index(name)]
    return np.concatenate([amounts.sum(1, keepdims=True), amounts], axis=1)


def split(rng: np.random.Generator, counts: Ints, part_count: int) -> Ints:
    """Share counts (…, unit, week) out among so many communities of each unit, of different sizes, as chance does."""
    shares = rng.dirichlet(np.full(part_count, 8.0), counts.shape[-2])
    pieces = np.stack([rng.multinomial(counts[..., unit, :], shares[unit]) for unit in range(len(shares))], axis=-3)
    pieces = np.moveaxis(pieces, -1, -2)
    return pieces.reshape(*counts.shape[:-2], -1, counts.shape[-1])


def by_week(days: Ints) -> Ints:
    """Sums over weeks of 7 days."""
    return np.asarray(days.reshape(*days.shape[:-1], -1, 7).sum(-1), np.int64)


def correlated(rng: np.random.Generator, shape: tuple[int, ...], rho: float) -> Floats:
    """Standard normal scores whose neighbours along the last axis are correlated by ρ."""
    scores = rng.standard_normal(shape)
    for week in range(1, shape[-1]):
        scores[..., week] = rho * scores[..., week - 1] + np.sqrt(1 - rho * rho) * scores[..., week]
    return scores


def negative_binomial(scores: Floats, mean: Floats, phi: float) -> Ints:
    """The counts at these normal scores, their variance φ + SPREAD × mean times the mean (to MEAN_STEP of it)."""
    chances = ndtr(scores).ravel()
    steps = np.rint(np.log(np.maximum(mean, 1e-3)) / MEAN_STEP).astype(np.int64).ravel()
    order = np.argsort(steps, kind="stable")
    starts = np.flatnonzero(np.diff(steps[order], prepend=steps[order[0]] - 1))
    counts = np.zeros(len(chances), np.int64)
    for places in np.split(order, starts[1:]):
        counts[places] = np.searchsorted(_cumulative(int(steps[places[0]]), phi), chances[places])
    return counts.reshape(scores.shape)


@lru_cache(maxsize=4096)
def _cumulative(step: int, phi: float) -> Floats:
    mean = float(np.exp(step * MEAN_STEP))
    ratio = phi + SPREAD * mean
    most = int(mean + 12 * np.sqrt(mean * ratio) + 30)
    return np.asarray(nbinom.cdf(np.arange(most), mean / (ratio - 1), 1 / ratio), np.float64)


def _spread_over_days(rng: np.random.Generator, means: Floats, rho: float, phi: float) -> Ints:
    days = means.reshape(*means.shape[:-1], -1, 7)
    week_means = days.sum(-1)
    counts = negative_binomial(correlated(rng, week_means.shape, rho), week_means, phi)
    return rng.multinomial(counts, days / week_means[..., None]).reshape(means.shape)
