"""Outcomes that came after the day as of which a query is asked: they are taken out of cohort figures.

Sums tell them of whole months of reports (`cube_cohort` those of later months, `cube_outcome` those of the rest of the
month, see outcome_days.py) and of a month's reports up to the day as of which it is asked. Other days at the ends of a
span, and communities, which have no such sums, are told by their own records, by index.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from core.metrics.arrays import Ints, int_table
from core.metrics.as_of_span import AsOfSpan, split_into_months
from core.metrics.cohort_columns import CohortColumns, cohort_columns
from core.metrics.cube_cache import ArrayKey, CubeCache
from core.metrics.outcome_days import OutcomeDays, is_ordered, is_told_by_sums
from core.store.record_reach import records_within_reach
from core.store.store import Store
from core.time.days import day_of_time

MOST_COMMUNITIES_LISTED = 100  # of more, all are summed, and those asked for chosen
MOST_UNITS_LOOKED_UP = 3  # for each record; of more, those above its unit are looked through, for the plus sign's sake


class LateRecords(NamedTuple):
    """Records of a span that were reported on the days first to last, with outcomes later than `known_by`, to `until`.

    They are looked up by the shorter of the two ranges.
    """

    span: int
    first: int
    last: int
    known_by: int
    until: int

    @property
    def is_by_outcome(self) -> bool:
        """True where there are fewer days of outcomes than of reports."""
        return self.until - self.known_by < self.last - self.first


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
        is_community = set(communities)
        self._units_above = [unit for unit in units if unit not in is_community]
        self._cohorts = list(cohort_columns(store.catalogue, cache, self._column_index))
        self._rows_above = [self._unit_index[unit] for unit in self._units_above]

    def subtract_from(self, sums: Ints, spans: Sequence[AsOfSpan]) -> None:
        """Subtract late outcomes from `sums` (span, unit, column), in place."""
        for cohort in self._cohorts:
            latest = self._latest_outcome(cohort)
            late = {index: span for index, span in enumerate(spans) if latest is not None and span.known_by < latest}
            if not late or latest is None:
                continue
            columns = [self._column_index[column] for column in cohort.columns]
            ragged = self._subtract_sums(cohort, late, columns, sums) if self._units_above else []
            for index, rows, amounts in self._sum_records(cohort, self._units_above, ragged, latest):
                sums[index][np.ix_(rows, columns)] -= amounts
            for index, rows, amounts in self._sum_communities(cohort, late, latest):
                sums[index][np.ix_(rows, columns)] -= amounts

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

    def _subtract_sums(
        self, cohort: CohortColumns, late: dict[int, AsOfSpan], columns: list[int], sums: Ints
    ) -> list[tuple[int, AsOfSpan]]:
        """Subtract from units that are no communities what sums tell; return the days that they leave over, by span."""
        outcomes = OutcomeDays(self._store, self._cache, cohort, self._units_above)
        ordered = is_ordered(self._store.catalogue.facts[cohort.kind], cohort.reported, cohort.outcome)
        cells, ragged = np.ix_(self._rows_above, columns), []
        splits = {index: split_into_months(span.first, span.last, self._calendar) for index, span in late.items()}
        outcomes.prepare(month for split in splits.values() for month in split.months)
        for index, split in splits.items():
            known_by = late[index].known_by
            if split.has_months:
                sums[index][cells] -= outcomes.after(split.first_month, split.last_month, known_by)
            for first, last in split.edge_days:
                if is_told_by_sums((first, last), known_by, self._calendar, is_ordered=ordered):
                    month = self._calendar.month_of(known_by)
                    sums[index][cells] -= self._sum_days(first, last)[cells] - outcomes.up_to(month, month, known_by)
                else:
                    ragged.append((index, AsOfSpan(first, last, known_by)))
        return ragged

    def _late_records(self, cohort: CohortColumns, index: int, span: AsOfSpan, latest: int) -> LateRecords | None:
        """Return the records whose outcomes came late, None where there are none.

        The bureau's cells tell the day of the last one: most come soon after their report. `latest` is that of all.
        """
        if self._bureau is None:
            return LateRecords(index, *span, latest)
        months = range(self._calendar.month_of(span.first), self._calendar.month_of(span.last) + 1)
        has_outcomes = " OR ".join(f"{column} <> 0" for column in cohort.columns)
        until = self._store.conn.execute(
            "SELECT max(day) FROM cube_outcome WHERE month IN (SELECT value FROM json_each(?)) "
            f"AND unit = ? AND day > ? AND ({has_outcomes})",
            [json.dumps(list(months)), self._bureau, span.known_by],
        ).fetchone()[0]
        return None if until is None else LateRecords(index, *span, until)

    def _sum_communities(
        self, cohort: CohortColumns, late: Mapping[int, AsOfSpan], latest: int
    ) -> Iterator[tuple[int, list[int], Ints]]:
        """Yield the same as `_sum_records` of communities. Of many, all there are are summed once for all who ask."""
        if len(self._communities) <= MOST_COMMUNITIES_LISTED:
            yield from self._sum_records(cohort, self._communities, late.items(), latest)
            return
        awaiting = cohort._replace(columns=cohort.group.cohorts[cohort.outcome])
        places = [1 + awaiting.columns.index(column) for column in cohort.columns]
        query = self._cache.interner.intern("late outcomes of communities", cohort.kind, *awaiting.columns)
        for index, span in late.items():
            records = self._late_records(awaiting, index, span, latest)
            if records is None:
                continue
            months = self._calendar.month_of(span.first), self._calendar.month_of(span.last)
            sum_all = partial(self._sum_of_all, awaiting, records)
            cells = self._cache.get_or_compute(
                ArrayKey("late outcomes", query, (span, records.until)), *months, sum_all
            )
            rows = [
                (row, place)
                for row, unit in enumerate(cells[:, 0].tolist())
                if (place := self._unit_index.get(unit)) is not None
            ]
            if rows:
                yield index, [place for _, place in rows], cells[np.ix_([row for row, _ in rows], places)]

    def _sum_of_all(self, cohort: CohortColumns, records: LateRecords) -> Ints:
        """Return by community that has any of some records: the unit, and its amounts."""
        rows = self._summed(cohort, records, "a.ancestor", "a.kind = 'community'", [])
        return int_table(rows, 1 + len(cohort.columns))

    def _sum_records(
        self, cohort: CohortColumns, units: list[int], late: Iterable[tuple[int, AsOfSpan]], latest: int
    ) -> Iterator[tuple[int, list[int], Ints]]:
        """Yield the span, the rows of the units that have records of some days, and their amounts by (unit, column)."""
        if not units:
            return
        each = "+" if len(units) > MOST_UNITS_LOOKED_UP else ""
        is_asked = f"{each}a.ancestor IN (SELECT value FROM json_each(:units))"
        unit = str(self._bureau) if units == [self._bureau] else "a.ancestor"
        for index, span in late:
            records = self._late_records(cohort, index, span, latest)
            rows = [] if records is None else self._summed(cohort, records, unit, is_asked, units)
            if rows:
                amounts = np.array([amounts for _, *amounts in rows], np.int64)
                yield index, [self._unit_index[of_unit] for of_unit, *_ in rows], amounts

    def _summed(
        self, cohort: CohortColumns, records: LateRecords, unit: str, is_asked: str, units: list[int]
    ) -> list[tuple[int, ...]]:
        """Return rows of a unit and its amounts: `unit` is SQL of it, `is_asked` of the lines `a` above that count."""
        fact = self._store.catalogue.facts[cohort.kind]
        table, lines = records_within_reach(self._store, cohort.kind), "JOIN unit u ON u.id = f.unit"
        if unit != str(self._bureau):
            day = cohort.group.day_sql
            lines += f" JOIN unit_ancestor a ON a.unit = f.unit AND {is_asked} AND {day} BETWEEN a.first AND a.last"
        sums = [f"SUM({cohort.group.amounts[column]})" for column in cohort.columns]
        # The plus keeps SQLite from looking the records up by the longer of the two ranges.
        plus = ("+", "") if records.is_by_outcome else ("", "+")
        reported = fact.bounds(cohort.reported, records.first, records.last)
        outcome = fact.bounds(cohort.outcome, records.known_by + 1, records.until)
        rows: list[tuple[int, ...]] = self._store.conn.execute(
            f"SELECT {unit}, {', '.join(sums)} FROM {table} f {lines} "
            f"WHERE {plus[0]}f.{cohort.reported} BETWEEN :first AND :last "
            f"AND {plus[1]}f.{cohort.outcome} BETWEEN :since AND :until GROUP BY 1",
            dict(zip(("first", "last", "since", "until"), (*reported, *outcome), strict=True))
            | {"units": json.dumps(units)},
        ).fetchall()
        return rows
