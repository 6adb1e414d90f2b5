"""Cases (案件) of one station that are taken up in one month."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.time.days import SECONDS_PER_DAY
from seed import calibration as c
from seed.almanac import days_of
from seed.choices import code, declared, weighted
from seed.draft import Draft
from seed.station_profile import StationProfile, at_hours, workdays
from seed.streams import ABSENT, Bools, Floats, Ints, Objects, count, lag, logit, pick_one, sigmoid

Beginnings = tuple[Ints, Ints, Ints, Ints, Objects]  # class, kind, unit, time, dispute
PROPERTY = ("burglary", "theft", "robbery")


def draw_cases(profile: StationProfile, month: int, alerts: Draft, disputes: Draft) -> Draft:
    """Cases out of a month's alerts and disputes, and those reported in person."""
    rng = profile.stream("case", month)
    beginnings = (from_alerts(rng, alerts), _walk_ins(profile, month, rng), from_disputes(disputes))
    group, kind, unit, occurred, dispute = (np.concatenate(columns) for columns in zip(*beginnings, strict=True))
    order = np.argsort(occurred, kind="stable")
    begun = group[order], kind[order], unit[order], occurred[order], dispute[order]
    return take_up(profile, month, rng, profile.ids("A", month, len(order)), begun)


def take_up(profile: StationProfile, month: int, rng: np.random.Generator, ids: Objects, begun: Beginnings) -> Draft:
    """Adds to cases of (class, kind, unit, time, dispute) how they went on."""
    group, kind, unit, occurred, dispute = begun
    size = len(group)
    criminal = group == code("case", "class", "criminal")
    recorded = occurred + lag(rng, *c.ALERT_DISPUTE_RECORD, size)
    is_filed = rng.random(size) < c.FILED
    at_once = is_filed & _is_property(kind) & (rng.random(size) < c.FAST_SOLVED)
    solved = _solved(profile, month, rng, (kind, is_filed, at_once), occurred)
    filed = occurred + lag(rng, c.FILED_HOURS * 3600, c.FILED_SIGMA, size)
    filed = np.where(is_filed, np.where(solved == ABSENT, filed, np.minimum(filed, solved)), ABSENT)
    investigated, outcome = _closed(rng, profile.endings.investigated, (criminal, filed, solved, occurred))
    detained = rng.poisson(np.where(criminal, c.DETAINED["criminal"], c.DETAINED["public_order"]))
    fined = (rng.random(size) < c.FINED) & ~criminal & (outcome != ABSENT) & (filed != ABSENT)
    cleared = solved != ABSENT
    return Draft(
        "case",
        {
            "id": ids,
            "unit": unit,
            "occurred_at": occurred,
            "filed_at": filed,
            "investigated_at": investigated,
            "solved_at": solved,
            "recovered_at": _recovered(rng, kind, solved, at_once),
            "outcome_at": outcome,
            "recorded_at": recorded,
            "officer": profile.roster.pick(rng, occurred, ("case",)),
            "class": group,
            "kind": kind,
            "dispute": dispute,
            "detained_admin": np.where(cleared, np.where(criminal, 0, detained), ABSENT),
            "detained_criminal": np.where(cleared, np.where(criminal, detained, 0), ABSENT),
            "fine_yuan": np.where(fined, rng.choice(c.FINES_YUAN, size), np.where(outcome == ABSENT, ABSENT, 0)),
        },
    )


@lru_cache(maxsize=1)
def _kind_of_alert() -> Ints:
    """The kind of case that a kind of alert becomes (the last: of an alert without a kind)."""
    same = {"drunk": "other", "burglary": "burglary"}
    kinds = declared("case", "kind")
    case_kinds = [same.get(name, name if name in kinds else "other") for name in declared("alert", "kind")]
    return np.array([code("case", "kind", name) for name in [*case_kinds, "other"]])


def from_alerts(rng: np.random.Generator, alerts: Draft) -> Beginnings:
    """Most criminal and some public-order alerts."""
    group = alerts.columns["class"]
    criminal = group == code("alert", "class", "criminal")
    p = np.where(criminal, c.CASE_FROM_CRIMINAL, 0.0)
    p[group == code("alert", "class", "public_order")] = c.CASE_FROM_PUBLIC_ORDER
    calls = alerts.take(rng.random(len(alerts)) < p)
    criminal = calls.columns["class"] == code("alert", "class", "criminal")
    group = np.where(criminal, code("case", "class", "criminal"), code("case", "class", "public_order"))
    occurred = calls.columns["occurred_at"] + rng.integers(1200, 4 * 3600, len(calls))
    return group, _kind_of_alert()[calls.columns["kind"]], calls.columns["unit"], occurred, _none(len(calls))


