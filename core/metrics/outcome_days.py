"""Outcomes by the day on which they came, a month at a time.

A board of another day asks for outcomes of the same month again. They are read once, by the index on their time, and
every day of the month is then answered from the running totals. Records come to their outcome after they are reported
(the table of such a kind refuses others), so that what is known by a day is what came up to it.

Most records come to it in the month in which they are reported. They are read apart from those of earlier months, which
is all that the age of a month that is over asks for; and all columns are read at once, so that every board shares them.
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
from core.metrics.cube_cache import ALL_MONTHS, LAST_MONTH, ArrayKey, CubeCache
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
        self._all_columns = cohort.group.cohorts[cohort.outcome]
        self._columns = [self._all_columns.index(column) for column in cohort.columns]
        self._query = cache.interner.intern("outcomes", cohort.kind, cohort.reported, cohort.outcome, *units)
        self._units_key = cache.interner.intern("lines", *units)

    def can_tell(self, first_month: int, day: int) -> bool:
        """Tell whether outcomes by a day, of records reported since a month, are told by the tables."""
        reach, month = self._cache.records_from(self._cohort.kind), self._calendar.month_of(day)
        has_records = reach is None or reach <= self._calendar.month_days(month)[0]
        return has_records and first_month > month - MONTHS_KEPT and is_ordered(self._fact, self._cohort)

    def up_to(self, first_month: int, last_month: int, day: int) -> Ints:
        """Return by (unit, column) the outcomes from the beginning of a day's month to the day.

        They are those of the records that were reported in the months first to last.
        """
        running = self._running(first_month, last_month, self._calendar.month_of(day))
        totals: Ints = self._totals(running, day)[:, self._columns]
        return totals

    def after(self, first_month: int, last_month: int, day: int) -> Ints:
        """Return the same of the days from the next one to the end of the month."""
        running = self._running(first_month, last_month, self._calendar.month_of(day))
        difference: Ints = (running[-1] - self._totals(running, day))[:, self._columns]
        return difference

    def _totals(self, running: Ints, day: int) -> Ints:
        totals: Ints = running[day - self._calendar.month_days(self._calendar.month_of(day))[0]]
        return totals

    def _running(self, first_month: int, last_month: int, month: int) -> Ints:
        """Return running totals by (day of the month, unit, column)."""
        key = ArrayKey("outcomes by day", self._query, (first_month, last_month, month))
        sum_up = partial(self._sum_up, first_month, last_month, month)
        return self._cache.get_or_compute(key, month - MONTHS_KEPT, month, sum_up)

    def _sum_up(self, first_month: int, last_month: int, month: int) -> Ints:
        first, last = self._calendar.month_days(month)
        amounts = np.zeros((last - first + 1, len(self._units), len(self._all_columns)), np.int64)
        for is_earlier in (True, False):
            if first_month >= month if is_earlier else last_month < month:
                continue
            cells = self._cells(month, is_earlier=is_earlier)
            cells = cells[(cells[:, 1] >= first_month) & (cells[:, 1] <= last_month)]
            np.add.at(amounts, (cells[:, 2] - first, cells[:, 0]), cells[:, _KEYS:])
        running: Ints = np.cumsum(amounts, axis=0)
        return running

    def _cells(self, month: int, *, is_earlier: bool) -> Ints:
        """Return (place of the unit, month of report, day of outcome, amounts…) of a month's outcomes.

        They are those of reports of earlier months, or those of the month's own.
        """
        key = ArrayKey("outcomes", self._query, (month, is_earlier))
        sum_records = partial(self._sum_records, month, is_earlier=is_earlier)
        return self._cache.get_or_compute(key, month - MONTHS_KEPT, month, sum_records)

    def _sum_records(self, month: int, *, is_earlier: bool) -> Ints:
        """Sum a month's records, each once for every unit that its own stood under on the day of its report."""
        records = self._read_records(month, is_earlier=is_earlier)
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

    def _read_records(self, month: int, *, is_earlier: bool) -> Ints:
        """Read (own unit, day of report, day of outcome, amounts…) of the records whose outcome came in a month."""
        cohort, fact = self._cohort, self._fact
        amounts = ", ".join(cohort.group.amounts[column] for column in self._all_columns)
        table = records_within_reach(self._store, cohort.kind)
        days = self._calendar.month_days(month)
        # In the order of the table, not of the outcomes: of many records that takes half the time. The plus keeps
        # SQLite from looking them up by their report.
        rows = self._store.conn.execute(
            f"SELECT f.unit, {cohort.group.day_sql}, {fact.day_sql(cohort.outcome)}, {amounts} "
            f"FROM {table} f JOIN unit u ON u.id = f.unit "
            f"WHERE f.rowid IN (SELECT g.rowid FROM {table} g WHERE g.{cohort.outcome} BETWEEN ? AND ?) "
            f"AND +f.{cohort.reported} {'<' if is_earlier else '>='} ?",
            (*fact.bounds(cohort.outcome, *days), fact.bounds(cohort.reported, *days)[0]),
        ).fetchall()
        return int_table(rows, _KEYS + len(self._all_columns))

    def _lines(self) -> Ints:
        """Return (unit, place of a unit above it, first and last day of that), by unit; until any month changes."""
        key = ArrayKey("lines", self._units_key, 0)
        return self._cache.get_or_compute(key, ALL_MONTHS, LAST_MONTH, self._read_lines)

    def _read_lines(self) -> Ints:
        rows = self._store.conn.execute(
            "SELECT unit, ancestor, first, last FROM unit_ancestor "
            "WHERE ancestor IN (SELECT value FROM json_each(?)) ORDER BY unit",
            [json.dumps(list(self._units))],
        ).fetchall()
        lines = int_table(rows, 4)
        lines[:, 1] = row_lookup({unit: row for row, unit in enumerate(self._units)})[lines[:, 1]]
        return lines
