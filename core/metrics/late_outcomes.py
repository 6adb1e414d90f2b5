"""Outcomes that came after the day as of which a query is asked: they are taken out of cohort figures.

Whole months of both the report and the outcome come from `cube_cohort`. What came of a month's reports on the days of
the month in which it is asked is read once for all of them (outcome_days.py). Other ragged ends, and the few outcomes
of the last days, come from their own records, by index.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan, row_lookup, split_into_months
from core.metrics.cohort_columns import CohortColumns, cohort_columns
from core.metrics.cube_cache import CubeCache
from core.metrics.number_reader import read_numbers
from core.metrics.outcome_days import OutcomeDays
from core.store.record_reach import records_within_reach
from core.store.store import Store
from core.time.days import day_of_time

FAR_DAY = 10**6  # beyond all outcomes
FEW_DAYS = 3  # of outcomes, which are read without their month
MOST_UNITS_LOOKED_UP = 3  # for each record; of more, those above its unit are looked through, for the plus sign's sake


class RecordRange(NamedTuple):
    """Records of a span that were reported on the days first to last and whose outcome came on the days since to until.

    `indexed_by` is the one of the two by which the records are looked up: the shorter one.
    """

    span: int
    first: int
    last: int
    since: int
    until: int
    indexed_by: Literal["report", "outcome"]


class LateOutcomes:
    """Reads the late outcomes of some cube columns and units; `columns` and `units` give the order of the arrays.

    `sum_days` gives sums of the days of a month's beginning by (unit, column), whatever came of them later. `bureau` is
    the unit for which every record counts; None where units have a history, and not all do.
    """

    def __init__(
        self,
        store: Store,
        cache: CubeCache,
        columns: Sequence[str],
        units: Sequence[int],
        communities: Sequence[int],
        sum_days: Callable[[int, int], Ints],
        bureau: int | None,
    ) -> None:
        self._store, self._cache, self._sum_days, self._bureau = store, cache, sum_days, bureau
        self._calendar = store.catalogue.reporting_calendar
        self._column_index = {column: index for index, column in enumerate(columns)}
        self._unit_index = {unit: index for index, unit in enumerate(units)}
        self._communities = list(communities)
        self._units_above = [unit for unit in units if unit not in communities]
        self._rows_above = [self._unit_index[unit] for unit in self._units_above]

    def subtract_from(self, sums: Ints, spans: Sequence[AsOfSpan]) -> None:
        """Subtract late outcomes from `sums` (span, unit, column), in place."""
        for cohort in cohort_columns(self._store.catalogue, self._cache, self._column_index):
            latest = self._latest_outcome(cohort)
            late = {index: span for index, span in enumerate(spans) if latest is not None and span.known_by < latest}
            if not late or latest is None:
                continue
            columns = [self._column_index[column] for column in cohort.columns]
            few = [
                _late_records(index, span, "outcome")
                for index, span in late.items()
                if self._has_few(cohort, span, latest)
            ]
            ragged: list[RecordRange] = []
            if self._units_above:
                read_at_once = {records.span for records in few}
                others = {index: span for index, span in late.items() if index not in read_at_once}
                self._subtract_months(cohort, others, columns, sums)
                ragged = self._subtract_days(cohort, others, latest, columns, sums)
            for index, unit, amounts in self._sum_records(cohort, self._units_above, few + ragged):
                sums[index, self._unit_index[unit], columns] -= amounts
            full = [_late_records(index, span, "report") for index, span in late.items()]
            if 2 * sum(records.last - records.first + 1 for records in full) > latest - min(r.since for r in full):
                self._subtract_together(cohort, full, columns, sums)
            else:
                for index, unit, amounts in self._sum_records(cohort, self._communities, full):
                    sums[index, self._unit_index[unit], columns] -= amounts

    def _has_few(self, cohort: CohortColumns, span: AsOfSpan, latest: int) -> bool:
        """Tell whether there are outcomes of a few days only after a span, all of them among the records."""
        reach = self._cache.records_from(cohort.kind)
        return latest - span.known_by <= FEW_DAYS and (reach is None or reach <= span.known_by + 1)

    def _latest_outcome(self, cohort: CohortColumns) -> int | None:
        """Return the day of the last outcome of all, by the index on its time.

        Of outcomes on days before the records that a board file has, the cells alone tell.
        """
        table, reach = records_within_reach(self._store, cohort.kind), self._cache.records_from(cohort.kind)
        latest = self._store.conn.execute(f"SELECT max({cohort.outcome}) FROM {table}").fetchone()[0]
        before = None if reach is None else reach - 1
        if latest is None:
            return before
        is_day = self._store.catalogue.facts[cohort.kind].columns[cohort.outcome].type == "day"
        day = int(latest) if is_day else day_of_time(int(latest))
        return day if before is None else max(day, before)

    def _subtract_months(
        self, cohort: CohortColumns, late: dict[int, AsOfSpan], columns: list[int], sums: Ints
    ) -> None:
        """Subtract what whole months tell: outcomes of months after the one of `known_by`."""
        splits = {index: split_into_months(span.first, span.last, self._calendar) for index, span in late.items()}
        splits = {index: split for index, split in splits.items() if split.has_months}
        if not splits:
            return
        low = min(split.first_month for split in splits.values())
        high = max(split.last_month for split in splits.values())
        row_of = row_lookup(self._unit_index)
        months = self._cache.rows("cube_cohort", cohort.columns, self._units_above, low, high)
        for index, split in splits.items():
            cells = np.concatenate([months[month] for month in range(split.first_month, split.last_month + 1)])
            cells = cells[cells[:, 1] > self._calendar.month_of(late[index].known_by)]
            late_amounts = np.zeros((sums.shape[1], len(columns)), np.int64)
            np.add.at(late_amounts, row_of[cells[:, 0]], cells[:, 2:])
            sums[index][:, columns] -= late_amounts

    def _subtract_days(
        self, cohort: CohortColumns, late: dict[int, AsOfSpan], latest: int, columns: list[int], sums: Ints
    ) -> list[RecordRange]:
        """Subtract what the months of outcomes tell of ragged ends; return the ranges of records they leave over.

        Where a board file has no records of the outcomes there is no figure either (record_reach.py).
        """
        reach = self._cache.records_from(cohort.kind)
        tables = OutcomeDays(self._store, self._cache, cohort, self._units_above)
        cells = np.ix_(self._rows_above, columns)
        left_over = []
        for index, span in late.items():
            split, known_by = split_into_months(span.first, span.last, self._calendar), span.known_by
            if reach is not None and known_by + 1 < reach:
                continue
            month = self._calendar.month_of(known_by)
            month_start, month_end = self._calendar.month_days(month)
            if split.has_months and known_by < month_end:
                if tables.can_tell(split.first_month, known_by):
                    sums[index][cells] -= tables.after(split.first_month, split.last_month, known_by)
                else:
                    days = self._calendar.months_days(split.first_month, split.last_month)
                    left_over.append(RecordRange(index, *days, known_by + 1, month_end, "outcome"))
            for first, last in split.edge_days:
                if (first, last) == (month_start, known_by) and tables.can_tell(month, known_by):
                    reported = self._sum_days(first, last)[cells]
                    sums[index][cells] -= reported - tables.up_to(month, month, known_by)
                else:
                    shorter: Literal["report", "outcome"] = "outcome" if latest - known_by < last - first else "report"
                    left_over.append(RecordRange(index, first, last, known_by + 1, FAR_DAY, shorter))
        return left_over

    def _subtract_together(
        self, cohort: CohortColumns, ranges: list[RecordRange], columns: list[int], sums: Ints
    ) -> None:
        """Subtract the outcomes of communities' records of many spans, whose outcomes are read once for all."""
        if not self._communities:
            return
        fact = self._store.catalogue.facts[cohort.kind]
        amounts = [cohort.group.amounts[column] for column in cohort.columns]
        reported, outcome = cohort.group.day_sql, fact.day_sql(cohort.outcome)
        table = read_numbers(
            self._store.conn,
            ("a.ancestor", reported, outcome, *amounts),
            f"{records_within_reach(self._store, cohort.kind)} f "
            "JOIN unit u ON u.id = f.unit JOIN unit_ancestor a ON a.unit = f.unit "
            f"AND +a.ancestor IN (SELECT value FROM json_each(?)) AND {reported} BETWEEN a.first AND a.last "
            f"WHERE +f.{cohort.reported} BETWEEN ? AND ? AND f.{cohort.outcome} BETWEEN ? AND ? "
            f"AND {outcome} > {reported}",
            [
                json.dumps(self._communities),
                *fact.bounds(cohort.reported, min(r.first for r in ranges), max(r.last for r in ranges)),
                *fact.bounds(cohort.outcome, min(r.since for r in ranges), max(r.until for r in ranges)),
            ],
        )
        row_of = row_lookup(self._unit_index)
        for records in ranges:
            is_reported = (table[:, 1] >= records.first) & (table[:, 1] <= records.last)
            chosen = table[is_reported & (table[:, 2] >= records.since)]
            late_amounts = np.zeros((sums.shape[1], len(columns)), np.int64)
            np.add.at(late_amounts, row_of[chosen[:, 0]], chosen[:, 3:])
            sums[records.span][:, columns] -= late_amounts

    def _sum_records(
        self, cohort: CohortColumns, units: list[int], ranges: list[RecordRange]
    ) -> Iterator[tuple[int, int, Ints]]:
        """Yield (span, unit, amounts) of the records of some days."""
        if not units or not ranges:
            return
        fact = self._store.catalogue.facts[cohort.kind]
        table = records_within_reach(self._store, cohort.kind)
        sums = [f"SUM({cohort.group.amounts[column]})" for column in cohort.columns]
        each = "+" if len(units) > MOST_UNITS_LOOKED_UP else ""
        lines, unit = "JOIN unit u ON u.id = f.unit", str(self._bureau)
        if units != [self._bureau]:
            unit = "a.ancestor"
            lines += (
                " JOIN unit_ancestor a ON a.unit = f.unit "
                f"AND {each}a.ancestor IN (SELECT value FROM json_each(:units)) "
                f"AND {cohort.group.day_sql} BETWEEN a.first AND a.last"
            )
        for records in ranges:
            # The plus keeps SQLite from looking the records up by the longer of the two ranges.
            plus = {"report": ("", "+"), "outcome": ("+", "")}[records.indexed_by]
            reported = fact.bounds(cohort.reported, records.first, records.last)
            outcome = fact.bounds(cohort.outcome, records.since, records.until)
            rows = self._store.conn.execute(
                f"SELECT {unit}, {', '.join(sums)} FROM {table} f {lines} "
                f"WHERE {plus[0]}f.{cohort.reported} BETWEEN :first AND :last "
                f"AND {plus[1]}f.{cohort.outcome} BETWEEN :since AND :until GROUP BY 1",
                dict(zip(("first", "last", "since", "until"), (*reported, *outcome), strict=True))
                | {"units": json.dumps(units)},
            )
            for of_unit, *amounts in rows:
                yield records.span, of_unit, np.array(amounts, np.int64)


def _late_records(index: int, span: AsOfSpan, indexed_by: Literal["report", "outcome"]) -> RecordRange:
    """Return all the records of a span whose outcome came later than it is known by."""
    return RecordRange(index, span.first, span.last, span.known_by + 1, FAR_DAY, indexed_by)
