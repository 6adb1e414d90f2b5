"""Inspections (检查) and sweeps (清查) of one station in one month."""

from __future__ import annotations

import numpy as np

from core.time.days import SECONDS_PER_DAY
from seed import calibration as c
from seed.almanac import days_of
from seed.choices import weighted
from seed.draft import Draft
from seed.station_profile import StationProfile, at_hours, workdays
from seed.streams import ABSENT, Bools, Ints, count, lag, logit, pick_one, sigmoid


def _drive(month: int) -> float:
    return c.DRIVE_FACTOR if month % 12 + 1 in c.DRIVE_MONTHS else 1.0


def draw_inspections(profile: StationProfile, month: int) -> Draft:
    """Visits to premises, with the hazards found, put right and written up."""
    rng = profile.stream("inspection", month)
    mean = c.INSPECTIONS[profile.setting] * profile.scale.work * _drive(month)
    size = count(rng, mean, c.INSPECTIONS_SHAPE)
    occurred = np.sort(at_hours(rng, workdays(rng, days_of(month), size, weekend=0.6), 9.0, 22.0))
    weights = dict(zip(c.PREMISES, c.PREMISES_SHARES, strict=True))
    premises = pick_one(rng, weighted("inspection", "premises", weights), size)
    unit = profile.draw_communities(rng, size)
    hazards = rng.poisson(np.array(c.HAZARDS)[premises])
    p = sigmoid(logit(c.RECTIFIED) + profile.traits.rectified)
    rectified = rng.binomial(hazards, p)
    done = occurred + lag(rng, c.RECTIFY_DAYS * SECONDS_PER_DAY, c.RECTIFY_SIGMA, size)
    return Draft(
        "inspection",
        {
            "id": profile.ids("C", month, size),
            "unit": unit,
            "occurred_at": occurred,
            "outcome_at": np.where(rectified > 0, done, ABSENT),
            "recorded_at": occurred + lag(rng, *c.FIELD_RECORD, size),
            "officer": profile.roster.of_community(rng, occurred, unit),
            "premises": premises,
            "rooms": 1 + rng.poisson(np.array(c.ROOMS)[premises] - 1),
            "hazards": hazards,
            "rectified": rectified,
            "notices": (hazards > 0) * (rng.random(size) < c.NOTICE).astype(np.int64),
            "suspended": ((hazards > 0) & (rng.random(size) < np.array(c.SUSPENDED)[premises])).astype(np.int64),
        },
    )


def draw_sweeps(profile: StationProfile, month: int) -> Draft:
    """Buildings checked, each through its stages: 采集, 比对, 预警, 处置, 归档."""
    rng = profile.stream("sweep", month)
    size = count(rng, c.SWEEPS[profile.setting] * profile.scale.work * _drive(month), c.SWEEPS_SHAPE)
    occurred = np.sort(at_hours(rng, workdays(rng, days_of(month), size, weekend=0.8), 9.0, 22.5))
    unit = profile.draw_communities(rng, size)
    everyone = np.ones(size, dtype=bool)
    compared, is_compared = _stage(rng, occurred, everyone, c.SWEEP_COMPARED)
    warned, is_warned = _stage(rng, compared, is_compared, c.SWEEP_WARNED)
    disposed, is_disposed = _stage(rng, warned, is_warned, c.SWEEP_DISPOSED)
    # What raised no warning is filed after the comparison.
    ready = np.where(is_warned, disposed, compared)
    filed, _ = _stage(rng, ready, is_compared & (is_disposed | ~is_warned), c.SWEEP_FILED)
    weights = dict(zip(c.SWEEP_PREMISES, c.SWEEP_SHARES, strict=True))
    return Draft(
        "sweep",
        {
            "id": profile.ids("Q", month, size),
            "unit": unit,
            "occurred_at": occurred,
            "compared_at": compared,
            "warned_at": warned,
            "disposed_at": disposed,
            "outcome_at": filed,
            "recorded_at": occurred + lag(rng, *c.FIELD_RECORD, size),
            "officer": profile.roster.of_community(rng, occurred, unit),
            "premises": pick_one(rng, weighted("sweep", "premises", weights), size),
        },
    )


def _stage(rng: np.random.Generator, before: Ints, reached: Bools, rule: tuple[float, float]) -> tuple[Ints, Bools]:
    """The next stage's time (ABSENT where it is not reached) and where it is reached."""
    share, hours = rule
    goes_on = reached & (rng.random(len(before)) < share)
    return np.where(goes_on, before + lag(rng, hours * 3600, 0.8, len(before)), ABSENT), goes_on
