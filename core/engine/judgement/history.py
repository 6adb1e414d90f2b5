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
            self._known[key] = self._spread(self._catalogue.kpis[kpi], self._units.index(unit), edge)
        return self._known[key]

    def _spread(self, kpi: Kpi, column: int, edge: int | None) -> Dispersion:
        top, known = self._months_of(kpi.numerator, column)
        if edge is not None:
            return self._of_rates(top[: edge + 1].sum(0), top.sum(0), known)
        if kpi.kind == "rate" and kpi.denominator is not None:
            bottom, there = self._months_of(kpi.denominator, column)
            return self._of_rates(top[0], bottom[0], known & there)
        place = layout(self._window, self._months, list(known))
        return of_counts(laid_out(top[0], place), place.days)

    def _months_of(self, measure: str, column: int) -> tuple[NDArray[np.int64], Flags]:
        """Amounts by (bin, month), and which months are known."""
        return self._values.amounts[measure][:, column].T, self._values.known(measure)[:, column]

    def _of_rates(self, top: NDArray[np.int64], bottom: NDArray[np.int64], known: Flags) -> Dispersion:
        place = layout(self._window, self._months, list(known & (top <= bottom)))
        return of_rates(laid_out(top, place), laid_out(bottom, place))
