"""The bureau of the demo: a plan with something true to see on every page, all of it planted and in the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import ceil

from seed.bureau import SIZES, Plan, plan
from seed.calibration import CALLS_PER_DAY
from seed.stories.story import KINDS, Story, Wish

LATE_DAYS = 63  # more than a monthly source may lie behind
# Times what a story adds if nobody says, which shows within a month or so: these have less time.
STRONGER = {"fraud_surge": 3.0, "dispute_rise": 1.4}
FALLEN = 0.38  # of the traffic calls: told over a quarter; more of it only makes the history look wilder
HANDED_OVER = 0.26  # of what one station would complete on the scene: it misses 90% beyond doubt
DOUBLED_CALLS, MOST_DOUBLED_DAYS = 10, 14  # calls entered twice at a mean station, and the days that may take


def alive_plan(size: str, seed: int, as_of: date, start: date | None = None) -> Plan:
    """The plan of a bureau in which things happen. Raises ValueError (Chinese) where `plan` does."""
    planned = replace(plan(size, seed, as_of, start), alive=True)
    planned = planned.with_stories(_happenings(planned))
    planned = replace(planned, stories=tuple(map(_stronger, planned.stories)))
    return planned.with_stories(_orders(planned))


def _happenings(planned: Plan) -> list[Wish]:
    """One of each sort, the seed choosing where: rises, a fall, a missed standard, a fault of data, a late source."""
    day, first = planned.as_of, planned.start + timedelta(days=1)
    late = _ago(day, LATE_DAYS).replace(day=1)  # reports end with a month
    doubled = min(MOST_DOUBLED_DAYS, ceil(DOUBLED_CALLS / (CALLS_PER_DAY * SIZES[planned.size].calls)))
    return [
        Wish("dispute_rise", _ago(day, 41), 90),
        Wish("fraud_surge", _ago(day, 13), 28),
        Wish("slow_scene", first, (day - first).days + 240, strength=HANDED_OVER),
        Wish("doubled", _ago(day, 8 + doubled), doubled),
        Wish("traffic_fall", _ago(day, 74), 150, planned.bureau, FALLEN),
        Wish("late_source", late, (day - late).days + 40),
    ]


def _orders(planned: Plan) -> list[Wish]:
    """Instructions where something happens: one due on the day after as_of, two some days past their dates by then."""
    day, units = planned.as_of, {story.kind: story.unit for story in planned.stories}
    return [
        Wish("order", _ago(day, 8), 9, units["fraud_surge"], 0),
        Wish("order", _ago(day, 14), 10, units["dispute_rise"], 7),
        Wish("order", _ago(day, 11), 9, units["slow_scene"], 4),
    ]


def _stronger(story: Story) -> Story:
    more = STRONGER.get(story.kind, 1.0) * (story.strength - 1)
    return replace(story, strength=round(min(1 + more, KINDS[story.kind].most), 1)) if story.kind in STRONGER else story


def _ago(as_of: date, days: int) -> date:
    return as_of - timedelta(days=days)
