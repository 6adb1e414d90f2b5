"""A KPI of several units over several spans as arrays, and the changes between two of the spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.model import Catalogue, Kpi
from core.features.follow_up.effect_gap import Moves, of_counts, of_rates
from core.judgement.dispersion import Dispersion
from core.judgement.history import History
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import figure
from core.metrics.types import Figure
from core.metrics.values import Values


@dataclass(frozen=True)
class Sides:
    """The figures of units over spans. Every unit of `units` has a figure over each of `spans`."""

    catalogue: Catalogue
    name: str
    units: tuple[int, ...]
    spans: tuple[AsOfSpan, ...]
    values: Values

    @property
    def kpi(self) -> Kpi:
        """As declared."""
        return self.catalogue.kpis[self.name]

    def figure(self, unit: int, span: AsOfSpan) -> Figure:
        """One figure."""
        return figure_of(self.catalogue, self.name, self.values, unit, span)

    def edges(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Of a percentile, for every unit the bin whose upper edge lies nearest to that of all together."""
        total = sum(self._bins(span).sum(axis=0) for span in self.spans)
        running = np.cumsum(total)
        assert self.kpi.quantile is not None  # the catalogue's checks require it of a percentile
        edge = int(np.argmin(np.abs(running[:-1] / max(int(running[-1]), 1) - self.kpi.quantile)))
        return np.full(len(self.units), edge, np.int64)

    def moves(self, now: AsOfSpan, base: AsOfSpan, spread: Dispersion) -> Moves:
        """The change of every unit, in the order of `units`."""
        if self.kpi.kind in ("rate", "percentile"):
            return of_rates(self._part(now), self._part(base), spread)
        (top, per), (base_top, base_per) = self._part(now), self._part(base)
        return of_counts(top, base_top, per, base_per, spread)

    def spread(self, history: History) -> Dispersion:
        """φ of every unit's own months, in the order of `units`."""
        if self.kpi.kind == "percentile":
            return history.spreads_within(self.name, self.edges(), "moved")
        return history.spreads(self.name)

    def _part(self, span: AsOfSpan) -> tuple[Floats, Floats]:
        """Numerators, and denominators or exposures."""
        if self.kpi.kind == "percentile":
            bins, edge = self._bins(span), int(self.edges()[0])
            return bins[:, : edge + 1].sum(axis=1).astype(float), bins.sum(axis=1).astype(float)
        top, ones = self._amounts(self.kpi.numerator, span), np.ones(len(self.units))
        bottom = ones if self.kpi.denominator is None else self._amounts(self.kpi.denominator, span)
        return top, bottom if self.kpi.kind == "rate" else bottom * (span.last - span.first + 1)

    def _amounts(self, measure: str, span: AsOfSpan) -> Floats:
        return np.array([float(self.values.get(measure, unit, span).amount) for unit in self.units])

    def _bins(self, span: AsOfSpan) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        return np.array([self.values.get(self.kpi.numerator, unit, span).amounts for unit in self.units], np.int64)


def figure_of(catalogue: Catalogue, name: str, values: Values, unit: int, span: AsOfSpan) -> Figure:
    """A KPI's figure out of values that have been read."""
    return figure(catalogue, catalogue.kpis[name], lambda measure: values.get(measure, unit, span), span.last)


def complete(
    catalogue: Catalogue, name: str, values: Values, units: Sequence[int], spans: Sequence[AsOfSpan]
) -> tuple[int, ...]:
    """The units that have a figure over every span, and none of a cohort whose age is not known."""
    kpi = catalogue.kpis[name]

    def there(unit: int, span: AsOfSpan) -> bool:
        printed = kpi.basis == "cohort" and any(values.get(one, unit, span).from_ledger for one in kpi.measures())
        return not printed and figure_of(catalogue, name, values, unit, span).value is not None

    return tuple(unit for unit in units if all(there(unit, span) for span in spans))
