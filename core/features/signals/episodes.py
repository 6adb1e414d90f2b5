"""Episodes of a signal: the threshold at which one begins, and the small dips that do not end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import MONTH_DAYS
from core.features.signals.amount_series import Flags, Ints
from core.features.signals.scan_statistics import ScanStatistics

KEEP, WEAKEST = 10, 0.01  # an active signal stays so up to so many times the probability at which it begins


class Threshold(NamedTuple):
    """A rule's threshold: a signal begins where something is less probable than `p`.

    Bonferroni over every test of a month: with so many `tests` a scan and a scan every `interval` days, the expected
    number of false signals a month is at most `false_alarms_a_month`, however the tests depend on each other.
    """

    false_alarms_a_month: float
    tests: int
    interval: int

    @property
    def scans_a_month(self) -> float:
        """The number of scans a month."""
        return MONTH_DAYS / self.interval

    @property
    def p(self) -> float:
        """The probability below which a signal begins."""
        return self.false_alarms_a_month / max(self.tests * self.scans_a_month, 1.0)


class EpisodeState(NamedTuple):
    """Signals after a scan, by (measure, unit): active, the scan at which they began, and just started."""

    active: Flags
    began_at: Ints
    started: Flags


def closing_p(limit: float) -> float:
    """Return the probability up to which an active signal stays active."""
    return max(limit, min(KEEP * limit, WEAKEST))


def follow_episodes(
    scans: Sequence[ScanStatistics], false_alarms_a_month: float, interval: int, least: int
) -> Iterator[EpisodeState]:
    """Yield the state after each scan; nothing is active before the first.

    A signal begins only where `least` records are observed or expected.
    """
    shape = scans[0].p.shape[1:]
    active, began_at = np.zeros(shape, bool), np.zeros(shape, np.int64)
    for number, scan in enumerate(scans):
        limit = Threshold(false_alarms_a_month, scan.tests, interval).p
        p = np.where(np.isnan(scan.p), 1.0, scan.p)
        crossing = ((p <= limit) & (np.fmax(scan.observed, scan.expected) >= least)).any(0)
        started = crossing & ~active
        began_at = np.where(started, number, began_at)
        active = crossing | (active & (p <= closing_p(limit)).any(0))
        yield EpisodeState(active, began_at, started)
