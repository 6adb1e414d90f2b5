"""The dispersion of units' own months, read from the cube when a judgement is first looked at.

Months before a unit's area became another one are another unit's: the step between the two would count as wildness.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.judgement.autocorrelation import COLUMNS, MonthDispersion, count_months, rate_months
from core.judgement.dispersion import Dispersion
from core.judgement.season_layout import (
    ENOUGH_MONTHS,
    MONTHS_BEHIND,
    SHAPE,
    SeasonLayout,
    apply_layout,
    first_month_of_year,
    months_behind,
    season_layout,
)
from core.metrics.arrays import Flags, Floats, Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.result_cache import CacheEntry, EntryKey, KpiKey, ResultCache, RowsKey, UnitKey, get_or_compute
from core.metrics.types import Window


class HistoryScope(NamedTuple):
    """The KPIs and units whose months behind a window are wanted, and the first day of each unit's present area."""

    window: Window
    kpis: Sequence[str]
    units: Sequence[int]
    area_starts: Sequence[int]


class _Months(NamedTuple):
    """The numbers of months, by (unit, month) whether they are of the unit's present area, and the amounts."""

    numbers: list[int]
    is_of_area: Flags
    values: MeasureValues

    def amounts(self, measure: str) -> Ints:
        """Return by (unit, month) the amounts of a measure without bins."""
        return self.values.amounts[measure][..., 0].T

    def has_figure(self, measure: str) -> Flags:
        """Return by (unit, month) where there are figures of the unit's present area."""
        return self.values.has_figure(measure).T & self.is_of_area


class _EdgeDispersions(NamedTuple):
    """The bin's edge of each unit, and its month dispersions of the numbers within."""

    edges: Ints
    rows: Floats


