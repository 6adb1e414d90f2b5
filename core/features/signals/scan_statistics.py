"""One look after another at counts: what each window holds, what it should hold, and how probable so many are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.calendar_model import Festival
from core.catalogue.signal_model import FaultSides
from core.features.signals.amount_series import AmountSeries, Flags, Ints
from core.features.signals.expected_counts import (
    HALF,
    Expectation,
    Floats,
    dispersion_of,
    expected_by_share,
    p_of_so_few,
    p_of_so_many,
)
from core.time.calendar import festival_days, lunar_new_year
from core.time.days import to_date

YEAR, GAP, LEVEL, SHORTEST_BASELINE = 364, 28, 84, 84  # days
YEARS_BACK = 2
LONGEST_WINDOW = 84  # days of a window


class ScanStatistics(NamedTuple):
    """At the end of a day, by (window, measure, unit): how many were seen, how many should be, p; NaN if not asked."""

    observed: Ints
    expected: Floats
    p: Floats

    @property
    def tests(self) -> int:
        """How many questions were asked."""
        return int((~np.isnan(self.p)).sum())


class ShareScanner:
    """Parts beside the rest of their whole: units beside all the other units, or what a unit has of it own."""

    def __init__(
        self, parts: AmountSeries, whole: AmountSeries, windows: Sequence[int], ways: FaultSides = "more"
    ) -> None:
        """`whole` is that of all units, or of each; `ways` says whether too many are asked for, too few, or both."""
        self._parts, self._whole, self._ways = parts, whole, ways
        self._windows = [window // parts.step_days for window in windows]

    @classmethod
    def of_first_row(cls, days: AmountSeries, windows: Sequence[int], ways: FaultSides = "more") -> ShareScanner:
        """Of `days` that have the whole in row 0, and the units in the rows after it."""
        return cls(days.unit_slice(1, None), days.unit_slice(0, 1), windows, ways)

    def statistics_before(self, end: int) -> ScanStatistics:
        """The windows that end before place `end`."""
        found = [self._window(end, width) for width in self._windows]
        return ScanStatistics(*(np.stack(part) for part in zip(*found, strict=True)))

    def _window(self, end: int, width: int) -> tuple[Ints, Floats, Floats]:
        steps = self._parts.step_days
        stop = end - width - GAP // steps
        start = max(stop - YEAR // steps, self._begin(stop))
        shape = self._parts.running.shape[:2]
        if stop - start < SHORTEST_BASELINE // steps:
            return np.zeros(shape, np.int64), np.full(shape, np.nan), np.full(shape, np.nan)
        whole, count = self._split(end - width, end)
        whole_base, base = self._split(start, stop)
        part = width / (stop - start)
        mean, unsure = expected_by_share(base, whole_base - base, whole - count, part)
        ends = stop - width * np.arange((stop - start) // width)
        whole_then, then = self._split(ends - width, ends)
        means, _ = expected_by_share(base[..., None], (whole_base - base)[..., None], whole_then - then, part)
        phi, df = self._phi(then, means)
        known = self._parts.are_complete(start, end) & self._whole.are_complete(start, end)
        expected = Expectation(mean, phi, df, unsure)
        return count, mean, np.where(known, self._p(count, expected), np.nan)

    def _p(self, count: Ints, expected: Expectation) -> Floats:
        if self._ways == "more":
            return p_of_so_many(count, expected)
        few = p_of_so_few(count, expected)
        return few if self._ways == "fewer" else np.minimum(2 * np.minimum(p_of_so_many(count, expected), few), 1.0)

    def _begin(self, stop: int) -> int:
        """The first place from which a whole is known up to `stop`; units of which less is known are not asked."""
        gone = self._whole.incomplete[..., : stop + 1] != self._whole.incomplete[..., stop : stop + 1]
        return int(gone.sum(-1).min(-1).max(initial=0)) if stop > 0 else 0

    def _split(self, start: int | Ints, end: int | Ints) -> tuple[Ints, Ints]:
        return self._whole.sums(start, end), self._parts.sums(start, end)

    @staticmethod
    def _phi(seen: Ints, means: Floats) -> tuple[Floats, Floats]:
        found = [dispersion_of(one, mean) for one, mean in zip(seen, means, strict=True)]
        phi, df = (np.stack(part) for part in zip(*found, strict=True))
        return phi, df


class OwnYearsScanner:
    """The bureau beside its own years: `days` is by single days, and its row 0 is asked about."""

    def __init__(self, days: AmountSeries, windows: Sequence[int], spring: Festival) -> None:
        self._days, self._windows, self._spring = days, list(windows), spring
        self._made = {window: self._every(window) for window in windows}

    def statistics_before(self, end: int) -> ScanStatistics:
        """The windows that end before place `end`; one unit."""
        found = [self._window(end, window) for window in self._windows]
        return ScanStatistics(*(np.stack(part)[..., None] for part in zip(*found, strict=True)))

    def _window(self, end: int, window: int) -> tuple[Ints, Floats, Floats]:
        count, mean, unsure, known = self._made[window]
        ends = end - GAP - window * np.arange(1, YEAR // window + 1)
        ends = ends[ends > 0]
        there = known[:, ends]
        found = [dispersion_of(x[None], np.where(k, m, 0.0)[None]) for x, m, k in
                 zip(count[:, ends], mean[:, ends], there, strict=True)]  # fmt: skip
        phi, df = (np.concatenate(part) for part in zip(*found, strict=True))
        # φ holds what is uncertain about the mean already, but for counts so small that no window of theirs shows it.
        phi = np.maximum(phi, 1 + mean[:, end] * unsure[:, end])
        asked = Expectation(mean[:, end], phi, df, np.zeros_like(phi))
        p = np.where(known[:, end], p_of_so_many(count[:, end], asked), np.nan)
        return count[:, end], np.where(known[:, end], mean[:, end], np.nan), p

    def _every(self, window: int) -> tuple[Ints, Floats, Floats, Flags]:
        """Of windows ending before each place, by measure: count, mean, the mean's variance, whether they are known."""
        days = self._days
        ends = np.arange(days.running.shape[-1])
        count, now_known = self._sum(ends - window, ends)
        level, level_known = self._sum(ends - window - GAP - LEVEL, ends - window - GAP)
        then, then_level = np.zeros_like(count), np.zeros_like(count)
        any_year = np.zeros(count.shape, bool)
        for years in range(1, YEARS_BACK + 1):
            back = np.array([self._back(days.first + int(end) - 1, window, years) for end in ends])
            same, same_known = self._sum(ends - window - back, ends - back)
            before, before_known = self._sum(ends - window - GAP - LEVEL - back, ends - window - GAP - back)
            known = same_known & before_known
            then, then_level = then + np.where(known, same, 0), then_level + np.where(known, before, 0)
            any_year |= known
        parts = level + HALF, then + HALF, then_level + HALF
        mean, unsure = parts[0] * parts[1] / parts[2], 1 / parts[0] + 1 / parts[1] + 1 / parts[2]
        return count, mean, unsure, now_known & level_known & any_year & (then_level > 0)

    def _sum(self, start: Ints, end: Ints) -> tuple[Ints, Flags]:
        """Sums of row 0 and whether all of it is known; what begins before the first place is not."""
        inside = start >= 0
        low, high = np.maximum(start, 0), np.maximum(end, 0)
        days = self._days
        sums = days.running[:, 0][:, high] - days.running[:, 0][:, low]
        known = (days.incomplete[:, 0][:, high] == days.incomplete[:, 0][:, low]) & inside
        return np.where(inside, sums, 0), known

    def _back(self, last: int, window: int, years: int) -> int:
        """How many days before lie the days of another year that a window is compared with."""
        first = last - window - GAP - LEVEL + 1
        for year in (to_date(last).year, to_date(last).year + 1):
            before, after = festival_days(year, self._spring.before, self._spring.after)
            if first <= after and before <= last:
                return lunar_new_year(year) - lunar_new_year(year - years)
        return YEAR * years
