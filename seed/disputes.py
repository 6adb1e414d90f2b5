"""Disputes (矛盾纠纷) of one station that begin in one month, and the alerts that they bring back later."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY
from seed import calibration as c
from seed.alerts import complete
from seed.almanac import days_of
from seed.choices import code, declared, weighted
from seed.draft import Draft
from seed.station_profile import StationProfile, at_hours, workdays
from seed.streams import ABSENT, Bools, Ints, Objects, count, lag, logit, pick_one, sigmoid

Beginnings = tuple[Ints, Ints, Ints, Ints]  # origin, kind, unit, time


def draw_disputes(profile: StationProfile, month: int, alerts: Draft) -> tuple[Draft, Draft]:
    """The disputes that begin in a month, and their repeat alerts, which may come in later months."""
    rng = profile.stream("dispute", month)
    begun = _beginnings(profile, month, alerts, rng)
    disputes = register(profile, month, rng, profile.ids("M", month, len(begun[0])), begun)
    return disputes, _repeats(profile, month, disputes)


def register(profile: StationProfile, month: int, rng: np.random.Generator, ids: Objects, begun: Beginnings) -> Draft:
    """Adds to disputes of (origin, kind, unit, time) how they went on."""
    origin, kind, unit, occurred = begun
    size = len(origin)
    from_alert = origin == code("dispute", "origin", "alert")
    key = rng.random(size) < np.where(from_alert, c.KEY["alert"], c.KEY["canvassed"])
    recorded = occurred + np.where(
        from_alert, lag(rng, *c.ALERT_DISPUTE_RECORD, size), lag(rng, *c.CANVASSED_RECORD, size)
    )
    outcome = _outcomes(profile, month, rng, (from_alert, key, kind, occurred))
    due = _due_days(rng, key, occurred)
    officer = profile.roster.of_community(rng, occurred, unit)
    escalated = _escalations(rng, from_alert, recorded, outcome)
    columns: dict[str, Ints | np.ndarray[tuple[int], np.dtype[np.object_]]] = {
        "id": ids,
        "unit": unit,
        "occurred_at": occurred,
        "outcome_at": outcome,
        "recorded_at": recorded,
        "officer": officer,
        "origin": origin,
        "kind": kind,
        "body": pick_one(rng, weighted("dispute", "body", dict(zip(c.BODIES, c.BODY_SHARES, strict=True))), size),
        "key": key.astype(np.int64),
        "leader": np.where(key, profile.roster.pick(rng, occurred, ("leader",)), ABSENT),
        "due_day": due,
        "escalated": (escalated != ABSENT).astype(np.int64),
        "escalated_at": escalated,
    }
    return Draft("dispute", columns)


@lru_cache(maxsize=1)
def _kind_of_alert() -> Ints:
    """The kind of dispute of each kind of alert."""
    kinds = declared("dispute", "kind")
    return np.array([code("dispute", "kind", k if k in kinds else "other") for k in declared("alert", "kind")])


def kinds_of_alerts(calls: Draft) -> Ints:
    """The kinds of dispute that dispute alerts become."""
    return _kind_of_alert()[calls.columns["kind"]]


def _beginnings(profile: StationProfile, month: int, alerts: Draft, rng: np.random.Generator) -> Beginnings:
    """Origin, kind, unit and time: some dispute alerts, and what canvassing finds."""
    calls = alerts.take(alerts.columns["class"] == code("alert", "class", "dispute"))
    calls = calls.take(rng.random(len(calls)) < c.ALERT_TO_DISPUTE[profile.setting])
    start = calls.columns["occurred_at"] + rng.integers(600, 5400, len(calls))

    canvassed_count = count(
        rng, c.CANVASSED[profile.setting] * profile.scale.work * profile.traits.volume, c.CANVASSED_SHAPE
    )
    seen_at = at_hours(rng, workdays(rng, days_of(month), canvassed_count), 8.5, 20.0)
    weights: dict[str, float] = dict(zip(c.DISPUTE_KINDS, c.CANVASSED_KINDS, strict=True))
    if profile.setting == "rural":
        weights = {kind: weight * c.RURAL_KIND.get(kind, 1.0) for kind, weight in weights.items()}
    origin = np.repeat(
        [code("dispute", "origin", name) for name in ("alert", "canvassed")], [len(calls), canvassed_count]
    )
    canvassed = pick_one(rng, weighted("dispute", "kind", weights), canvassed_count)
    kind = np.concatenate([kinds_of_alerts(calls), canvassed])
    unit = np.concatenate([calls.columns["unit"], profile.draw_communities(rng, canvassed_count)])
    occurred = np.concatenate([start, seen_at])
    order = np.argsort(occurred, kind="stable")
    return origin[order], kind[order], unit[order], occurred[order]


def _outcomes(
    profile: StationProfile, month: int, rng: np.random.Generator, traits: tuple[Bools, Bools, Ints, Ints]
) -> Ints:
    """Draw when each dispute is resolved, or ABSENT if it never is."""
    from_alert, key, kind, occurred = traits
    size = len(occurred)
    shift = profile.traits.resolved + c.RESOLVED_TREND * (profile.years(month) - 1.5)
    odds = np.where(from_alert, logit(c.RESOLVED["alert"]), logit(c.RESOLVED["canvassed"]))
    p = sigmoid(np.where(key, logit(c.RESOLVED["key"]), odds) + shift)
    days = np.array([c.RESOLVE_DAYS[name] for name in declared("dispute", "kind")])[kind] * profile.traits.resolve_days
    days = days * np.where(from_alert, 1.0, c.CANVASSED_SLOWER) * np.where(key, c.KEY_SLOWER, 1.0)
    usual = rng.random(size) < p
    at_last = rng.random(size) < profile.endings.at_last
    median, sigma = profile.endings.at_last_days
    duration = lag(rng, days * SECONDS_PER_DAY, c.RESOLVE_SIGMA, size)
    usual &= duration <= profile.endings.longest * SECONDS_PER_DAY
    duration = np.where(usual, duration, lag(rng, median * SECONDS_PER_DAY, sigma, size))
    # Mediation ends by day: what would end at night ends the next morning.
    end = occurred + duration
    hour = (end + CHINA_OFFSET) % SECONDS_PER_DAY // 3600
    end = np.where((hour < 8) | (hour >= 21), end + 11 * 3600, end)
    return np.where(usual | at_last, end, ABSENT)


def _due_days(rng: np.random.Generator, key: Bools, occurred: Ints) -> Ints:
    size = len(key)
    day = (occurred + CHINA_OFFSET) // SECONDS_PER_DAY
    usual = np.where(rng.random(size) < c.DUE_USUAL, day + rng.choice(c.DUE_USUAL_DAYS, size), ABSENT)
    return np.where(key, day + rng.choice(c.DUE_DAYS, size), usual)


def _escalations(rng: np.random.Generator, from_alert: Bools, recorded: Ints, outcome: Ints) -> Ints:
    """Draw when a dispute becomes a case, or ABSENT. It does so while it is open."""
    size = len(recorded)
    p = np.where(from_alert, c.ESCALATED["alert"], c.ESCALATED["canvassed"])
    p = p * np.where(outcome == ABSENT, c.ESCALATED_UNRESOLVED, 1.0)
    when = recorded + (rng.exponential(c.REPEAT_DAYS, size) * SECONDS_PER_DAY).astype(np.int64) + 3600
    happens = (rng.random(size) < p) & ((outcome == ABSENT) | (when < outcome))
    return np.where(happens, when, ABSENT)


def _repeats(profile: StationProfile, month: int, disputes: Draft) -> Draft:
    """Alerts about a dispute that is already registered. Most come while it is open."""
    rng = profile.stream("repeat", month)
    columns = disputes.columns
    from_alert = columns["origin"] == code("dispute", "origin", "alert")
    number = rng.poisson(np.where(from_alert, c.REPEAT_CALLS["alert"], c.REPEAT_CALLS["canvassed"]))
    return call_again(profile, month, rng, disputes, number, lambda size: profile.ids("J", month, size, "R"))


def call_again(
    profile: StationProfile,
    month: int,
    rng: np.random.Generator,
    disputes: Draft,
    number: Ints,
    ids: Callable[[int], Objects],
) -> Draft:
    """Draw so many alerts about each of some disputes, after it is entered."""
    columns = disputes.columns
    repeated = np.repeat(np.arange(len(disputes)), number)
    wait = (rng.exponential(c.REPEAT_DAYS, len(repeated)) * SECONDS_PER_DAY).astype(np.int64)
    occurred = columns["recorded_at"][repeated] + 1800 + wait
    kinds = np.array([code("alert", "kind", name) for name in declared("dispute", "kind")])
    group = np.full(len(repeated), code("alert", "class", "dispute"))
    group_kind_unit_time = (group, kinds[columns["kind"][repeated]], columns["unit"][repeated], occurred)
    alerts = complete(profile, rng, month, ids(len(repeated)), group_kind_unit_time)
    alerts.columns["dispute"] = columns["id"][repeated]
    return alerts
