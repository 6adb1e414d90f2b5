"""Teams of a class beside each other: means with their sizes, and whether chance alone would set them so far apart."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

SHUFFLES, SEED = 2000, 20_260_101
CLEAR = 0.05  # of all shufflings: fewer set teams as far apart


class TeamMean(NamedTuple):
    """A team, how many of it took part, and the mean of their points."""

    name: str
    size: int
    mean: Fraction


class TeamsAnswer(NamedTuple):
    """The teams, the highest mean first. `chance` is the share of shufflings that set them as far apart, or None.

    Only where that is small may a team be called ahead: people were put into teams by their own choice, and a few
    points between small teams say nothing.
    """

    means: tuple[TeamMean, ...]
    chance: float | None

    @property
    def is_clear(self) -> bool:
        """Return True if the teams differ by more than chance."""
        return self.chance is not None and self.chance < CLEAR


def compare_teams(marks: Sequence[tuple[str, int]]) -> TeamsAnswer:
    """Return the teams' means; points are dealt out to the seats anew 2000 times, always by the same dice."""
    names = sorted({name for name, _ in marks})
    means = [
        TeamMean(name, len(own), Fraction(sum(own), len(own)))
        for name in names
        if (own := [points for team, points in marks if team == name])
    ]
    means.sort(key=lambda team: (-team.mean, team.name))
    if len(means) < 2 or all(team.size < 2 for team in means):
        return TeamsAnswer(tuple(means), None)
    return TeamsAnswer(tuple(means), _chance([names.index(name) for name, _ in marks], [p for _, p in marks]))


def _chance(team_of: list[int], points: list[int]) -> float:
    import numpy as np  # here, because the pages of participants need none

    marks = np.array(points, dtype=float)
    belongs = np.equal.outer(np.array(team_of), np.unique(team_of)).astype(float)  # seats × teams
    sizes = belongs.sum(axis=0)
    dealt = np.random.default_rng(SEED).permuted(np.tile(marks, (SHUFFLES, 1)), axis=1)
    distances = [((rows @ belongs / sizes - marks.mean()) ** 2 @ sizes) for rows in (marks[None, :], dealt)]
    as_far = int((distances[1] >= distances[0] - 1e-9).sum())
    return (as_far + 1) / (SHUFFLES + 1)
