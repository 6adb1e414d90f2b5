"""Amounts by unit and day straight from the records, for conditions that no cell of the cube keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from core.features.signals.amount_series import AmountSeries, incomplete_counts
from core.features.signals.detection_context import DetectionContext
from core.store.measure_sql import DateGroup, where_sql
from core.store.record_reach import records_since


def daily_records(
    context: DetectionContext, units: Sequence[int], measures: Sequence[str], condition: str, first: int, last: int
) -> AmountSeries:
    """Count, from `first` to `last`, the records of each measure that fulfil a condition (SQL, alias f)."""
    declared = [context.catalogue.measures[name] for name in measures]
    amounts = np.zeros((len(measures), len(units), last - first + 2), np.int64)
    unit_rows = {unit: row for row, unit in enumerate(units)}
    for measure_row, measure in enumerate(declared):
        assert measure.fact is not None and measure.date is not None  # the rule's check has seen to it
        fact = context.catalogue.facts[measure.fact]
        day = DateGroup(fact.day_sql(measure.date), measure.date).indexed_day_sql(fact)
        table = records_since(context.store, measure.fact, first)
        own_counts = (  # of each unit by itself first, in the order of the index: the units above are joined once a day
            f"SELECT f.unit AS unit, {day} AS day, count(*) AS records FROM unit u JOIN {table} f ON f.unit = u.id "
            f"WHERE {day} BETWEEN ? AND ? AND {where_sql(fact, measure)} AND {condition} GROUP BY f.unit, {day}"
        )
        counts = context.store.conn.execute(
            f"SELECT a.ancestor, c.day, sum(c.records) FROM ({own_counts}) c "
            "JOIN unit_ancestor a ON a.unit = c.unit AND c.day BETWEEN a.first AND a.last "
            "WHERE +a.ancestor IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
            [first, last, json.dumps(list(units))],
        )
        for unit, record_day, count in counts:
            amounts[measure_row, unit_rows[unit], record_day - first + 1] = count
    incomplete = incomplete_counts(context.snapshot.coverage, declared, units, range(first, last + 1), 1)
    return AmountSeries(first, 1, np.cumsum(amounts, axis=-1), incomplete)
