"""Drafts of a station's month so far, for stories to add to or to change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from seed.almanac import Days, days_of
from seed.draft import Draft
from seed.station_profile import StationProfile
from seed.stories.story import Story
from seed.streams import Bools, Objects

LETTERS = {"alert": "J", "dispute": "M", "case": "A"}  # the beginnings of their numbers


@dataclass
class StationMonth:
    """The records of a station that begin in a month."""

    profile: StationProfile
    month: int
    drafts: list[Draft] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)  # by kind: their numbers are not given again

    @property
    def days(self) -> Days:
        """The days of the month."""
        return days_of(self.month)

    def days_of(self, story: Story) -> Bools:
        """Mark the month's days that are the story's."""
        inside: Bools = (self.days.day >= story.first) & (self.days.day <= story.last)
        return inside

    def of(self, *kinds: str) -> list[Draft]:
        """The drafts of some kinds."""
        return [draft for draft in self.drafts if draft.kind in kinds]

    def ids(self, kind: str, size: int, mark: str = "") -> Objects:
        """Numbers that go on after those there are: nothing in them tells a story's record from another."""
        after = sum(map(len, self.of(kind))) + self.removed[kind]
        return self.profile.ids(LETTERS[kind], self.month, size, mark, after)

    def stream(self, story: Story) -> np.random.Generator:
        """The story's own stream at this station in this month."""
        return self.profile.stream(story.stream, self.month)

    def calls(self) -> Draft:
        """The alerts that somebody who counted the month's would find, but those that a dispute brought back."""
        return Draft.join([draft.take(_no_repeats(draft)) for draft in self.of("alert")])


def _no_repeats(draft: Draft) -> Bools:
    free: Bools = np.array([ref is None for ref in draft.columns["dispute"]], dtype=bool)
    return free
