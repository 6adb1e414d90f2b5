"""Lets stories happen in the drafts of a station's month."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.time.days import month_days
from seed.place import Place
from seed.stories import faults, mixes, surges, turns
from seed.stories.station_month import StationMonth
from seed.stories.story import Story, unit_of

StoryEffect = Callable[[Story, StationMonth], None]
SURGES: dict[str, StoryEffect] = {
    "fraud_surge": surges.fraud_surge,
    "spring_return": surges.spring_return,
    "dispute_rise": surges.dispute_rise,
}
FAULTS: dict[str, StoryEffect] = {
    "traffic_fall": turns.traffic_fall,
    "slow_scene": turns.slow_scene,
    "mix_shift": mixes.mix_shift,
    "gaming": faults.gaming,
    "miscoded": faults.miscoded,
    "shifted": faults.shifted,
    "doubled": faults.doubled,
    "late_reports": faults.late_reports,
    "silence": faults.silence,
}


CLUSTER = "dispute_cluster"
ELSEWHERE = ("order", "late_source")  # they change no record of a station (see orders.py and seed/ledger.py)
ORDER = ("fraud_surge", CLUSTER, "spring_return", "dispute_rise", *FAULTS, *ELSEWHERE)


def apply_stories(stories: Iterable[Story], place: Place, station_month: StationMonth) -> None:
    """Adds and changes what the stories of this station say, in the order below.

    First what happens, then what is made of it, and last how it is written down.
    """
    for story in sorted(stories, key=lambda story: ORDER.index(story.kind)):
        if month_days(station_month.month)[0] > story.last:
            continue  # what begins later has nothing to do with it
        if story.kind in FAULTS:
            FAULTS[story.kind](story, station_month)  # what began in an earlier month may fall within its days
        elif story.kind not in ELSEWHERE and station_month.days_of(story).any():
            if story.kind == CLUSTER:
                surges.dispute_cluster(story, station_month, unit_of(place, story.unit).index)
            else:
                SURGES[story.kind](story, station_month)
