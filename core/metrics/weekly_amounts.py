"""Weeks of few measures (those that the catalogue profiles, or declares `weekly`), communities too, from week cells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.catalogue.model import Catalogue
from core.metrics.coverage import Coverage
from core.store.catalogue_tables import cube_columns
from core.store.measure_sql import columns_of
from core.store.store import Store
from core.time.day_spans import covers
from core.time.days import day_number, to_date, week_days, week_number

WeekSeries = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class WeeklyAmounts:
    """Amounts by (measure, unit), one a week from Monday to Sunday; None where its records are not complete."""

    mondays: tuple[date, ...]
    amounts: Mapping[tuple[str, int], WeekSeries]


def weekly_measures(catalogue: Catalogue) -> list[str]:
    """The measures that are kept by week."""
    columns = set(cube_columns(catalogue, "cube_week"))
    measures = catalogue.measures.items()
    return [name for name, measure in measures if measure.fact and columns.issuperset(columns_of(name, measure))]


def weekly_amounts(
    store: Store, coverage: Coverage, units: Sequence[int], measures: Sequence[str], first: date, last: date
) -> WeeklyAmounts:
    """The weeks from that of `first` to that of `last`, as they are: small numbers are not hidden here.

    Raises LookupError (Chinese) for a measure that is not kept by week.
    """
    catalogue = store.catalogue
    not_weekly = [name for name in measures if name not in weekly_measures(catalogue)]
    if not_weekly:
        raise LookupError(f"没有按周汇总的计数项：{'、'.join(not_weekly)}（目录里 profile 或 weekly 为真的才有）")
    weeks = range(week_number(day_number(first)), week_number(day_number(last)) + 1)
    spans = [week_days(week) for week in weeks]
    cells = _cells(store, units, measures, weeks)
    amounts: dict[tuple[str, int], WeekSeries] = {}
    for column, name in enumerate(measures):
        for unit in units:
            days = coverage.covered_days(catalogue.measures[name], unit)
            amounts[name, unit] = tuple(
                cells.get((week, unit), (0,) * len(measures))[column] if covers(days, span) else None
                for week, span in zip(weeks, spans, strict=True)
            )
    return WeeklyAmounts(tuple(to_date(monday) for monday, _ in spans), amounts)


def _cells(
    store: Store, units: Sequence[int], measures: Sequence[str], weeks: range
) -> dict[tuple[int, int], tuple[int, ...]]:
    """The amounts of the measures by (week, unit); absent where there are none."""
    if not measures or not weeks:
        return {}
    sums = [" + ".join(columns_of(name, store.catalogue.measures[name])) for name in measures]
    rows = store.conn.execute(
        f"SELECT week, unit, {', '.join(sums)} FROM cube_week "
        "WHERE week IN (SELECT value FROM json_each(?)) AND unit IN (SELECT value FROM json_each(?))",
        [json.dumps(list(weeks)), json.dumps(list(units))],
    )
    return {(week, unit): tuple(amounts) for week, unit, *amounts in rows}
