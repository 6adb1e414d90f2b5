"""Usual numbers of records of a story's kind without it: what its strength multiplies."""

from __future__ import annotations

import numpy as np

from core.time.days import month_number, to_date
from seed import calibration as c
from seed.alerts import kind_share, usual
from seed.almanac import days_of
from seed.place import Place
from seed.station_profile import StationProfile
from seed.stories.story import Story, unit_of
from seed.streams import Floats

EXTRA_A_WEEK = 3.0  # what a story adds if nobody says: enough to be seen, little enough to be missed
AT_LEAST = 2.0  # times as many

# What returnees are called about, by class, and how much of a class's increase they make: assumed, because wages,
# loans and families wait for them, and they drink and drive.
RETURN_KINDS = {
    "dispute": {"family": 35, "debt": 30, "labour": 25, "neighbour": 10},
    "public_order": {"drunk": 55, "assault": 45},
    "traffic": {"accident": 1},
}
RETURN_SHARE = {"dispute": 1.0, "public_order": 1.0, "traffic": 0.5}


def fraud_alerts(profile: StationProfile, month: int) -> Floats:
    """Fraud alerts by day of the month."""
    share = kind_share(profile.setting, "criminal", "telecom_fraud")
    means: Floats = usual(profile, month)[c.CLASSES.index("criminal")] * share
    return means


def fraud_reports(profile: StationProfile, month: int) -> float:
    """Fraud reported at the counter in a month."""
    share = c.WALK_IN_KINDS["telecom_fraud"] / sum(c.WALK_IN_KINDS.values())
    fades = float(np.exp(c.CASE_TREND["telecom_fraud"] * profile.years(month)))
    return c.WALK_IN[profile.setting] * profile.scale.work * profile.traits.volume * share * fades


def dispute_alerts(profile: StationProfile, month: int, community: int) -> Floats:
    """A community's dispute alerts by day of the month."""
    means: Floats = usual(profile, month)[c.CLASSES.index("dispute")] * community_share(profile, community)
    return means


def canvassed_disputes(profile: StationProfile, community: int) -> float:
    """A community's disputes that canvassing finds in a month."""
    return (
        c.CANVASSED[profile.setting] * profile.scale.work * profile.traits.volume * community_share(profile, community)
    )


def returns(profile: StationProfile, month: int, name: str) -> Floats:
    """Alerts of a class by day of the month, as far as returnees make them more."""
    means: Floats = usual(profile, month)[c.CLASSES.index(name)] * RETURN_SHARE[name]
    return means


def community_share(profile: StationProfile, community: int) -> float:
    """A community's share of its station's events."""
    shares = np.diff(profile.shares, prepend=0.0)
    return float(shares[profile.communities == community].sum())


def weekly_records(story: Story, place: Place, profiles: list[StationProfile]) -> float:
    """Return how many records of the story's kind a week brings its unit, in the story's months.

    Of fraud the mean of alerts and of reports at the counter, of disputes both together.
    """
    months = range(month_number(story.start), month_number(to_date(story.last)) + 1)
    unit = unit_of(place, story.unit).index
    total = sum(_of_month(story.kind, profile, month, unit) for profile in profiles for month in months)
    return 7 * total / sum(len(days_of(month).day) for month in months)


def _of_month(kind: str, profile: StationProfile, month: int, unit: int) -> float:
    if kind == "fraud_surge":
        return (float(fraud_alerts(profile, month).sum()) + fraud_reports(profile, month)) / 2
    if kind == "dispute_rise":
        return float(usual(profile, month)[c.CLASSES.index("dispute")].sum())
    if kind == "spring_return":
        return sum(float(returns(profile, month, name).sum()) for name in RETURN_KINDS)
    return float(dispute_alerts(profile, month, unit).sum()) + canvassed_disputes(profile, unit)


def visible_strength(weekly: float) -> float:
    """The strength that brings so much more that it can be seen."""
    return round(max(AT_LEAST, 1 + EXTRA_A_WEEK / weekly), 1)
