"""Outcomes that came after the day as of which a question is asked: they are taken out of cohort figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.catalogue.model import Measure
from core.store.declared import table_of
from core.store.measure_sql import columns_of, date_groups
from core.store.store import Store

if TYPE_CHECKING:
    from core.engine.cells import Span


def late_outcomes(
    store: Store, measures: Sequence[str], units: Sequence[int], spans: Sequence[Span]
) -> Iterator[tuple[int, int, str, int]]:
    """(span, unit's place in `units`, cube column, amount) of what a cohort's spans must not count.

    One statement for each kind of record and pair of times, over the records of the spans that end too
    late; none where every outcome lies before.
    """
    place = {unit: index for index, unit in enumerate(units)}
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for name in measures:
        measure = store.catalogue.measures[name]
        if measure.fact and measure.cohort and measure.date:
            grouped.setdefault((measure.fact, measure.date, measure.cohort), []).append(name)
    for (kind, date, cohort), names in grouped.items():
        latest = _latest_outcome(store, store.catalogue.measures[names[0]])
        asked = [(index, *span) for index, span in enumerate(spans) if latest is not None and span.known < latest]
        if not asked:
            continue
        fact = store.catalogue.facts[kind]
        day, outcome = fact.day_sql(date), fact.day_sql(cohort)
        amounts = next(group.amounts for group in date_groups(store.catalogue, kind) if group.day_sql == day)
        columns = [c for name in names for c in columns_of(name, store.catalogue.measures[name])]
        sums = ", ".join(f"SUM({amounts[column]})" for column in columns)
        within = "f.when_day" if date == fact.when else day
        rows = store.conn.execute(
            "WITH span AS (SELECT value ->> 0 AS i, value ->> 1 AS first, value ->> 2 AS last, value ->> 3 AS known "
            "FROM json_each(?)) "
            f"SELECT span.i, a.ancestor, {sums} FROM span CROSS JOIN {table_of(kind)} f "
            "JOIN unit u ON u.id = f.unit JOIN unit_ancestor a ON a.unit = f.unit "
            f"WHERE {within} BETWEEN span.first AND span.last AND {outcome} > span.known "
            "AND a.ancestor IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
            [json.dumps(asked), json.dumps(list(units))],
        )
        for index, unit, *late in rows:
            for column, amount in zip(columns, late, strict=True):
                yield index, place[unit], column, amount


def _latest_outcome(store: Store, measure: Measure) -> int | None:
    assert measure.fact is not None and measure.cohort is not None
    table = table_of(measure.fact)
    row = store.conn.execute(f"SELECT max({measure.cohort}) FROM {table}").fetchone()
    return None if row[0] is None else (int(row[0]) + 28800) // 86400
