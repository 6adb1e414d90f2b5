"""Outcomes by the day on which they came, a month at a time.

A board of another day asks for outcomes of the same month again. They are read once, by the index on their time, and
every day of the month is then answered from the running totals. Records come to their outcome after they are reported
(the table of such a kind refuses others), so that what is known by a day is what came up to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import numpy as np

from core.catalogue.facts import FactKind
from core.metrics.arrays import Ints, int_table
from core.metrics.as_of_span import row_lookup
from core.metrics.cohort_columns import CohortColumns
from core.metrics.cube_cache import ArrayKey, CubeCache
from core.store.record_reach import records_within_reach
from core.store.store import Store

MONTHS_KEPT = 36  # of reports, of which a month's outcomes are told apart
_KEYS = 3  # columns before the amounts


def is_ordered(fact: FactKind, cohort: CohortColumns) -> bool:
    """Tell whether the table of these records refuses outcomes from before their report."""
    is_time = fact.columns[cohort.outcome].type == "time" and fact.columns[cohort.reported].type == "time"
    return is_time and cohort.reported == fact.date_column and not fact.postings


class OutcomeDays:
    """Outcomes of the records of one kind, of units that are no communities."""

    def __init__(self, store: Store, cache: CubeCache, cohort: CohortColumns, units: Sequence[int]) -> None:
        self._store, self._cache, self._cohort, self._units = store, cache, cohort, units
        self._calendar = store.catalogue.reporting_calendar
        self._fact = store.catalogue.facts[cohort.kind]
        self._query = cache.interner.intern("outcomes", cohort.kind, cohort.outcome, *cohort.columns, *units)

    def can_tell(self, first_month: int, day: int) -> bool:
        """Tell whether outcomes by a day, of records reported since a month, are told by the tables."""
        reach, month = self._cache.records_from(self._cohort.kind), self._calendar.month_of(day)
        has_records = reach is None or reach <= self._calendar.month_days(month)[0]
        return has_records and first_month > month - MONTHS_KEPT and is_ordered(self._fact, self._cohort)

    def up_to(self, first_month: int, last_month: int, day: int) -> Ints:
        """Return by (unit, column) the outcomes from the beginning of a day's month to the day.

        They are those of the records that were reported in the months first to last. Not to be written to.
        """
        month = self._calendar.month_of(day)
        first_day = self._calendar.month_days(month)[0]
        totals: Ints = self._running(first_month, last_month, month)[day - first_day]
        return totals

    def after(self, first_month: int, last_month: int, day: int) -> Ints:
        """Return the same of the days from the next one to the end of the month."""
        running = self._running(first_month, last_month, self._calendar.month_of(day))
        difference: Ints = running[-1] - self.up_to(first_month, last_month, day)
        return difference

    def _running(self, first_month: int, last_month: int, month: int) -> Ints:
        """Return running totals by (day of the month, unit, column)."""
        key = ArrayKey("outcomes by day", self._query, (first_month, last_month, month))
        sum_up = partial(self._sum_up, first_month, last_month, month)
        return self._cache.get_or_compute(key, month - MONTHS_KEPT, month, sum_up)

    def _sum_up(self, first_month: int, last_month: int, month: int) -> Ints:
        first, last = self._calendar.month_days(month)
        cells = self._cells(month)
        cells = cells[(cells[:, 1] >= first_month) & (cells[:, 1] <= last_month)]
        amounts = np.zeros((last - first + 1, len(self._units), len(self._cohort.columns)), np.int64)
        np.add.at(amounts, (cells[:, 2] - first, cells[:, 0]), cells[:, _KEYS:])
        running: Ints = np.cumsum(amounts, axis=0)
        return running

    def _cells(self, month: int) -> Ints:
        """Return (place of the unit, month of report, day of outcome, amounts…) of a month's outcomes."""
        key = ArrayKey("outcomes", self._query, month)
        return self._cache.get_or_compute(key, month - MONTHS_KEPT, month, lambda: self._sum_records(month))

    def _sum_records(self, month: int) -> Ints:
        """Sum a month's records, each once for every unit that its own stood under on the day of its report."""
        records = self._read_records(month)
        lines = self._lines()
        highest = max(lines[:, 0].max(initial=0), records[:, 0].max(initial=0))
        starts_of_unit = np.searchsorted(lines[:, 0], np.arange(highest + 2))
        firsts = starts_of_unit[records[:, 0]]
        counts = starts_of_unit[records[:, 0] + 1] - firsts
        of_record = np.repeat(np.arange(len(records)), counts)
        line_offsets = np.arange(len(of_record)) - np.repeat(np.cumsum(counts) - counts, counts)
        records, lines = records[of_record], lines[firsts[of_record] + line_offsets]
        is_under = (lines[:, 2] <= records[:, 1]) & (records[:, 1] <= lines[:, 3])
        records, places = records[is_under], lines[is_under, 1]
        starts = [self._calendar.month_days(earlier)[0] for earlier in range(month - MONTHS_KEPT + 1, month + 1)]
        months = np.searchsorted(starts, records[:, 1], "right") + month - MONTHS_KEPT
        order = np.lexsort((records[:, 2], months, places))
        keys = np.stack([places, months, records[:, 2]], 1)[order]
        begins = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(1))[: len(keys)])
        sums = np.add.reduceat(records[order, _KEYS:], begins, axis=0) if len(keys) else records[:, _KEYS:]
        return np.concatenate([keys[begins], sums], axis=1)

    def _read_records(self, month: int) -> Ints:
        """Read (own unit, day of report, day of outcome, amounts…) of the records whose outcome came in a month."""
        cohort, fact = self._cohort, self._fact
        amounts = ", ".join(cohort.group.amounts[column] for column in cohort.columns)
        table = records_within_reach(self._store, cohort.kind)
        # In the order of the table, not of the outcomes: of many records that takes half the time.
        rows = self._store.conn.execute(
            f"SELECT f.unit, {cohort.group.day_sql}, {fact.day_sql(cohort.outcome)}, {amounts} "
            f"FROM {table} f JOIN unit u ON u.id = f.unit "
            f"WHERE f.rowid IN (SELECT g.rowid FROM {table} g WHERE g.{cohort.outcome} BETWEEN ? AND ?)",
            fact.bounds(cohort.outcome, *self._calendar.month_days(month)),
        ).fetchall()
        return int_table(rows, _KEYS + len(cohort.columns))

    def _lines(self) -> Ints:
        """Read (unit, place of a unit above it, first and last day of that), by unit."""
        rows = self._store.conn.execute(
            "SELECT unit, ancestor, first, last FROM unit_ancestor "
            "WHERE ancestor IN (SELECT value FROM json_each(?)) ORDER BY unit",
            [json.dumps(list(self._units))],
        ).fetchall()
        lines = int_table(rows, 4)
        lines[:, 1] = row_lookup({unit: row for row, unit in enumerate(self._units)})[lines[:, 1]]
        return lines
