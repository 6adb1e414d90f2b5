"""Scan statistics of counts: observed and expected in each window, and the probability of so many."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.calendar_model import Festival
from core.catalogue.signal_model import FaultSides
from core.features.signals.amount_series import AmountSeries, Flags, Ints
from core.features.signals.expected_counts import (
    HALF,
    Expectation,
    dispersion_of,
    expected_by_share,
    p_of_so_few,
    p_of_so_many,
)
from core.metrics.arrays import Floats
from core.time.calendar import festival_days, lunar_new_year
from core.time.days import to_date

YEAR, GAP, LEVEL, SHORTEST_BASELINE = 364, 28, 84, 84  # days
YEARS_BACK = 2
LONGEST_WINDOW = 84  # days
SHARE_HISTORY = YEAR + GAP + LONGEST_WINDOW  # days that a share scanner reads before its first window's end
OWN_YEARS_HISTORY = YEAR * (1 + YEARS_BACK) + GAP + LEVEL + 2 * LONGEST_WINDOW + 31


class ScanStatistics(NamedTuple):
    """Counts at the end of a day by (window, measure, unit): observed, expected, and p; NaN where nothing is tested."""

    observed: Ints
    expected: Floats
    p: Floats

    @property
    def tests(self) -> int:
        """The number of tests made."""
        return int((~np.isnan(self.p)).sum())


class ShareScanner:
    """Tests a share of a total: units beside all other units, or some of a unit's records beside its others."""

    def __init__(
        self, shares: AmountSeries, totals: AmountSeries, windows: Sequence[int], tails: FaultSides = "more"
    ) -> None:
        """`totals` are those of all units, or of each; `tails` tests for too many, too few, or both."""
        self._shares, self._totals, self._tails = shares, totals, tails
        self._windows = [window // shares.step_days for window in windows]

    @classmethod
    def of_first_row(cls, series: AmountSeries, windows: Sequence[int], tails: FaultSides = "more") -> ShareScanner:
        """Build a scanner of a series with the total in row 0, and the units in the rows after it."""
        return cls(series.unit_slice(1, None), series.unit_slice(0, 1), windows, tails)

    @property
    def settings(self) -> Hashable:
        """The windows, the tails, and the length of a place."""
        return "share", tuple(self._windows), self._tails, self._shares.first, self._shares.step_days

    @property
    def inputs(self) -> Sequence[Ints]:
        """The running totals of shares and totals, and where they are incomplete."""
        shares, totals = self._shares, self._totals
        return shares.running, shares.incomplete, totals.running, totals.incomplete

    def statistics_before(self, end: int) -> ScanStatistics:
        """Test the windows that end before place `end`."""
        by_window = [self._window(end, width) for width in self._windows]
        return ScanStatistics(*(np.stack(arrays) for arrays in zip(*by_window, strict=True)))

    def _window(self, end: int, width: int) -> tuple[Ints, Floats, Floats]:
        step = self._shares.step_days
        stop = end - width - GAP // step
        start = max(stop - YEAR // step, self._begin(stop))
        shape = self._shares.running.shape[:2]
        if stop - start < SHORTEST_BASELINE // step:
            return np.zeros(shape, np.int64), np.full(shape, np.nan), np.full(shape, np.nan)
        total, count = self._split(end - width, end)
        total_base, base = self._split(start, stop)
        length_ratio = width / (stop - start)
        mean, mean_variance = expected_by_share(base, total_base - base, total - count, length_ratio)
        ends = stop - width * np.arange((stop - start) // width)
        past_total, past = self._split(ends - width, ends)
        past_means, _ = expected_by_share(
            base[..., None], (total_base - base)[..., None], past_total - past, length_ratio
        )
        phi, df = self._dispersion(past, past_means)
        expectation = Expectation(mean, phi, df, mean_variance)
        complete = self._shares.are_complete(start, end) & self._totals.are_complete(start, end)
        return count, mean, np.where(complete, self._p(count, expectation), np.nan)

    def _p(self, count: Ints, expectation: Expectation) -> Floats:
        if self._tails == "more":
            return p_of_so_many(count, expectation)
        p_few = p_of_so_few(count, expectation)
        if self._tails == "fewer":
            return p_few
        p_both: Floats = np.minimum(2 * np.minimum(p_of_so_many(count, expectation), p_few), 1.0)
        return p_both

    def _begin(self, stop: int) -> int:
        """Return the first place from which a total is complete up to `stop`; less complete units are not tested."""
        gaps = self._totals.incomplete[..., : stop + 1] != self._totals.incomplete[..., stop : stop + 1]
        return int(gaps.sum(-1).min(-1).max(initial=0)) if stop > 0 else 0

    def _split(self, start: int | Ints, end: int | Ints) -> tuple[Ints, Ints]:
        return self._totals.sums(start, end), self._shares.sums(start, end)

    @staticmethod
    def _dispersion(counts: Ints, means: Floats) -> tuple[Floats, Floats]:
        by_measure = [dispersion_of(*pair) for pair in zip(counts, means, strict=True)]
        phi, df = (np.stack(arrays) for arrays in zip(*by_measure, strict=True))
        return phi, df


class _Windows(NamedTuple):
    """All windows of one length, by (measure, the place before which they end)."""

    counts: Ints
    mean: Floats
    mean_variance: Floats
    complete: Flags


class OwnYearsScanner:
    """Tests the bureau beside its own years: row 0 of a series by single days."""

    def __init__(self, series: AmountSeries, windows: Sequence[int], spring: Festival) -> None:
        self._series, self._lengths, self._spring = series, list(windows), spring
        self._windows = {length: self._all_windows(length) for length in windows}

    @property
    def settings(self) -> Hashable:
        """The windows, the days about the lunar new year, and the first day."""
        return "own years", tuple(self._lengths), self._spring.before, self._spring.after, self._series.first

    @property
    def inputs(self) -> Sequence[Ints]:
        """The running totals, and where they are incomplete."""
        return self._series.running, self._series.incomplete

    def statistics_before(self, end: int) -> ScanStatistics:
        """Test the windows that end before place `end`; one unit."""
        by_window = [self._window(end, length) for length in self._lengths]
        return ScanStatistics(*(np.stack(arrays)[..., None] for arrays in zip(*by_window, strict=True)))

    def _window(self, end: int, length: int) -> tuple[Ints, Floats, Floats]:
        counts, mean, mean_variance, complete = self._windows[length]
        ends = end - GAP - length * np.arange(1, YEAR // length + 1)
        ends = ends[ends > 0]
        past_means = np.where(complete[:, ends], mean[:, ends], 0.0)
        by_measure = [dispersion_of(x[None], mu[None]) for x, mu in zip(counts[:, ends], past_means, strict=True)]
        phi, df = (np.concatenate(arrays) for arrays in zip(*by_measure, strict=True))
        # φ holds the uncertainty of the mean already, but for counts so small that no window of theirs shows it.
        phi = np.maximum(phi, 1 + mean[:, end] * mean_variance[:, end])
        expectation = Expectation(mean[:, end], phi, df, np.zeros_like(phi))
        p = np.where(complete[:, end], p_of_so_many(counts[:, end], expectation), np.nan)
        return counts[:, end], np.where(complete[:, end], mean[:, end], np.nan), p

    def _all_windows(self, length: int) -> _Windows:
        series = self._series
        ends = np.arange(series.running.shape[-1])
        count, now_complete = self._sum(ends - length, ends)
        level, level_complete = self._sum(ends - length - GAP - LEVEL, ends - length - GAP)
        past, past_level = np.zeros_like(count), np.zeros_like(count)
        any_year = np.zeros(count.shape, bool)
        for years in range(1, YEARS_BACK + 1):
            back = np.array([self._days_back(series.first + int(end) - 1, length, years) for end in ends])
            same, same_complete = self._sum(ends - length - back, ends - back)
            before, before_complete = self._sum(ends - length - GAP - LEVEL - back, ends - length - GAP - back)
            complete = same_complete & before_complete
            past, past_level = past + np.where(complete, same, 0), past_level + np.where(complete, before, 0)
            any_year |= complete
        now, then, then_level = level + HALF, past + HALF, past_level + HALF
        mean, mean_variance = now * then / then_level, 1 / now + 1 / then + 1 / then_level
        return _Windows(count, mean, mean_variance, now_complete & level_complete & any_year & (past_level > 0))

    def _sum(self, start: Ints, end: Ints) -> tuple[Ints, Flags]:
        """Return sums of row 0 and whether all of it is complete; windows before the first place are not."""
        inside = start >= 0
        low, high = np.maximum(start, 0), np.maximum(end, 0)
        running, incomplete = self._series.running[:, 0], self._series.incomplete[:, 0]
        complete = (incomplete[:, high] == incomplete[:, low]) & inside
        return np.where(inside, running[:, high] - running[:, low], 0), complete

    def _days_back(self, last: int, length: int, years: int) -> int:
        """Return by how many days the days of another year lie before the window compared with them."""
        first = last - length - GAP - LEVEL + 1
        for year in (to_date(last).year, to_date(last).year + 1):
            festival_first, festival_last = festival_days(year, self._spring.before, self._spring.after)
            if first <= festival_last and festival_first <= last:
                return lunar_new_year(year) - lunar_new_year(year - years)
        return YEAR * years
