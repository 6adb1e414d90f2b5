"""Alerts (警情) of one station in one month."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY
from seed import calibration as c
from seed.almanac import Days, days_of
from seed.choices import code, declared
from seed.draft import Draft
from seed.station_profile import StationProfile
from seed.streams import ABSENT, Bools, Floats, Ints, counts, cumulative, lag, logit, pick, sigmoid

INVALID = c.CLASSES.index("invalid")


def draw_alerts(profile: StationProfile, month: int) -> Draft:
    """All the calls of a month, but those that a dispute brings back (see disputes)."""
    rng = profile.stream("alert", month)
    days = days_of(month)
    numbers = _numbers(profile, days, rng)
    group = np.repeat(np.arange(len(c.CLASSES)), numbers.sum(axis=1))
    day = np.concatenate([np.repeat(days.day, row) for row in numbers])
    weekend = np.concatenate([np.repeat(days.weekend, row) for row in numbers])
    hour = pick(rng, _hours(), group * 2 + weekend)
    second = day * SECONDS_PER_DAY - CHINA_OFFSET + hour * 3600 + rng.integers(0, 3600, len(day))
    order = np.argsort(second, kind="stable")
    group, occurred = group[order], second[order]
    kind = pick(rng, _kinds(profile.setting), group)
    unit = np.where(group == INVALID, profile.unit.index, profile.draw_communities(rng, len(group)))
    return complete(profile, rng, month, profile.ids("J", month, len(group)), (group, kind, unit, occurred))


def complete(
    profile: StationProfile,
    rng: np.random.Generator,
    month: int,
    ids: np.ndarray[tuple[int], np.dtype[np.object_]],
    group_kind_unit_time: tuple[Ints, Ints, Ints, Ints],
) -> Draft:
    """Adds to alerts of (class, kind, unit, time) how they were answered."""
    group, kind, unit, occurred = group_kind_unit_time
    size, valid = len(group), group != INVALID
    kind = np.where(kind == len(declared("alert", "kind")), ABSENT, kind)
    attended = chance(rng, c.ATTENDED, group)
    median = c.RESPONSE_MEDIAN[profile.setting] * profile.traits.response
    response = np.where(attended, lag(rng, median, c.RESPONSE_SIGMA, size), ABSENT)
    on_scene = chance(rng, c.ON_SCENE, group, profile.traits.on_scene)
    spent = np.where(on_scene, *(lag(rng, c.OUTCOME_MEDIAN[key], c.OUTCOME_SIGMA, size) for key in (True, False)))
    spent = np.where(valid, spent, 60)
    recorded = occurred + lag(rng, c.RECORD_MEDIAN, c.RECORD_SIGMA, size)
    late = rng.random(size) < c.RECORD_LATE
    recorded += np.where(late, rng.integers(*c.RECORD_LATE_DAYS, size) * SECONDS_PER_DAY, 0)
    non_police = chance(rng, c.NON_POLICE, group)
    diverted = sigmoid(logit(c.DIVERTED) + c.DIVERTED_TREND * (profile.years(month) - 1.5))
    officer = profile.roster.pick(rng, occurred, ("patrol", "community", "case", "command"))
    return Draft(
        "alert",
        {
            "id": ids,
            "unit": unit,
            "occurred_at": occurred,
            "outcome_at": occurred + np.maximum(response, 0) + spent,
            "recorded_at": recorded,
            "officer": np.where(valid, officer, ABSENT),
            "class": group,
            "kind": kind,
            "response_seconds": response,
            "on_scene": on_scene.astype(np.int64),
            "non_police": non_police.astype(np.int64),
            "diverted": (non_police & (rng.random(size) < diverted)).astype(np.int64),
            "joint": chance(rng, c.JOINT, group).astype(np.int64),
            "dispute": profile.no_refs(size),
        },
    )


def chance(rng: np.random.Generator, shares: tuple[float, ...], group: Ints, shift: float = 0.0) -> Bools:
    """True with its group's share, moved by log-odds except where it is 0 or 1."""
    p = np.array(shares)
    inner = (p > 0) & (p < 1)
    p[inner] = sigmoid(np.log(p[inner] / (1 - p[inner])) + shift)
    return rng.random(len(group)) < p[group]


