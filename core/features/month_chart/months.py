"""Reads the months of a KPI of a unit: those of a cohort all at one age, whether that was long ago or not."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.month_chart.limits import RUN
from core.features.month_chart.types import ChartKind
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import FALSE_PART
from core.metrics.kpi import kpi_figure
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.types import Figure
from core.time.day_spans import DaySpan
from core.time.days import day_number, to_date

AGE = 30  # days after a month's end at which a cohort is read
BASELINE_MONTHS = 36
AGE_UNKNOWN = "取自统计报表，不知各笔何时办结"
NOT_COUNTED = "当月没有清点"


class MonthFigure(NamedTuple):
    """The figure of a month, or of a January and February together, as read; `is_ripe` at the age of the others."""

    first_month: int
    last_month: int
    span: AsOfSpan
    is_ripe: bool
    figure: Figure

    @property
    def months(self) -> int:
        """One, or two of a January and February."""
        return self.last_month - self.first_month + 1

    @property
    def days(self) -> int:
        """The days that it has."""
        return self.span.last - self.span.first + 1


def chart_kind(kpi: Kpi) -> ChartKind:
    """Return the chart that a KPI takes."""
    if kpi.basis == "stock" or kpi.kind == "percentile":
        return ChartKind.XMR
    return ChartKind.P_PRIME if kpi.kind == "rate" else ChartKind.U_PRIME


def read_months(catalogue: Catalogue, read: ValuesReader, kpi: str, unit: int, as_of: date) -> list[MonthFigure]:
    """Return the whole months up to a day, oldest first, from the first that has a figure."""
    declared, calendar = catalogue.kpis[kpi], catalogue.reporting_calendar
    newest = calendar.last_complete_month(as_of)
    spans = [
        (months, _span(declared, calendar.months_days(months[0], months[-1]), day_number(as_of)))
        for months in _month_groups(newest, merged=chart_kind(declared) is ChartKind.U_PRIME)
    ]
    values = read(declared.measures(), [unit], [span for _, span in spans])
    figures = [
        MonthFigure(
            months[0],
            months[-1],
            span,
            declared.basis != "cohort" or span.known_by - span.last == AGE,
            _figure(catalogue, declared, values, unit, span),
        )
        for months, span in spans
    ]
    first = next((index for index, month in enumerate(figures) if month.figure.exact is not None), len(figures))
    return figures[first:]


def _month_groups(newest: int, *, merged: bool) -> list[list[int]]:
    """Return the months that a chart may need, up to `newest`; a January and its February in one, if to be merged."""
    needed = BASELINE_MONTHS + RUN + 3  # a merged point has two months, and some may be too young
    months = range(newest - needed + 1, newest + 1)
    if not merged:
        return [[month] for month in months]
    groups = [[month, month + 1] if month % 12 == 0 else [month] for month in months if month % 12 != 1]
    return [group for group in groups if group[-1] <= newest]


def _span(kpi: Kpi, days: DaySpan, as_of: int) -> AsOfSpan:
    first, last = days
    return AsOfSpan(first, last, min(last + AGE, as_of) if kpi.basis == "cohort" else last)


def _figure(catalogue: Catalogue, kpi: Kpi, values: MeasureValues, unit: int, span: AsOfSpan) -> Figure:
    """Return the figure of a span; none where it is known to be false, or to speak of another day or age."""
    figure = kpi_figure(catalogue, kpi, lambda name: values.get(name, unit, span), span.last)
    if figure.exact is None:
        return figure
    if figure.has_false_part:
        return _without_value(figure, figure.note or FALSE_PART)
    if kpi.basis == "cohort" and any(values.get(name, unit, span).from_ledger for name in kpi.measures()):
        return _without_value(figure, AGE_UNKNOWN)
    if figure.as_of is not None and figure.as_of < to_date(span.first):
        return _without_value(figure, NOT_COUNTED)
    return figure


def _without_value(figure: Figure, reason: str) -> Figure:
    return Figure(figure.numerator, figure.denominator, None, reason)
