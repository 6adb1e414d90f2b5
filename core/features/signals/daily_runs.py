"""Facts counted over a moving window of days, and since which day there have been enough of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.features.signals.amount_series import Flags, Ints
from core.features.signals.detector import Episode
from core.metrics.types import Window
from core.time.days import to_date


def counts_by_day(days: Iterable[int], first: int, last: int) -> Ints:
    """Count how often each day from `first` to `last` occurs."""
    return np.bincount([day - first for day in days], minlength=last - first + 1)


def moving_sums(counts: Ints, width: int) -> Ints:
    """Return the sums over the `width` days up to each day, from the day on that has as many before it."""
    running = np.concatenate([[0], np.cumsum(counts)])
    return np.asarray(running[width:] - running[:-width], np.int64)


def last_run(enough: Flags, day: int, width: int, weight: float) -> Episode:
    """Return the episode of the days up to `day`, the last of `enough`, on which there was always enough."""
    run = len(enough) if enough.all() else int(np.argmin(enough[::-1]))
    return Episode(Window(day - width + 1, day), to_date(day - run + 1), run == len(enough), weight)
