"""Years of a county in which nothing happens: the generator's own chances, without trend, story or 春节.

Seasons, weekdays and the shocks of days and months are the generator's (seed/calibration.py); what is left out is
what would be a true change. Only sums of the whole county are drawn, straight as numbers, so that hundreds of
boards can be made in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from core.time.days import month_days
from seed import calibration as c
from seed.almanac import days_of

Floats = NDArray[np.float64]
FIRST_MONTH, MONTHS = 2023 * 12, 48
FIRST, LAST = month_days(FIRST_MONTH)[0], month_days(FIRST_MONTH + MONTHS - 1)[1]
COUNTS = ("alerts_valid", "criminal_alerts", "dispute_alerts", "disputes_reported")
RATES = (
    "onscene_completion_rate",
    "dispute_resolution_rate",
    "key_dispute_resolution_rate",
    "hazard_rectification_rate",
    "satisfaction_rate",
)
STATIONS = 6  # stations of each setting, as of size `county`
ONSCENE, RESOLVED, KEY_SHARE, KEY_RESOLVED, SATISFIED = 0.92, 0.95, 0.03, 0.8, 0.981


@dataclass(frozen=True)
class Years:
    """Amounts a day: `counts` (kpi, day), `tops`, `bottoms` (rate, day), `stations` (valid alerts by station, day)."""

    counts: Floats
    tops: Floats
    bottoms: Floats
    stations: Floats


@lru_cache(maxsize=1)
def _means() -> tuple[Floats, NDArray[np.int64]]:
    """Calls a day of a station by (setting, class, day), and the month of each day."""
    shares = np.array(c.CLASS_COUNTS) / sum(c.CLASS_COUNTS)
    rows, months = [], []
    for month in range(FIRST_MONTH, FIRST_MONTH + MONTHS):
        weekend = days_of(month).weekend
        factor = [
            np.where(weekend == 1, w, 1.0) * 7 / (5 + 2 * w) * c.SEASONS[name][month % 12]
            for name, w in zip(c.CLASSES, c.WEEKEND_FACTOR, strict=True)
        ]
        rows.append(np.array(factor))
        months += [month - FIRST_MONTH] * len(weekend)
    day = np.concatenate(rows, axis=1)
    of = [c.CALLS_PER_DAY * c.SETTING_CALLS[s] * shares * np.array(c.SETTING_CLASS[s]) for s in c.SETTINGS]
    return np.array(of)[:, :, None] * day, np.array(months)


def month_shocks(rng: np.random.Generator, shape: float, rows: int, rho: float = 0.0) -> Floats:
    """Gamma factors of mean 1 by (row, month) whose normal scores are autoregressive with `rho`."""
    if rho == 0:
        return rng.gamma(shape, 1 / shape, (rows, MONTHS))
    factors: Floats = np.asarray(gammaincinv(shape, ndtr(autoregression(rng, (rows, MONTHS), rho))), float) / shape
    return factors


def autoregression(rng: np.random.Generator, shape: tuple[int, ...], rho: float) -> Floats:
    """Standard normal numbers that follow a first-order autoregression along the last axis."""
    noise: Floats = rng.standard_normal(shape)
    noise[..., 1:] *= float(np.sqrt(1 - rho**2))
    for month in range(1, shape[-1]):
        noise[..., month] += rho * noise[..., month - 1]
    return noise


def draw(rng: np.random.Generator, rho: float = 0.0) -> Years:
    """One history, the first day being FIRST; `rho` is the autocorrelation of the months' shocks."""
    means, month = _means()
    days = len(month)
    county, stations = np.zeros(means.shape[1:]), []
    at = {name: index for index, name in enumerate(c.CLASSES)}
    for setting in means:
        shock = month_shocks(rng, c.SHOCK_MONTH, STATIONS, rho)[:, month]
        shock = shock * rng.gamma(c.SHOCK_DAY, 1 / c.SHOCK_DAY, (STATIONS, days))
        cells = rng.gamma(c.SHOCK_CLASS_DAY, 1 / c.SHOCK_CLASS_DAY, (STATIONS, *setting.shape))
        cells *= shock[:, None]
        cells *= setting
        county += cells.sum(0)
        stations.append(rng.poisson(cells.sum(1) - cells[:, at["invalid"]]))
    calls = rng.poisson(county).astype(float)
    valid = calls.sum(0) - calls[at["invalid"]]
    dispute = calls[at["dispute"]]
    onscene = calls[at["traffic"]] + dispute
    canvassed = _drives(rng, c.CANVASSED, c.CANVASSED_SHAPE, month, rho)
    reported = rng.binomial(dispute.astype(int), 0.48) + canvassed
    key = rng.binomial(reported.astype(int), KEY_SHARE).astype(float)
    hazards = rng.poisson(0.1 * _drives(rng, c.INSPECTIONS, c.INSPECTIONS_SHAPE, month, rho)).astype(float)
    surveys = _drives(rng, dict.fromkeys(c.SETTINGS, sum(c.SURVEYS.values())), 50.0, month, rho)
    bottoms = np.array([onscene, reported, key, hazards, surveys])
    chances = np.array([ONSCENE, RESOLVED, KEY_RESOLVED, c.RECTIFIED, SATISFIED])
    tops = rng.binomial(bottoms.astype(int), chances[:, None]).astype(float)
    drawn_kpis = np.array([valid, calls[at["criminal"]], dispute, reported])
    return Years(drawn_kpis, tops, bottoms, np.concatenate(stations).astype(float))


