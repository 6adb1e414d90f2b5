"""Rosters: who is in post at a station on a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY
from seed.people import Force
from seed.streams import ABSENT, Ints, Objects


@dataclass(frozen=True)
class Roster:
    """The postings of a station and its communities, as arrays."""

    officer: Ints
    unit: Ints
    since: Ints
    until: Ints  # a far day where the posting lasts
    police: Ints
    post: Objects

    def pick(self, rng: np.random.Generator, times: Ints, posts: tuple[str, ...] = ()) -> Ints:
        """For each time an officer in post on that day, all alike: police of these posts, else any police."""
        anybody = self._uniform(rng, times, self.police == 1)
        if not posts:
            return anybody
        fitting = self._uniform(rng, times, (self.police == 1) & np.isin(self.post, posts))
        return np.where(fitting == ABSENT, anybody, fitting)

    def of_community(self, rng: np.random.Generator, times: Ints, units: Ints) -> Ints:
        """The community's own officer, else one of the station's community officers, else any police."""
        chosen = self.pick(rng, times, ("community",))
        days = (times + CHINA_OFFSET) // SECONDS_PER_DAY
        own = np.flatnonzero((self.police == 1) & (self.post == "community"))
        for i in own:
            is_serving = (units == self.unit[i]) & (days >= self.since[i]) & (days < self.until[i])
            chosen[is_serving] = self.officer[i]
        return chosen

    def _uniform(self, rng: np.random.Generator, times: Ints, pool: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
        u = rng.random(len(times))
        days, day_index = np.unique((times + CHINA_OFFSET) // SECONDS_PER_DAY, return_inverse=True)
        if not len(times) or not pool.any():
            return np.full(len(times), ABSENT, dtype=np.int64)
        serving = (self.since[pool, None] <= days) & (days < self.until[pool, None])
        number = serving.sum(axis=0)
        order = np.argsort(~serving, axis=0, kind="stable")  # on each day those serving first
        chosen = self.officer[pool][order[(u * number[day_index]).astype(np.int64), day_index]]
        return np.where(number[day_index] > 0, chosen, ABSENT)


def make_rosters(force: Force, station_of: dict[int, int]) -> dict[int, Roster]:
    """The roster of each station; `station_of` says to which station a unit belongs."""
    by_station: dict[int, list[int]] = {}
    for number, posting in enumerate(force.postings):
        if posting.unit in station_of:
            by_station.setdefault(station_of[posting.unit], []).append(number)
    return {station: _roster(force, numbers) for station, numbers in by_station.items()}


def _roster(force: Force, numbers: list[int]) -> Roster:
    postings = [force.postings[i] for i in numbers]
    police = [int(force.officers[p.officer].kind == "police") for p in postings]
    return Roster(
        officer=np.array([p.officer for p in postings], dtype=np.int64),
        unit=np.array([p.unit for p in postings], dtype=np.int64),
        since=np.array([p.since for p in postings], dtype=np.int64),
        until=np.array([10**9 if p.until == ABSENT else p.until for p in postings], dtype=np.int64),
        police=np.array(police, dtype=np.int64),
        post=np.array([p.post for p in postings], dtype=object),
    )
