"""Reads the months behind a window from which the error within units is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.catalogue.model import Catalogue
from core.comparison.own_error import MonthTables, own_error
from core.judgement.dispersion import Dispersion
from core.judgement.season_layout import SHAPE, apply_layout, first_month_of_year, months_behind, season_layout
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.types import Window

OwnErrorReader = Callable[[Sequence[int], int | None], Dispersion]  # units; of a percentile, the index of its bin edge


def read_own_error(
    catalogue: Catalogue, read: ValuesReader, kpi: str, window: Window, units: Sequence[int], edge: int | None
) -> Dispersion:
    """Returns by unit the error of a window's figure within the unit, in times of chance."""
    declared, calendar = catalogue.kpis[kpi], catalogue.reporting_calendar
    months = months_behind(window, calendar)
    spans = [AsOfSpan(first, last, last) for first, last in map(calendar.month_days, months)]
    is_rate = declared.kind in ("rate", "percentile")
    measures = [declared.numerator]
    if declared.kind == "rate" and declared.denominator:
        measures.append(declared.denominator)
    values = read(measures, units, spans)
    has_figure = np.logical_and.reduce([values.has_figure(measure) for measure in measures]).T
    numerators, sizes = _amounts(values, measures, edge)
    if is_rate:
        has_figure = has_figure & (numerators <= sizes)
    layouts = [season_layout(window, months, row.tolist(), calendar) for row in has_figure]
    tables = np.zeros((2, len(units), *SHAPE))
    for row, layout in enumerate(layouts):
        tables[0, row] = apply_layout(numerators[row], layout)
        tables[1, row] = apply_layout(sizes[row], layout) if is_rate else layout.days
    first_season = max(first_month_of_year(window, calendar) - 1, 0)
    return own_error(MonthTables(tables[0], tables[1], is_rate, first_season), window.days)


def _amounts(values: MeasureValues, measures: Sequence[str], edge: int | None) -> tuple[Floats, Floats]:
    """Returns numerators and denominators by (unit, month)."""
    bins = values.amounts[measures[0]].transpose(1, 0, 2)  # unit, month, bin
    if edge is not None:
        return bins[..., : edge + 1].sum(-1).astype(float), bins.sum(-1).astype(float)
    numerators = bins[..., 0].astype(float)
    if len(measures) < 2:
        return numerators, np.ones_like(numerators)
    return numerators, values.amounts[measures[1]][..., 0].T.astype(float)
