"""The dispersion of units' own months, read from the cube when a judgement is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.catalogue.model import Catalogue, Kpi
from core.days import month_days
from core.engine.answers import Window
from core.engine.judgement.dispersion import Dispersion, of_counts, of_rates
from core.engine.judgement.layout import laid_out, layout, months_behind
from core.engine.months import Span
from core.engine.values import Values

Read = Callable[[Sequence[str], Sequence[int], Sequence[Span]], Values]  # measures, units, spans
Flags = NDArray[np.bool_]


class History:
    """The whole months of the window and of three years before it, of some KPIs and units."""

    def __init__(self, catalogue: Catalogue, read: Read, window: Window, kpis: Sequence[str], units: Sequence[int]):
        self._catalogue, self._window, self._units = catalogue, window, list(units)
        self._months = months_behind(window)
        spans = [Span(first, last, last) for first, last in map(month_days, self._months)]
        names = [name for kpi in kpis for name in catalogue.kpis[kpi].measures()]
        self._values = read([name for name in names if catalogue.measures[name].kind == "flow"], units, spans)
        self._known: dict[tuple[str, int, int | None], Dispersion] = {}

    def spread(self, kpi: str, unit: int, edge: int | None = None) -> Dispersion:
        """φ of a KPI's numerator; of a percentile, of how many lie within a bin's `edge`."""
        key = (kpi, unit, edge)
        if key not in self._known:
            column = self._units.index(unit)
            if edge is None:
                self._known |= self._spreads(kpi)
            else:
                self._known[key] = self._within(self._catalogue.kpis[kpi], column, edge)
        return self._known[key]

    def _within(self, kpi: Kpi, column: int, edge: int) -> Dispersion:
        top, known = self._months_of(kpi.numerator)
        bins = top[column]
        return self._of_rates(bins[: edge + 1].sum(0), bins.sum(0), known[column])

    def _spreads(self, kpi_id: str) -> dict[tuple[str, int, int | None], Dispersion]:
        """Those of all the units; units of which the same months are known are worked out together."""
        kpi = self._catalogue.kpis[kpi_id]
        top, known = self._months_of(kpi.numerator)
        tops, bottoms = top[:, 0], np.ones_like(top[:, 0])
        if kpi.kind == "rate" and kpi.denominator is not None:
            bottom, there = self._months_of(kpi.denominator)
            bottoms, known = bottom[:, 0], known & there & (tops <= bottom[:, 0])
        found: dict[tuple[str, int, int | None], Dispersion] = {}
        patterns, which = np.unique(known, axis=0, return_inverse=True)
        for index, pattern in enumerate(patterns):
            rows = np.flatnonzero(which.reshape(-1) == index)
            if kpi.kind == "rate":
                phi, df = self._of_rates(tops[rows], bottoms[rows], pattern)
            else:
                place = layout(self._window, self._months, list(pattern))
                phi, df = of_counts(laid_out(tops[rows], place), place.days)
            each = zip(rows, phi, np.broadcast_to(df, phi.shape), strict=True)
            found |= {(kpi_id, self._units[row], None): Dispersion(one, free) for row, one, free in each}
        return found

    def _months_of(self, measure: str) -> tuple[NDArray[np.int64], Flags]:
        """Amounts by (unit, bin, month), and by (unit, month) which are known."""
        return self._values.amounts[measure].transpose(1, 2, 0), self._values.known(measure).T

    def _of_rates(self, top: NDArray[np.int64], bottom: NDArray[np.int64], known: Flags) -> Dispersion:
        place = layout(self._window, self._months, list(known))
        return of_rates(laid_out(top, place), laid_out(bottom, place))