class DispersionHistory:
    """The whole months of the window and of three years before it, of some KPIs and units."""

    def __init__(
        self, catalogue: Catalogue, read: ValuesReader, scope: HistoryScope, cache: ResultCache | None = None
    ) -> None:
        window, kpis, units, area_starts = scope
        self._catalogue, self._window = catalogue, window
        self._row_of = {unit: row for row, unit in enumerate(units)}
        self._cache = cache or ResultCache()
        self._query = self._cache.interner.intern(window, tuple(units))
        self._calendar = catalogue.reporting_calendar
        self._first_month = first_month_of_year(window, self._calendar)
        self._area_starts = np.array(area_starts, int)
        self._flow_names = [name for kpi in kpis for name in self._flows(kpi)]
        self._read, self._units = read, units
        self._before = self._read_months(months_behind(window, self._calendar)[:MONTHS_BEHIND])
        self._months: dict[str, _Months] = {}
        self._inputs: dict[str, Sequence[object]] = {}
        self._entries: dict[str, CacheEntry] = {}

    def _read_months(self, numbers: list[int]) -> _Months:
        spans = [AsOfSpan(first, last, last) for first, last in map(self._calendar.month_days, numbers)]
        is_of_area: Flags = np.array([span.first for span in spans]) >= self._area_starts[:, None]
        return _Months(numbers, is_of_area, self._read(self._flow_names, self._units, spans))

    @cached_property
    def _all_months(self) -> _Months:
        """The months before the window and its own."""
        return self._read_months(months_behind(self._window, self._calendar))

    def _months_of(self, kpi: str) -> _Months:
        """Return the months that a KPI needs: those before the window where no unit needs the window's own.

        These are what new records change; without them what was made of a KPI's months holds on.
        """
        if kpi not in self._months:
            months_before = self._has_figure(self._catalogue.kpis[kpi], self._before).sum(1)
            self._months[kpi] = self._before if (months_before >= ENOUGH_MONTHS).all() else self._all_months
        return self._months[kpi]

    def _flows(self, kpi: str) -> list[str]:
        measures = self._catalogue.measures
        return [name for name in self._catalogue.kpis[kpi].measures() if measures[name].kind == "flow"]

    def cache_entry(self, kpi: str) -> CacheEntry:
        """Return the cached results of a KPI's months, taken over from the last data version where they are equal."""
        if kpi not in self._entries:
            self._entries[kpi] = self._cache.entry(
                EntryKey("history", kpi, self._query), self.inputs(kpi), list(self._row_of)
            )
        return self._entries[kpi]

    def inputs(self, kpi: str) -> Sequence[object]:
        """Return all that a KPI's months rest on: the catalogue, and arrays by (month, unit, …)."""
        if kpi not in self._inputs:
            _, is_of_area, values = self._months_of(kpi)
            arrays = [array for name in self._flows(kpi) for array in (values.amounts[name], values.has_figure(name))]
            self._inputs[kpi] = (self._catalogue, is_of_area.T, *arrays)
        return self._inputs[kpi]

    def dispersion(self, kpi: str, unit: int, edge: int | None = None, days: int | None = None) -> Dispersion:
        """Return φ of a KPI's numerator over so many days, the window's if not said.

        Of a percentile it is φ of the number within a bin's `edge`.
        """
        row, length = self._row_of[unit], days or self._window.days
        if edge is None:
            by_unit = self.dispersions(kpi, length)
            return Dispersion(by_unit.phi[row], by_unit.df[row])

        def compute() -> Dispersion:
            tables = self._tables_within(kpi, np.array([edge]), [row])
            key = RowsKey("dispersion within", kpi, self._query, (unit, edge))
            rows = self._cache.compute_rows(key, tables, self._rate_rows)  # months over are the same after most writes
            return MonthDispersion.from_rows(rows[0]).over(length)

        return get_or_compute(self.cache_entry(kpi), UnitKey("dispersion within", unit, (edge, length)), compute)

    def dispersions(self, kpi: str, days: int | None = None) -> Dispersion:
        """Return φ of all the units over so many days; recompute only those whose months changed."""
        entry, length = self.cache_entry(kpi), days or self._window.days

        return get_or_compute(entry, KpiKey("dispersions", length), lambda: self.by_month(kpi).over(length))

    def by_month(self, kpi: str, edge: int | None = None) -> MonthDispersion:
        """Return φ and ρ of the months of all the units; of a percentile, of the number within a bin's `edge`."""
        if edge is None:
            entry = self.cache_entry(kpi)
            return get_or_compute(entry, KpiKey("month dispersions"), lambda: self._month_dispersions(kpi))
        units = len(self._row_of)
        tables = self._tables_within(kpi, np.full(units, edge), list(range(units)))
        return MonthDispersion.from_rows(self._rate_rows(tables))

    def _month_dispersions(self, kpi: str) -> MonthDispersion:
        declared = self._catalogue.kpis[kpi]
        compute = self._rate_rows if declared.kind == "rate" else self._count_rows
        key = RowsKey("dispersion", kpi, self._query)
        return MonthDispersion.from_rows(self._cache.compute_rows(key, self._tables(kpi), compute))

    def dispersions_within(self, kpi: str, edges: Ints, purpose: Hashable, days: int | None = None) -> Dispersion:
        """Return φ of a percentile of all the units, each by its own edge; `purpose` tells several calls apart."""
        entry, name = self.cache_entry(kpi), KpiKey("dispersions within", purpose)
        earlier: _EdgeDispersions | None = entry.get(name)
        if earlier is None or not np.array_equal(earlier.edges, edges):
            earlier = entry[name] = self._rows_within(kpi, edges, purpose, earlier)
        return MonthDispersion.from_rows(earlier.rows).over(days or self._window.days)

    def _rows_within(
        self, kpi: str, edges: Ints, purpose: Hashable, earlier: _EdgeDispersions | None
    ) -> _EdgeDispersions:
        """Return the month dispersions by unit, of the same months anew only where a unit has another edge."""
        if earlier is None:
            tables = self._tables_within(kpi, edges, list(range(len(self._row_of))))
            key = RowsKey("dispersion within", kpi, self._query, purpose)
            return _EdgeDispersions(edges, self._cache.compute_rows(key, tables, self._rate_rows))
        new_edges, rows = np.flatnonzero(earlier.edges != edges), earlier.rows.copy()
        rows[new_edges] = self._rate_rows(self._tables_within(kpi, edges[new_edges], new_edges.tolist()))
        return _EdgeDispersions(edges, rows)

    def _tables(self, name: str) -> Floats:
        """Return by unit the numerators laid out, and with them the denominators of a rate or the days of a count."""
        months, kpi = self._months_of(name), self._catalogue.kpis[name]
        has_figure, numerators = self._has_figure(kpi, months), months.amounts(kpi.numerator)
        if kpi.kind != "rate":
            return self._lay_out(months, has_figure, numerators)
        denominators = np.ones_like(numerators) if kpi.denominator is None else months.amounts(kpi.denominator)
        return self._lay_out(months, has_figure, numerators, denominators)

    def _has_figure(self, kpi: Kpi, months: _Months) -> Flags:
        """Return by (unit, month) where a KPI's numerator, and a rate's fraction, can be told."""
        has_figure = months.has_figure(kpi.numerator)
        if kpi.kind != "rate" or kpi.denominator is None:
            return has_figure
        is_fraction = months.amounts(kpi.numerator) <= months.amounts(kpi.denominator)
        return has_figure & months.has_figure(kpi.denominator) & is_fraction

    def _tables_within(self, kpi: str, edges: Ints, rows: list[int]) -> Floats:
        """Return by unit the numbers within an edge laid out, and with them the totals."""
        measure, months = self._catalogue.kpis[kpi].numerator, self._months_of(kpi)
        running = np.cumsum(months.values.amounts[measure][:, rows], axis=-1)  # by (month, unit, bin)
        at_edges = np.take_along_axis(running, edges[None, :, None], -1)[..., 0]
        return self._lay_out(months, months.has_figure(measure)[rows], at_edges.T, running[..., -1].T)

    def _lay_out(
        self, months: _Months, has_figure: Flags, numerators: Ints, denominators: Ints | None = None
    ) -> Floats:
        """Return two flat tables a unit: numerators, and denominators or days; units of like months go together."""
        if (has_figure == has_figure[:1]).all():
            patterns, pattern_of = has_figure[:1], np.zeros(len(has_figure), int)
        else:
            patterns, inverse = np.unique(has_figure, axis=0, return_inverse=True)
            pattern_of = inverse.reshape(-1)
        tables = np.zeros((len(has_figure), 2, *SHAPE))
        for index, pattern in enumerate(patterns):
            rows = np.flatnonzero(pattern_of == index)
            layout = season_layout(self._window, months.numbers, pattern.tolist(), self._calendar)
            tables[rows, 0] = apply_layout(numerators[rows], layout)
            tables[rows, 1] = layout.days if denominators is None else apply_layout(denominators[rows], layout)
        return tables.reshape(len(has_figure), -1)

    def _count_rows(self, tables: Floats) -> Floats:
        """Return month dispersions by row; rows of the same months are computed together."""
        recent = self._layout_of_all().recent
        counts, days = tables.reshape(-1, 2, *SHAPE).transpose(1, 0, 2, 3)
        rows, remaining = np.empty((len(tables), COLUMNS)), np.ones(len(tables), bool)
        while remaining.any():
            layout = days[np.argmax(remaining)]
            same_months = remaining & (days == layout).all((-1, -2))
            rows[same_months] = count_months(counts[same_months], layout, self._first_month, recent).to_rows()
            remaining &= ~same_months
        return rows

    def _rate_rows(self, tables: Floats) -> Floats:
        """Return month dispersions by row."""
        numerators, denominators = tables.reshape(-1, 2, *SHAPE).transpose(1, 0, 2, 3)
        layout = self._layout_of_all()
        return rate_months(numerators, denominators, self._first_month, layout.days > 0, layout.recent).to_rows()

    def _layout_of_all(self) -> SeasonLayout:
        numbers = self._before.numbers  # where all have figures, they are enough
        return season_layout(self._window, numbers, [True] * len(numbers), self._calendar)
