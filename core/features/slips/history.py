"""The issues behind a slip: counts of a station and of its communities by four weeks, from the week cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.features.slips.issue import FEWEST, WEEKS, YEAR, YEARS, Issue
from core.judgement.dispersion import Dispersion, count_dispersion
from core.metrics.coverage import Coverage
from core.metrics.weekly_amounts import weekly_amounts
from core.store.store import Store
from core.time.days import to_date

DAYS = 7 * WEEKS


@dataclass(frozen=True)
class History:
    """Counts by (unit, issue), newest issue first; the station is the first unit. `known` where records are whole."""

    counts: NDArray[np.int64]
    known: NDArray[np.bool_]

    @property
    def enough(self) -> bool:
        """Whether the newest is known, and enough of what lies behind it."""
        return bool(self.known[0] and self.known[1:YEAR].sum() >= FEWEST)

    @property
    def now(self) -> NDArray[np.int64]:
        """Of the newest issue, by unit."""
        return self.counts[:, 0]

    @property
    def before(self) -> NDArray[np.int64]:
        """Of the twelve issues behind it, so far as known, by unit."""
        return np.asarray((self.counts * self.known)[:, 1:YEAR].sum(axis=1), np.int64)

    @property
    def days_before(self) -> int:
        """How many days those have."""
        return DAYS * int(self.known[1:YEAR].sum())

    def spread_of_station(self) -> Dispersion:
        """How wild the station's issues are."""
        return self._spread(self.counts[:1])

    def spread_of_communities(self) -> Dispersion:
        """How wild its communities' issues are, all of them together: a single one's are too few to tell."""
        return self._spread(self.counts[1:])

    def _spread(self, counts: NDArray[np.int64]) -> Dispersion:
        """The mean φ of some units by degrees of freedom, the newest issue left out: it does not excuse itself."""
        behind = self.known.copy()
        behind[0] = False
        shape = (YEARS, YEAR)  # a row a year; turned over, since dispersion wants seasons by periods
        by_year = np.where(behind, counts, 0).reshape(-1, *shape).swapaxes(1, 2)
        each = count_dispersion(by_year, (behind * DAYS).reshape(shape).T)
        return Dispersion(np.asarray(np.average(each.phi, weights=each.df)), np.asarray(each.df.sum()))


def histories(
    store: Store, covered: Coverage, units: Sequence[int], measures: Sequence[str], issue: Issue
) -> dict[str, History]:
    """By measure; `units[0]` is the station. An issue is known where it is for all of them."""
    issues = YEAR * YEARS
    weeks = weekly_amounts(store, covered, units, measures, issue.before(issues - 1).start, to_date(issue.window.last))
    found = {}
    for name in measures:
        lines = [weeks.amounts[name, unit][::-1] for unit in units]
        table = np.array([[-1 if amount is None else amount for amount in line] for line in lines], np.int64)
        by_issue = table.reshape(len(units), issues, WEEKS)
        known = np.asarray((by_issue >= 0).all(axis=(0, 2)), np.bool_)
        found[name] = History(np.where(known, by_issue.sum(axis=2), 0), known)
    return found
