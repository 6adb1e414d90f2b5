"""Stations made up of counts alone, and what a reader of all their slips can tell of a community's count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.features.slips.history import History
from core.features.slips.issue import DAYS, YEAR_ISSUES, YEARS
from core.features.slips.rise import FALSE_ALARM_SHARE, RiseTest, tellable_rises

Counts = NDArray[np.int64]
CLASSES, LEAST = 6, 5
LOOKED_AT = 14  # so many newest issues have their slips read: all whose base a count of theirs can be in
TRIES = 500


@dataclass(frozen=True)
class Station:
    """Counts by (community, issue), newest first; the last row is what no community holds."""

    counts: Counts

    @property
    def whole(self) -> Counts:
        """The station's own counts, which are no secret."""
        return np.asarray(self.counts.sum(axis=0), np.int64)

    def slips(self) -> list[tuple[bool, ...]]:
        """What the slips of all the issues looked at say of each community."""
        return [self._slip(issue) for issue in range(LOOKED_AT)]

    def _slip(self, issue: int) -> tuple[bool, ...]:
        size, parts = YEAR_ISSUES * YEARS, self.counts[:-1]
        seen = np.vstack([self.whole, parts])[:, issue : issue + size]
        known = np.arange(size) < seen.shape[1]
        history = History(np.pad(seen, ((0, 0), (0, size - seen.shape[1]))), known)
        if not history.is_sufficient:
            return ()
        level = FALSE_ALARM_SHARE / 2 / (len(parts) * CLASSES)
        test = RiseTest(DAYS, history.baseline_days, history.community_dispersion(), level, LEAST)
        return tuple(tellable_rises(test, history.now, history.baseline).tolist())


def drawn(rng: np.random.Generator) -> Station:
    """A station of two to five communities, quiet or busy, with bursts in one of them or in all."""
    communities, issues = int(rng.integers(2, 6)), int(rng.integers(20, 40))
    rates = rng.choice([0.05, 0.3, 1.0, 3.0, 8.0]) * rng.gamma(1, 1, communities)
    counts = rng.poisson(np.tile(rates[:, None], (1, issues)))
    for _ in range(int(rng.integers(1, 7))):
        where = rng.random(communities) < rng.choice([0.3, 1.0])
        counts[where, int(rng.integers(0, 10))] += rng.poisson(rng.choice([3, 6, 12]), int(where.sum()))
    nobodys = rng.poisson(rng.choice([0.0, 0.3, 2.0]), issues)
    return Station(np.vstack([counts, nobodys]).astype(np.int64))


def small(station: Station) -> list[tuple[int, int]]:
    """(community, issue) of the counts that must not be placed."""
    parts = station.counts[:-1, :LOOKED_AT]
    return [(int(unit), int(issue)) for unit, issue in np.argwhere((parts >= 1) & (parts < LEAST))]


def possible(station: Station, unit: int, issue: int, rng: np.random.Generator) -> set[int]:
    """Values that a count can have as far as a reader can tell: other worlds with the same slips and station counts.

    Worlds are sought, not listed: first by moving the count alone, then by wandering from one such world to another.
    """
    found, slips = {int(station.counts[unit, issue])}, station.slips()
    wanted = min(LEAST - 1, int(station.whole[issue]))
    here = station
    for other in _neighbours(station, unit, issue):
        if other.slips() == slips:
            found.add(int(other.counts[unit, issue]))
        if max(found) - min(found) >= wanted:
            return found
    told_of = [place for place, slip in enumerate(slips) if any(slip)]
    places = [issue] * 3 + told_of * 2 + list(range(LOOKED_AT))
    for _ in range(TRIES):
        other = _wander(here, unit, places, rng)
        if other.slips() == slips:
            here = other
            found.add(int(here.counts[unit, issue]))
        if max(found) - min(found) >= wanted:
            break
    return found


def _neighbours(station: Station, unit: int, issue: int) -> Iterator[Station]:
    """The same but that one count is another one, at the cost of one other unit."""
    column = station.counts[:, issue]
    for value in range(2 * LEAST):
        for other in range(len(column)):
            moved = column[other] + column[unit] - value
            if other != unit and moved >= 0:
                counts = station.counts.copy()
                counts[unit, issue], counts[other, issue] = value, moved
                yield Station(counts)


def _wander(station: Station, unit: int, places: Sequence[int], rng: np.random.Generator) -> Station:
    """The same with some alerts handed from one unit to another, in one to three issues."""
    counts = station.counts.copy()
    for _ in range(int(rng.integers(1, 4))):
        issue = int(rng.choice(places))
        giver = unit if rng.random() < 0.4 else int(rng.integers(len(counts)))
        taker = int(rng.integers(len(counts)))
        if rng.random() < 0.5:
            giver, taker = taker, giver
        if giver != taker and counts[giver, issue]:
            some = int(rng.integers(1, counts[giver, issue] + 1))
            counts[giver, issue] -= some
            counts[taker, issue] += some
    return Station(counts)