def _drives(
    rng: np.random.Generator, mean: dict[str, float], shape: float, month: NDArray[np.int64], rho: float
) -> Floats:
    """Draw what comes in drives: the stations' months differ by more than chance."""
    per_month = sum(mean[s] * month_shocks(rng, shape, STATIONS, rho).sum(0) for s in c.SETTINGS)
    drawn: Floats = rng.poisson((per_month / np.bincount(month))[month]).astype(float)
    return drawn


@dataclass(frozen=True)
class StationYears:
    """Amounts a day of each station: `counts` (kpi, station, day), `tops` and `bottoms` (rate, station, day)."""

    counts: Floats
    tops: Floats
    bottoms: Floats


def draw_stations(rng: np.random.Generator, onscene: float = ONSCENE) -> StationYears:
    """One history, every station drawn; `onscene` is the true rate of what has a standard (现场办结率)."""
    means, month = _means()
    at, drawn = {name: index for index, name in enumerate(c.CLASSES)}, []
    for setting in means:
        shock = rng.gamma(c.SHOCK_MONTH, 1 / c.SHOCK_MONTH, (STATIONS, MONTHS))[:, month]
        shock *= rng.gamma(c.SHOCK_DAY, 1 / c.SHOCK_DAY, (STATIONS, len(month)))
        cells = rng.gamma(c.SHOCK_CLASS_DAY, 1 / c.SHOCK_CLASS_DAY, (STATIONS, *setting.shape))
        drawn.append(rng.poisson(cells * shock[:, None] * setting))
    calls = np.concatenate(drawn)  # station, class, day
    dispute = calls[:, at["dispute"]]
    reported = rng.binomial(dispute, 0.48) + _station_drives(rng, c.CANVASSED, c.CANVASSED_SHAPE, month)
    key = rng.binomial(reported, KEY_SHARE)
    hazards = rng.binomial(_station_drives(rng, c.INSPECTIONS, c.INSPECTIONS_SHAPE, month), 0.1)
    surveys = _station_drives(rng, dict.fromkeys(c.SETTINGS, sum(c.SURVEYS.values())), 50.0, month)
    bottoms = np.array([calls[:, at["traffic"]] + dispute, reported, key, hazards, surveys])
    chances = np.array([onscene, RESOLVED, KEY_RESOLVED, c.RECTIFIED, SATISFIED])
    tops = rng.binomial(bottoms, chances[:, None, None])
    valid = calls.sum(1) - calls[:, at["invalid"]]
    drawn_kpis = np.array([valid, calls[:, at["criminal"]], dispute, reported])
    return StationYears(drawn_kpis.astype(float), tops.astype(float), bottoms.astype(float))


def _station_drives(
    rng: np.random.Generator, mean: dict[str, float], shape: float, month: NDArray[np.int64]
) -> NDArray[np.int64]:
    each = np.repeat([mean[s] for s in c.SETTINGS], STATIONS)[:, None]
    per_month = each * rng.gamma(shape, 1 / shape, (len(c.SETTINGS) * STATIONS, MONTHS))
    drawn: NDArray[np.int64] = rng.poisson((per_month / np.bincount(month))[:, month])
    return drawn
