"""Counts of a station and of its communities by issue (four weeks), from the week cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.features.slips.issue import DAYS, FEWEST_ISSUES, WEEKS, YEAR_ISSUES, YEARS, Issue
from core.judgement.dispersion import Dispersion, count_dispersion
from core.metrics.coverage import Coverage
from core.metrics.weekly_amounts import weekly_amounts
from core.store.store import Store
from core.time.days import to_date


@dataclass(frozen=True)
class History:
    """Counts by (unit, issue), newest issue first; the station is the first unit. `complete` by issue."""

    counts: NDArray[np.int64]
    complete: NDArray[np.bool_]

    @property
    def is_sufficient(self) -> bool:
        """The newest issue is complete, and enough of those before it."""
        return bool(self.complete[0] and self.complete[1:YEAR_ISSUES].sum() >= FEWEST_ISSUES)

    @property
    def now(self) -> NDArray[np.int64]:
        """Counts of the newest issue, by unit."""
        return self.counts[:, 0]

    @property
    def baseline(self) -> NDArray[np.int64]:
        """Counts of the twelve issues before it, so far as complete, by unit."""
        return np.asarray((self.counts * self.complete)[:, 1:YEAR_ISSUES].sum(axis=1), np.int64)

    @property
    def baseline_days(self) -> int:
        """The number of days of the baseline."""
        return DAYS * int(self.complete[1:YEAR_ISSUES].sum())

    def station_dispersion(self) -> Dispersion:
        """Return the dispersion of the station's issues."""
        return self._dispersion(self.counts[:1])

    def community_dispersion(self) -> Dispersion:
        """Return the dispersion of its communities' issues, all of them together: a single one's are too few."""
        return self._dispersion(self.counts[1:])

    def _dispersion(self, counts: NDArray[np.int64]) -> Dispersion:
        """Return the mean φ of some units by df, without the newest issue: it does not excuse itself."""
        past = self.complete.copy()
        past[0] = False
        shape = (YEARS, YEAR_ISSUES)  # a row a year; turned over, since dispersion wants seasons by periods
        by_year = np.where(past, counts, 0).reshape(-1, *shape).swapaxes(1, 2)
        by_unit = count_dispersion(by_year, (past * DAYS).reshape(shape).T)
        return Dispersion(np.asarray(np.average(by_unit.phi, weights=by_unit.df)), np.asarray(by_unit.df.sum()))


def read_histories(
    store: Store, coverage: Coverage, units: Sequence[int], measures: Sequence[str], issue: Issue
) -> dict[str, History]:
    """Return histories by measure; `units[0]` is the station. An issue is complete where it is for all of them.

    What was before one of them had the area that it has now is not.
    """
    issues = YEAR_ISSUES * YEARS
    settled_since = max(coverage.tree.area_starts(units, issue.window.last))
    is_settled = np.array([issue.before(back).window.first >= settled_since for back in range(issues)])
    weeks = weekly_amounts(store, coverage, units, measures, issue.before(issues - 1).start, to_date(issue.window.last))
    histories = {}
    for name in measures:
        newest_first = [weeks.amounts[name, unit][::-1] for unit in units]
        table = np.array([[-1 if amount is None else amount for amount in row] for row in newest_first], np.int64)
        by_issue = table.reshape(len(units), issues, WEEKS)
        complete = np.asarray((by_issue >= 0).all(axis=(0, 2)) & is_settled, np.bool_)
        histories[name] = History(np.where(complete, by_issue.sum(axis=2), 0), complete)
    return histories
