"""Stories in which more happens: their records are drawn besides the others, from streams of their own."""

from __future__ import annotations

import numpy as np

from seed import calibration as c
from seed.alerts import at_times, complete, usual
from seed.cases import Beginnings, from_alerts, from_disputes, take_up
from seed.choices import code
from seed.disputes import call_again, kinds_of_alerts, register
from seed.draft import Draft
from seed.station_profile import at_hours
from seed.stories.baseline import RETURN_KINDS, canvassed_disputes, dispute_alerts, fraud_alerts, fraud_reports, returns
from seed.stories.station_month import StationMonth
from seed.stories.story import Story
from seed.streams import ABSENT, Floats, Ints, stream

# Assumed, because what many share is fought out over weeks and by the same people.
CLUSTER_KINDS = {"urban": ("labour", "consumer", "debt"), "town": ("labour", "debt", "land"), "rural": ("land", "debt")}
CLUSTER_CALLS = (
    0.5  # repeat alerts a dispute; assumed, because such a quarrel calls again four times as often as others
)
RISING_KIND = "labour"  # assumed, because a site that pays nobody has workers lodging in every community
ClusterRecords = tuple[Ints, Ints, Ints]  # kind, unit, time


def fraud_surge(story: Story, station_month: StationMonth) -> None:
    """More fraud: called in, and reported at the counter, in the same proportion."""
    profile, inside, rng = station_month.profile, station_month.days_of(story), station_month.stream(story)
    more = story.strength - 1
    alerts = add_alerts(
        station_month, rng, "criminal", "telecom_fraud", more * fraud_alerts(profile, station_month.month) * inside
    )
    a_day = fraud_reports(profile, station_month.month) / len(inside)
    day = np.repeat(station_month.days.day, rng.poisson(more * a_day * inside))
    size = len(day)
    counter = (
        np.full(size, code("case", "class", "criminal")),
        np.full(size, code("case", "kind", "telecom_fraud")),
        profile.draw_communities(rng, size),
        at_hours(rng, day, 8.0, 21.0),
        profile.no_refs(size),
    )
    _cases(station_month, rng, [from_alerts(rng, alerts), counter])


def dispute_rise(story: Story, station_month: StationMonth) -> None:
    """Wage disputes all over a station's communities: called in, in proportion to all its dispute calls."""
    profile, rng = station_month.profile, station_month.stream(story)
    means: Floats = usual(profile, station_month.month)[c.CLASSES.index("dispute")] * station_month.days_of(story)
    means = means * (story.strength - 1)
    alerts = add_alerts(station_month, rng, "dispute", RISING_KIND, means)
    nothing = np.zeros(0, dtype=np.int64)
    _disputes(station_month, rng, alerts, (nothing, nothing, nothing), c.REPEAT_CALLS["alert"])


def dispute_cluster(story: Story, station_month: StationMonth, community: int) -> None:
    """Disputes of one kind in one community: called in, found by canvassing, and coming back."""
    profile, inside, rng = station_month.profile, station_month.days_of(story), station_month.stream(story)
    kind, more = cluster_kind(story, station_month.profile.seed, profile.setting, community), story.strength - 1
    means = more * dispute_alerts(profile, station_month.month, community) * inside
    alerts = add_alerts(station_month, rng, "dispute", kind, means, community)
    a_day = canvassed_disputes(profile, community) / len(inside)
    seen_at = at_hours(rng, np.repeat(station_month.days.day, rng.poisson(more * a_day * inside)), 8.5, 20.0)
    beginnings = np.full(len(seen_at), code("dispute", "kind", kind)), np.full(len(seen_at), community), seen_at
    _disputes(station_month, rng, alerts, beginnings, CLUSTER_CALLS)


def cluster_kind(story: Story, seed: int, setting: str, community: int) -> str:
    """The kind of dispute that a cluster is of."""
    kinds = CLUSTER_KINDS[setting]
    return kinds[int(stream(seed, story.stream, community).integers(len(kinds)))]


def spring_return(story: Story, station_month: StationMonth) -> None:
    """Bring home for the lunar new year those who work elsewhere: they drive, drink, and settle old accounts."""
    rng = station_month.stream(story)
    for name, kinds in RETURN_KINDS.items():
        means = (
            (story.strength - 1)
            * returns(station_month.profile, station_month.month, name)
            * station_month.days_of(story)
        )
        alerts = [
            add_alerts(station_month, rng, name, kind, means * weight / sum(kinds.values()))
            for kind, weight in kinds.items()
        ]
        come = Draft.join(alerts)
        if name == "dispute":
            nothing = np.zeros(0, dtype=np.int64)
            _disputes(station_month, rng, come, (nothing, nothing, nothing), c.REPEAT_CALLS["alert"])
        else:
            _cases(station_month, rng, [from_alerts(rng, come)])


def add_alerts(
    station_month: StationMonth, rng: np.random.Generator, name: str, kind: str, means: Floats, community: int = ABSENT
) -> Draft:
    """Adds alerts of a class and kind, so many on average on each day of the month; in one community, or anywhere."""
    profile = station_month.profile
    day = np.repeat(station_month.days.day, rng.poisson(means))
    size = len(day)
    group = np.full(size, code("alert", "class", name))
    occurred = np.sort(at_times(rng, group, station_month.days, day))
    unit: Ints = profile.draw_communities(rng, size) if community == ABSENT else np.full(size, community)
    group_kind_unit_time = (group, np.full(size, code("alert", "kind", kind)), unit, occurred)
    alerts = complete(profile, rng, station_month.month, station_month.ids("alert", size), group_kind_unit_time)
    station_month.drafts.append(alerts)
    return alerts


def _disputes(
    station_month: StationMonth, rng: np.random.Generator, alerts: Draft, records: ClusterRecords, calls: float
) -> None:
    """Adds the disputes that some of these alerts become and those found, their repeat alerts and their cases."""
    profile = station_month.profile
    chosen = alerts.take(rng.random(len(alerts)) < c.ALERT_TO_DISPUTE[profile.setting])
    called = chosen.columns["occurred_at"] + rng.integers(600, 5400, len(chosen))
    from_calls = kinds_of_alerts(chosen), chosen.columns["unit"], called
    kind, unit, occurred = (np.concatenate(pair) for pair in zip(from_calls, records, strict=True))
    origins = [code("dispute", "origin", name) for name in ("alert", "canvassed")]
    origin = np.repeat(origins, [len(chosen), len(records[0])])
    order, size = np.argsort(occurred, kind="stable"), len(occurred)
    begun = (origin[order], kind[order], unit[order], occurred[order])
    disputes = register(profile, station_month.month, rng, station_month.ids("dispute", size), begun)
    station_month.drafts.append(disputes)
    calls_each = rng.poisson(calls, size)
    station_month.drafts.append(
        call_again(
            profile,
            station_month.month,
            rng,
            disputes,
            calls_each,
            lambda number: station_month.ids("alert", number, "R"),
        )
    )
    _cases(station_month, rng, [from_disputes(disputes)])


def _cases(station_month: StationMonth, rng: np.random.Generator, beginnings: list[Beginnings]) -> None:
    group, kind, unit, occurred, dispute = (np.concatenate(columns) for columns in zip(*beginnings, strict=True))
    order = np.argsort(occurred, kind="stable")
    begun = group[order], kind[order], unit[order], occurred[order], dispute[order]
    station_month.drafts.append(
        take_up(station_month.profile, station_month.month, rng, station_month.ids("case", len(order)), begun)
    )
