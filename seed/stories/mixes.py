"""Stories in which every part goes one way and the whole goes the other, because the parts' weights change."""

from __future__ import annotations

import numpy as np

from seed import calibration as c
from seed.alerts import usual
from seed.stories.faults import inside
from seed.stories.station_month import StationMonth
from seed.stories.story import Story
from seed.stories.surges import add_alerts
from seed.stories.turns import hand_over

SECOND_YEAR = 365  # days from the story's first on which the weights change: the same days a year before are without
WEAK_SETTING, GROWING_CLASS = "town", "traffic"
# Shares of what would be completed on the scene that are handed over instead, in the first and in the second year.
# Assumed, so that each station rises by some ten points and the whole falls by some five, at six times the calls.
WEAK_HANDED_OVER, STRONG_HANDED_OVER = (0.60, 0.47), (0.11, 0.0)


def mix_shift(story: Story, station_month: StationMonth) -> None:
    """Each station completes more on the scene than a year before; those that complete least have many more calls."""
    rng, is_weak = station_month.stream(story), station_month.profile.setting == WEAK_SETTING
    turn = story.first + SECOND_YEAR
    if is_weak:
        growing = station_month.days_of(story) & (station_month.days.day >= turn)
        means = usual(station_month.profile, station_month.month)[c.CLASSES.index(GROWING_CLASS)] * growing
        add_alerts(station_month, rng, GROWING_CLASS, "accident", (story.strength - 1) * means)
    first, second = WEAK_HANDED_OVER if is_weak else STRONG_HANDED_OVER
    for draft in station_month.of("alert"):
        shares = np.where(inside(story, draft, since=turn), second, first)
        hand_over(draft, rng, inside(story, draft) & (rng.random(len(draft)) < shares))
