"""Counts of officers over any days: whole months from the cube, the days at the edges from the records."""

from __future__ import annotations

import json

from core.metrics.as_of_span import split_into_months
from core.metrics.types import Window
from core.store.catalogue_tables import cube_columns
from core.store.measure_sql import date_groups
from core.store.record_reach import records_since
from core.store.store import Store


def counts_by_officer(store: Store, officers: list[str], window: Window) -> dict[str, list[int]]:
    """The counts of each officer over the days, in the order of the catalogue's measures kept by officer."""
    columns = cube_columns(store.catalogue, "cube_officer")
    counts = {officer: [0] * len(columns) for officer in officers}
    split = split_into_months(window.first, window.last, store.catalogue.reporting_calendar)
    officers_json = json.dumps(officers)
    rows = store.conn.execute(
        f"SELECT officer, {', '.join(f'SUM({column})' for column in columns)} FROM cube_officer "
        "WHERE month BETWEEN ? AND ? AND officer IN (SELECT value FROM json_each(?)) GROUP BY officer",
        [split.first_month, split.last_month, officers_json],
    )
    for officer, *amounts in rows:
        counts[officer] = list(amounts)
    for days in split.edge_days:
        _add_edge_days(store, counts, columns, days, officers_json)
    return counts


def _add_edge_days(
    store: Store, counts: dict[str, list[int]], columns: list[str], days: tuple[int, int], officers_json: str
) -> None:
    for kind, fact in store.catalogue.facts.items():
        for group in date_groups(store.catalogue, kind):
            day = group.indexed_day_sql(fact)
            group_columns = [column for column in columns if column in group.amounts]
            if not group_columns:
                continue
            rows = store.conn.execute(
                f"SELECT f.officer, {', '.join(f'SUM({group.amounts[column]})' for column in group_columns)} "
                f"FROM {records_since(store, kind, days[0])} f JOIN unit u ON u.id = f.unit "
                f"WHERE f.officer IN (SELECT value FROM json_each(?)) AND {day} BETWEEN ? AND ? GROUP BY 1",
                [officers_json, *days],
            )
            for officer, *amounts in rows:
                for column, amount in zip(group_columns, amounts, strict=True):
                    counts[officer][columns.index(column)] += amount
