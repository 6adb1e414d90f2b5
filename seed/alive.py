"""The bureau of the demo: a plan with something true to see on every page, all of it planted and in the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from seed.bureau import Plan, plan
from seed.stories.story import KINDS, Story, Wish

LATE_DAYS = 63  # more than a monthly source may lie behind
BURST = 2.0  # times what is added if nobody says


def alive_plan(size: str, seed: int, as_of: date, start: date | None = None) -> Plan:
    """The plan of a bureau in which things happen. Raises ValueError (Chinese) where `plan` does."""
    planned = replace(plan(size, seed, as_of, start), alive=True)
    planned = planned.with_stories(_happenings(planned))
    planned = replace(planned, stories=tuple(_stronger(story) for story in planned.stories))
    return planned.with_stories(_orders(planned))


def _stronger(story: Story) -> Story:
    """A burst that shows within a fortnight; what a story adds if nobody says shows within a month."""
    if story.kind != "fraud_surge":
        return story
    return replace(story, strength=round(min(1 + BURST * (story.strength - 1), KINDS[story.kind].most), 1))


def _ago(as_of: date, days: int) -> date:
    return as_of - timedelta(days=days)


def _happenings(planned: Plan) -> list[Wish]:
    """One of each sort, the seed choosing where: rises, a fall, a missed standard, a fault of data, a late source."""
    day, first = planned.as_of, planned.start + timedelta(days=1)
    late = _ago(day, LATE_DAYS).replace(day=1)  # reports end with a month
    return [
        Wish("dispute_rise", _ago(day, 41), 90, strength=2.4),
        Wish("fraud_surge", _ago(day, 13), 28),
        Wish("slow_scene", first, (day - first).days + 240, strength=0.26),
        Wish("doubled", _ago(day, 9), 1),
        Wish("traffic_fall", _ago(day, 59), 120, planned.bureau, 0.32),
        Wish("late_source", late, (day - late).days + 40),
    ]


def _orders(planned: Plan) -> list[Wish]:
    """Instructions where something happens: one due on the day after as_of, two some days past their dates by then."""
    day, where = planned.as_of, {story.kind: story.unit for story in planned.stories}
    return [
        Wish("order", _ago(day, 8), 9, where["fraud_surge"], 0),
        Wish("order", _ago(day, 14), 10, where["dispute_rise"], 7),
        Wish("order", _ago(day, 11), 9, where["slow_scene"], 4),
    ]
