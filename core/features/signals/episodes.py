"""From looks to signals: where the threshold lies, when a signal began, and that a small dip does not end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import MONTH_DAYS
from core.features.signals.amount_series import Flags, Ints
from core.features.signals.scan_statistics import ScanStatistics

KEEP, WEAKEST = 10, 0.01  # a signal that is on stays on up to so many times the probability at which it begins


class Threshold(NamedTuple):
    """A rule's threshold: it tells what is less probable than `p`.

    Bonferroni over every question of a month: with so many `tests` a look and a look every `every` days, the expected
    number of false signals a month is at most `a_month`, whatever the questions have to do with each other.
    """

    false_alarms_a_month: float
    tests: int
    interval: int

    @property
    def scans_a_month(self) -> float:
        """Looks a month."""
        return MONTH_DAYS / self.interval

    @property
    def p(self) -> float:
        """The probability below which it is told."""
        return self.false_alarms_a_month / max(self.tests * self.scans_a_month, 1.0)


class EpisodeState(NamedTuple):
    """After a look, by (measure, unit): what is on, at which look it began, and what has just begun."""

    active: Flags
    began_at: Ints
    started: Flags


def closing_p(limit: float) -> float:
    """The probability up to which a signal that is on stays on."""
    return max(limit, min(KEEP * limit, WEAKEST))


def follow_episodes(looks: Sequence[ScanStatistics], a_month: float, every: int, least: int) -> Iterator[EpisodeState]:
    """The states after each look; nothing is on before the first. `least` records are seen, or should be."""
    shape = looks[0].p.shape[1:]
    on, began = np.zeros(shape, bool), np.zeros(shape, np.int64)
    for at, look in enumerate(looks):
        limit = Threshold(a_month, look.tests, every).p
        p = np.where(np.isnan(look.p), 1.0, look.p)
        starts = ((p <= limit) & (np.fmax(look.observed, look.expected) >= least)).any(0)
        new = starts & ~on
        began = np.where(new, at, began)
        on = starts | (on & (p <= closing_p(limit)).any(0))
        yield EpisodeState(on, began, new)
