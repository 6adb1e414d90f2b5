"""Stories in which a figure turns: less of a class happens, or what is done on the scene is no longer done there."""

from __future__ import annotations

import numpy as np

from seed import calibration as c
from seed.choices import code
from seed.draft import Draft
from seed.stories.faults import inside
from seed.stories.station_month import StationMonth
from seed.stories.story import Story
from seed.streams import Bools, lag

FALLING_CLASS = "traffic"  # no case and no dispute follows from its calls, so that nothing else is left without a cause


def traffic_fall(story: Story, station_month: StationMonth) -> None:
    """A share of the traffic calls does not happen."""
    rng = station_month.stream(story)
    for number, draft in enumerate(station_month.drafts):
        if draft.kind == "alert":
            falling = inside(story, draft) & (draft.columns["class"] == code("alert", "class", FALLING_CLASS))
            gone = falling & (rng.random(len(draft)) < story.strength)
            station_month.drafts[number] = draft.take(~gone)
            station_month.removed["alert"] += int(gone.sum())


def slow_scene(story: Story, station_month: StationMonth) -> None:
    """A share of what would be completed on the scene is handed over instead, and takes a shift or two."""
    rng = station_month.stream(story)
    for draft in station_month.of("alert"):
        hand_over(draft, rng, inside(story, draft) & (rng.random(len(draft)) < story.strength))


def hand_over(draft: Draft, rng: np.random.Generator, chosen: Bools) -> None:
    """Hand over what is chosen of the calls completed on the scene, which then takes a shift or two."""
    columns = draft.columns
    handed_over = chosen & (columns["on_scene"] == 1)
    spent = lag(rng, c.OUTCOME_MEDIAN[False], c.OUTCOME_SIGMA, len(draft))
    arrived = columns["occurred_at"] + np.maximum(columns["response_seconds"], 0)
    columns["on_scene"] = np.where(handed_over, 0, columns["on_scene"])
    columns["outcome_at"] = np.where(handed_over, arrived + spent, columns["outcome_at"])