def _walk_ins(profile: StationProfile, month: int, rng: np.random.Generator) -> Beginnings:
    """Reports made at the counter."""
    size = count(rng, c.WALK_IN[profile.setting] * profile.scale.work * profile.traits.volume, c.WALK_IN_SHAPE)
    criminal = rng.random(size) < c.WALK_IN_CRIMINAL
    kind = pick_one(rng, weighted("case", "kind", c.WALK_IN_KINDS), size)
    for name, slope in c.CASE_TREND.items():
        # A falling kind: some of its reports turn out to be something else as the years go by.
        fades = rng.random(size) < 1 - np.exp(slope * profile.years(month))
        kind = np.where((kind == code("case", "kind", name)) & fades, code("case", "kind", "other"), kind)
    criminal |= np.isin(kind, [code("case", "kind", name) for name in ("telecom_fraud", "burglary")])
    group = np.where(criminal, code("case", "class", "criminal"), code("case", "class", "public_order"))
    occurred = at_hours(rng, workdays(rng, days_of(month), size, weekend=0.7), 8.0, 21.0)
    return group, kind, profile.draw_communities(rng, size), occurred, _none(size)


def from_disputes(disputes: Draft) -> Beginnings:
    """Disputes that went wrong: blows, mostly, so public order. They carry the dispute's number."""
    bad = disputes.take(disputes.columns["escalated_at"] != ABSENT)
    size = len(bad)
    group = np.full(size, code("case", "class", "public_order"))
    kind = np.full(size, code("case", "kind", "assault"))
    return group, kind, bad.columns["unit"], bad.columns["escalated_at"], bad.columns["id"]


def _none(size: int) -> Objects:
    return np.full(size, None, dtype=object)


@lru_cache(maxsize=1)
def _solved_odds() -> Floats:
    return np.array([logit(c.SOLVED[kind]) for kind in declared("case", "kind")])


def _is_property(kind: Ints) -> Bools:
    return np.isin(kind, [code("case", "kind", name) for name in PROPERTY])


def _solved(
    profile: StationProfile,
    month: int,
    rng: np.random.Generator,
    kind_filed_at_once: tuple[Ints, Bools, Bools],
    occurred: Ints,
) -> Ints:
    """Draw when each case is cleared up, or ABSENT: those at once within hours."""
    kind, is_filed, at_once = kind_filed_at_once
    size = len(kind)
    p = sigmoid(_solved_odds()[kind] + profile.traits.solved + c.SOLVED_TREND * (profile.years(month) - 1.5))
    wait = lag(rng, c.SOLVED_DAYS * SECONDS_PER_DAY, c.SOLVED_SIGMA, size)
    wait = np.where(at_once, lag(rng, c.FAST_SOLVED_SECONDS, 0.6, size), wait)
    return np.where(at_once | (is_filed & (rng.random(size) < p)), occurred + wait, ABSENT)


def _recovered(rng: np.random.Generator, kind: Ints, solved: Ints, at_once: Bools) -> Ints:
    """Draw when stolen goods come back: after the solution, in some property cases."""
    size = len(kind)
    back = (
        _is_property(kind) & (solved != ABSENT) & (rng.random(size) < np.where(at_once, c.RECOVERED_FAST, c.RECOVERED))
    )
    return np.where(back, solved + lag(rng, c.RECOVERED_HOURS * 3600, c.RECOVERED_SIGMA, size), ABSENT)


def _closed(
    rng: np.random.Generator, share: float, criminal_filed_solved_occurred: tuple[Bools, Ints, Ints, Ints]
) -> tuple[Ints, Ints]:
    """Draw when the investigation ends and when the case does: this share ends; one not filed at once."""
    criminal, filed, solved, occurred = criminal_filed_solved_occurred
    size = len(filed)
    days = np.where(criminal, c.INVESTIGATED_DAYS["criminal"], c.INVESTIGATED_DAYS["public_order"])
    ready = np.maximum(filed, solved) + lag(rng, days * SECONDS_PER_DAY, c.INVESTIGATED_SIGMA, size)
    ends = (filed != ABSENT) & (rng.random(size) < share)
    days = np.where(criminal, c.CONCLUDED_DAYS["criminal"], c.CONCLUDED_DAYS["public_order"])
    closed = ready + lag(rng, days * SECONDS_PER_DAY, c.CONCLUDED_SIGMA, size)
    refused = occurred + lag(rng, c.REFUSED_DAYS * SECONDS_PER_DAY, c.REFUSED_SIGMA, size)
    outcome = np.where(ends, closed, np.where(filed == ABSENT, refused, ABSENT))
    return np.where(ends, ready, ABSENT), outcome
