"""Outcomes by the day on which they came, of the records that were reported in some whole months.

A board of another day asks for outcomes of the same month again: the running totals of a month's days are made once,
of sums, however many records there are. Most records come to their outcome after they are reported (the table of such
a kind refuses others), so that what is known by a day is what came up to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from core.catalogue.facts import FactKind
from core.metrics.arrays import Ints
from core.metrics.as_of_span import row_lookup
from core.metrics.cohort_columns import CohortColumns
from core.metrics.cube_cache import ArrayKey, CubeCache
from core.metrics.number_reader import read_numbers
from core.store.store import Store
from core.time.day_spans import DaySpan
from core.time.reporting_calendar import ReportingCalendar


def is_ordered(fact: FactKind, reported: str, outcome: str) -> bool:
    """Tell whether the table of these records refuses outcomes from before their report."""
    is_time = fact.columns[outcome].type == "time" and fact.columns[reported].type == "time"
    return is_time and reported == fact.date_column and not fact.postings


def is_told_by_sums(days: DaySpan, known_by: int, calendar: ReportingCalendar, *, is_ordered: bool) -> bool:
    """Tell whether sums say what of some days' reports had come by a day: from a month's beginning to that very day."""
    return is_ordered and days == (calendar.month_days(calendar.month_of(known_by))[0], known_by)


class OutcomeDays:
    """Outcomes of the records of one kind, of units that are no communities."""

    def __init__(self, store: Store, cache: CubeCache, cohort: CohortColumns, units: Sequence[int]) -> None:
        self._store, self._cache, self._columns, self._units = store, cache, cohort.columns, units
        self._calendar = store.catalogue.reporting_calendar
        self._places = row_lookup({unit: row for row, unit in enumerate(units)})
        self._query = cache.interner.intern("outcomes", *cohort.columns, *units)

    def prepare(self, months: Iterable[int]) -> None:
        """Read together what will be asked of the outcomes after the months of some reports."""
        self._cache.load_rows("cube_cohort", self._columns, self._units, months)

    def up_to(self, first_month: int, last_month: int, day: int) -> Ints:
        """Return by (unit, column) the outcomes from the beginning of a day's month to the day.

        They are those of the records that were reported in the months first to last. Not to be written to.
        """
        month = self._calendar.month_of(day)
        totals: Ints = self._running(first_month, last_month, month)[day - self._calendar.month_days(month)[0]]
        return totals

    def after(self, first_month: int, last_month: int, day: int) -> Ints:
        """Return by (unit, column) the outcomes after a day, of the records reported in the months first to last."""
        month = self._calendar.month_of(day)
        later = self._after_month(first_month, last_month, month)
        if day == self._calendar.month_days(month)[1]:
            return later
        late: Ints = (
            later + self._running(first_month, last_month, month)[-1] - self.up_to(first_month, last_month, day)
        )
        return late

    def _after_month(self, first_month: int, last_month: int, month: int) -> Ints:
        """Return by (unit, column) the outcomes of later months than one, of records reported in first to last."""
        by_month = self._cache.rows("cube_cohort", self._columns, self._units, first_month, last_month)
        cells = np.concatenate(list(by_month.values())) if len(by_month) > 1 else by_month[first_month]
        cells = cells[cells[:, 1] > month]
        amounts = np.zeros((len(self._units), len(self._columns)), np.int64)
        np.add.at(amounts, self._places[cells[:, 0]], cells[:, 2:])
        return amounts

    def _running(self, first_month: int, last_month: int, month: int) -> Ints:
        """Return running totals by (day of the month, unit, column)."""
        key = ArrayKey("outcomes by day", self._query, (first_month, last_month, month))
        sum_up = partial(self._sum_up, first_month, last_month, month)
        return self._cache.get_or_compute(key, first_month, last_month, sum_up)

    def _sum_up(self, first_month: int, last_month: int, month: int) -> Ints:
        first, last = self._calendar.month_days(month)
        sums = ", ".join(f"SUM({column}) AS {column}" for column in self._columns)
        cells = read_numbers(
            self._store.conn,
            ["unit", "day", *self._columns],
            f"(SELECT unit, day, {sums} FROM cube_outcome WHERE month IN (SELECT value FROM json_each(?)) "
            "AND unit IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ? GROUP BY unit, day)",
            [json.dumps(list(range(first_month, last_month + 1))), json.dumps(list(self._units)), first, last],
        )
        amounts = np.zeros((last - first + 1, len(self._units), len(self._columns)), np.int64)
        amounts[cells[:, 1] - first, self._places[cells[:, 0]]] = cells[:, 2:]
        running: Ints = np.cumsum(amounts, axis=0)
        return running
