"""The dispersion of units' own months, read from the cube when a judgement is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.catalogue.model import Catalogue, Kpi
from core.judgement.dispersion import Dispersion, count_dispersion, rate_dispersion
from core.judgement.season_layout import SHAPE, apply_layout, months_behind, season_layout
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues
from core.metrics.result_cache import CacheEntry, ResultCache, get_or_compute
from core.metrics.types import Window
from core.time.days import month_days

ValuesReader = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], MeasureValues]  # measures, units, spans
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


class DispersionHistory:
    """The whole months of the window and of three years before it, of some KPIs and units."""

    def __init__(
        self, catalogue: Catalogue, read: ValuesReader, window: Window, kpis: Sequence[str], units: Sequence[int],
        memory: ResultCache | None = None,
    ) -> None:  # fmt: skip
        self._catalogue, self._window, self._units = catalogue, window, list(units)
        self._at = {unit: index for index, unit in enumerate(self._units)}
        self._memory = memory or ResultCache()
        self._question = self._memory.interner.intern(window, tuple(self._units))
        self._months = months_behind(window)
        spans = [AsOfSpan(first, last, last) for first, last in map(month_days, self._months)]
        names = [name for kpi in kpis for name in catalogue.kpis[kpi].measures()]
        self._values = read([name for name in names if catalogue.measures[name].kind == "flow"], units, spans)
        self._drawers: dict[str, CacheEntry] = {}

    def cache_entry(self, kpi: str) -> CacheEntry:
        """What has been made of a KPI's months; what the last data version has left, where they are the same."""
        if kpi not in self._drawers:
            names = [n for n in self._catalogue.kpis[kpi].measures() if self._catalogue.measures[n].kind == "flow"]
            inputs = [part for name in names for part in (self._values.amounts[name], self._values.has_figure(name))]
            self._drawers[kpi] = self._memory.entry(("history", kpi, self._question), [self._catalogue, *inputs])
        return self._drawers[kpi]

    def dispersion(self, kpi: str, unit: int, edge: int | None = None) -> Dispersion:
        """φ of a KPI's numerator; of a percentile, of how many lie within a bin's `edge`."""
        row = self._at[unit]
        if edge is None:
            found = self.dispersions(kpi)
            return Dispersion(found.phi[row], found.df[row])
        at = np.array([edge])

        def within() -> Dispersion:
            return Dispersion(*_of_rates(self._within(kpi, at, [row]))[0])

        return get_or_compute(self.cache_entry(kpi), ("within", unit, edge), within)

    def dispersions(self, kpi: str) -> Dispersion:
        """Those of all the units; worked out anew for those whose months have changed."""
        return get_or_compute(self.cache_entry(kpi), "φ", lambda: self._spreads(self._catalogue.kpis[kpi], kpi))

    def _spreads(self, declared: Kpi, kpi: str) -> Dispersion:
        work = _of_rates if declared.kind == "rate" else _of_counts
        phi, df = self._memory.compute_rows(("φ", kpi, self._question), self._tables(declared), work).T
        return Dispersion(phi, df)

    def dispersions_within(self, kpi: str, edges: Ints, which: str) -> Dispersion:
        """Those of a percentile of all the units, each by its own edge; `which` tells several askings apart."""
        tables = self._within(kpi, edges, list(range(len(self._units))))
        phi, df = self._memory.compute_rows(("φ within", kpi, which, self._question), tables, _of_rates).T
        return Dispersion(phi, df)

    def _tables(self, kpi: Kpi) -> Floats:
        """By unit: the numerators laid out, and with them the denominators of a rate or the days of a count."""
        top, known = self._months_of(kpi.numerator)
        tops = top[:, 0]
        if kpi.kind != "rate":
            return self._laid(known, tops)
        bottoms = np.ones_like(tops)
        if kpi.denominator is not None:
            bottom, there = self._months_of(kpi.denominator)
            bottoms, known = bottom[:, 0], known & there & (tops <= bottom[:, 0])
        return self._laid(known, tops, bottoms)

    def _within(self, kpi: str, edges: Ints, rows: list[int]) -> Floats:
        """The same of how many lie within an edge, of how many."""
        measure = self._catalogue.kpis[kpi].numerator
        whole = get_or_compute(
            self.cache_entry(kpi), "running", lambda: np.cumsum(self._values.amounts[measure], axis=-1)
        )
        running = whole[:, rows]  # by (month, unit, bin)
        inside = np.take_along_axis(running, edges[None, :, None], -1)[..., 0]
        return self._laid(self._values.has_figure(measure).T[rows], inside.T, running[..., -1].T)

    def _months_of(self, measure: str) -> tuple[Ints, Flags]:
        """Amounts by (unit, bin, month), and by (unit, month) which are known."""
        return self._values.amounts[measure].transpose(1, 2, 0), self._values.has_figure(measure).T

    def _laid(self, known: Flags, top: Ints, bottom: Ints | None = None) -> Floats:
        """Two tables a unit, flat: of the top, and of the bottom or the days; units of like months together."""
        if (known == known[:1]).all():
            patterns, which = known[:1], np.zeros(len(known), int)
        else:
            patterns, found = np.unique(known, axis=0, return_inverse=True)
            which = found.reshape(-1)
        tables = np.zeros((len(known), 2, *SHAPE))
        for index, pattern in enumerate(patterns):
            rows, place = np.flatnonzero(which == index), season_layout(self._window, self._months, pattern.tolist())
            tables[rows, 0] = apply_layout(top[rows], place)
            tables[rows, 1] = place.days if bottom is None else apply_layout(bottom[rows], place)
        return tables.reshape(len(known), -1)


def _of_counts(tables: Floats) -> Floats:
    """φ and its degrees of freedom by row; rows of the same months are worked out together."""
    seen, days = tables.reshape(-1, 2, *SHAPE).transpose(1, 0, 2, 3)
    found, left = np.empty((len(tables), 2)), np.ones(len(tables), bool)
    while left.any():
        alike = left & (days == days[np.argmax(left)]).all((-1, -2))
        phi, df = count_dispersion(seen[alike], days[np.argmax(left)])
        found[alike, 0], found[alike, 1] = phi, df
        left &= ~alike
    return found


def _of_rates(tables: Floats) -> Floats:
    tops, bottoms = tables.reshape(-1, 2, *SHAPE).transpose(1, 0, 2, 3)
    return np.stack(rate_dispersion(tops, bottoms), -1)