def _numbers(profile: StationProfile, days: Days, rng: np.random.Generator) -> Ints:
    """Draw the number of calls of each class (rows) on each day (columns)."""
    means = usual(profile, days.month)
    month = rng.gamma(c.SHOCK_MONTH, 1 / c.SHOCK_MONTH)
    calm = shock_scale(profile.scale.calls)
    day = rng.gamma(calm * c.SHOCK_DAY, 1 / (calm * c.SHOCK_DAY), len(days.day))
    return counts(rng, means * month * day, calm * c.SHOCK_CLASS_DAY)


def usual(profile: StationProfile, month: int) -> Floats:
    """The calls of each class (rows) that each day of a month (columns) brings on average."""
    rates = _class_rates(profile.setting) * profile.scale.calls * profile.traits.volume * profile.traits.classes
    rates = rates * np.exp(profile.traits.trend * (profile.years(month) - 1.5))
    means: Floats = rates[:, None] * day_factors(month)
    return means


def kind_share(setting: str, name: str, kind: str) -> float:
    """The share of a kind among the calls of a class."""
    row = np.diff(_kinds(setting)[c.CLASSES.index(name)], prepend=0.0)
    return float(row[code("alert", "kind", kind)])


def at_times(rng: np.random.Generator, group: Ints, days: Days, day: Ints) -> Ints:
    """Times of calls of these classes on these of the month's days."""
    hour = pick(rng, _hours(), group * 2 + days.weekend[day - days.day[0]])
    return day * SECONDS_PER_DAY - CHINA_OFFSET + hour * 3600 + rng.integers(0, 3600, len(day))


def shock_scale(calls: float) -> float:
    """Return how much steadier the days of a busier station are (see SHOCK_DAY)."""
    return max(1.0, calls)


@lru_cache(maxsize=8)
def _class_rates(setting: str) -> Floats:
    shares = np.array(c.CLASS_COUNTS) / sum(c.CLASS_COUNTS)
    rates: Floats = c.CALLS_PER_DAY * c.SETTING_CALLS[setting] * shares * np.array(c.SETTING_CLASS[setting])
    return rates


@lru_cache(maxsize=512)
def day_factors(month: int) -> Floats:
    """Factors of the week, season and lunar new year on each class's (row's) calls on each day of a month."""
    days = days_of(month)
    shapes = {"traffic": c.FESTIVAL_TRAFFIC, "fire": c.FESTIVAL_FIRE}
    rows = []
    for name, weekend in zip(c.CLASSES, c.WEEKEND_FACTOR, strict=True):
        week = np.where(days.weekend == 1, weekend, 1.0) * 7 / (5 + 2 * weekend)
        rows.append(week * c.SEASONS[name][month % 12] * days.festival_factor(shapes.get(name, c.FESTIVAL)))
    return np.array(rows)


@lru_cache(maxsize=1)
def _hours() -> Floats:
    """Cumulative hours of the day: two rows a class, weekday and weekend."""
    rows = []
    for name in c.CLASSES:
        hours = np.array(c.HOURS_WEEKDAY[name], dtype=np.float64)
        rows += [hours, np.roll(hours, c.WEEKEND_SHIFT)]
    return cumulative(rows)


@lru_cache(maxsize=8)
def _kinds(setting: str) -> Floats:
    """Cumulative kinds by class; one past the last is no kind."""
    codes = declared("alert", "kind")
    table = np.zeros((len(c.CLASSES), len(codes) + 1))
    for row, name in enumerate(c.CLASSES):
        for kind, weight in c.ALERT_KINDS[name].items():
            rural = c.RURAL_KIND.get(kind or "", 1.0) if setting == "rural" else 1.0
            table[row, len(codes) if kind is None else code("alert", "kind", kind)] = weight * rural
    return cumulative(table)
