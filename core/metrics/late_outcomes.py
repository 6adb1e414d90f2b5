"""Outcomes that came after the day as of which a question is asked: they are taken out of cohort figures.

Whole months of both the report and the outcome come from `cube_cohort`. What is ragged (days of a report's
month, or of the outcome's) comes from the records of those days alone, by index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from core.metrics.as_of_span import AsOfSpan, Ints, row_lookup, split_into_months
from core.metrics.cube_cache import CubeCache
from core.store.catalogue_tables import table_of
from core.store.measure_sql import DateGroup
from core.store.store import Store
from core.time.days import day_of_time, month_days, month_number, to_date

FAR = 10**6  # a day far beyond all outcomes


class CohortColumns(NamedTuple):
    """Cube columns of one kind of record, dated by one of its columns and awaiting another."""

    kind: str
    group: DateGroup
    reported: str
    outcome: str
    columns: list[str]


class RecordRange(NamedTuple):
    """A part of a span: records reported on the days first to last whose outcome came on the days since to until.

    `seek` is the one of the two by which the records are looked up: the shorter one.
    """

    span: int
    first: int
    last: int
    since: int
    until: int
    seek: Literal["report", "outcome"]


def subtract_late_outcomes(
    store: Store,
    kept: CubeCache,
    wanted: Sequence[str],
    units: Sequence[int],
    communities: Sequence[int],
    spans: Sequence[AsOfSpan],
    result: Ints,
) -> None:
    """Takes late outcomes out of `result` (span, unit, column), in place. Columns are in the order of `wanted`."""
    at = {column: index for index, column in enumerate(wanted)}
    row = {unit: index for index, unit in enumerate(units)}
    for awaited in _awaited(store, kept, at):
        latest = _latest(store, awaited)
        late = [index for index, span in enumerate(spans) if latest is not None and span.known_by < latest]
        if not late:
            continue
        columns = [at[column] for column in awaited.columns]
        lifted = [unit for unit in units if unit not in communities]
        if lifted:
            _whole_months(kept, awaited, lifted, [(i, spans[i]) for i in late], row, columns, result)
        for of, pieces in (
            (lifted, [p for i in late for p in _ragged(i, spans[i])]),
            (
                communities,
                [RecordRange(i, spans[i].first, spans[i].last, spans[i].known_by + 1, FAR, "report") for i in late],
            ),
        ):
            for span, unit, amounts in _from_records(store, awaited, list(of), pieces):
                result[span, row[unit], columns] -= amounts


def _awaited(store: Store, kept: CubeCache, at: dict[str, int]) -> Iterator[CohortColumns]:
    for kind in store.catalogue.facts:
        for group in kept.date_groups(kind):
            for outcome, columns in group.cohorts.items():
                mine = [column for column in columns if column in at]
                if mine and group.column:
                    yield CohortColumns(kind, group, group.column, outcome, mine)


def _latest(store: Store, awaited: CohortColumns) -> int | None:
    """The day of the last outcome of all, by the index on its time."""
    top = store.conn.execute(f"SELECT max({awaited.outcome}) FROM {table_of(awaited.kind)}").fetchone()[0]
    if top is None:
        return None
    is_day = store.catalogue.facts[awaited.kind].columns[awaited.outcome].type == "day"
    return int(top) if is_day else day_of_time(int(top))


def _whole_months(
    kept: CubeCache, awaited: CohortColumns, units: list[int], late: list[tuple[int, AsOfSpan]], row: dict[int, int],
    columns: list[int], result: Ints,
) -> None:  # fmt: skip
    parts = [
        (index, split_into_months(span.first, span.last), month_number(to_date(span.known_by))) for index, span in late
    ]
    whole = [(index, part, known) for index, part, known in parts if part.first_month <= part.last_month]
    if not whole:
        return
    low, high = min(p.first_month for _, p, _ in whole), max(p.last_month for _, p, _ in whole)
    place = row_lookup(row)
    months = kept.rows("cube_cohort", awaited.columns, units, low, high)
    for index, part, known in whole:
        cells = np.concatenate([months[month] for month in range(part.first_month, part.last_month + 1)])
        cells = cells[cells[:, 1] > known]
        taken = np.zeros((result.shape[1], len(columns)), np.int64)
        np.add.at(taken, place[cells[:, 0]], cells[:, 2:])
        result[index][:, columns] -= taken


def _ragged(index: int, span: AsOfSpan) -> Iterator[RecordRange]:
    """What whole months leave over."""
    part = split_into_months(span.first, span.last)
    for first, last in part.edge_days:
        yield RecordRange(index, first, last, span.known_by + 1, FAR, "report")
    month_end = month_days(month_number(to_date(span.known_by)))[1]
    if part.first_month <= part.last_month and span.known_by < month_end:
        days = month_days(part.first_month)[0], month_days(part.last_month)[1]
        yield RecordRange(index, *days, span.known_by + 1, month_end, "outcome")


def _from_records(
    store: Store, awaited: CohortColumns, units: list[int], pieces: list[RecordRange]
) -> Iterator[tuple[int, int, Ints]]:
    """(span, unit, amounts) of the records of some days."""
    if not units or not pieces:
        return
    fact, sums = store.catalogue.facts[awaited.kind], [f"SUM({awaited.group.amounts[c]})" for c in awaited.columns]
    for piece in pieces:
        # The plus keeps SQLite from looking the records up by the longer of the two ranges.
        plus = {"report": ("", "+"), "outcome": ("+", "")}[piece.seek]
        rows = store.conn.execute(
            f"SELECT a.ancestor, {', '.join(sums)} FROM {table_of(awaited.kind)} f JOIN unit u ON u.id = f.unit "
            "JOIN unit_ancestor a ON a.unit = f.unit AND a.ancestor IN (SELECT value FROM json_each(?)) "
            f"WHERE {plus[0]}f.{awaited.reported} BETWEEN ? AND ? AND {plus[1]}f.{awaited.outcome} BETWEEN ? AND ? "
            "GROUP BY 1",
            [
                json.dumps(units),
                *fact.bounds(awaited.reported, piece.first, piece.last),
                *fact.bounds(awaited.outcome, piece.since, piece.until),
            ],
        )
        for unit, *amounts in rows:
            yield piece.span, unit, np.array(amounts, np.int64)
