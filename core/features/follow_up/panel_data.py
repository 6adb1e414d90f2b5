"""A KPI of several units over several spans as arrays, and the changes between two of the spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.follow_up.effect_gap import UnitChanges, log_ratio_changes, rate_differences
from core.judgement.dispersion import Dispersion
from core.judgement.dispersion_history import DispersionHistory
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import kpi_figure
from core.metrics.measure_values import MeasureValues
from core.metrics.types import Figure


@dataclass(frozen=True)
class PanelData:
    """The figures of units over spans. Every unit of `units` has a figure over each of `spans`."""

    catalogue: Catalogue
    kpi_id: str
    units: tuple[int, ...]
    spans: tuple[AsOfSpan, ...]
    values: MeasureValues

    @property
    def kpi(self) -> Kpi:
        """The KPI as declared."""
        return self.catalogue.kpis[self.kpi_id]

    def figure(self, unit: int, span: AsOfSpan) -> Figure:
        """The figure of a unit over a span."""
        return panel_figure(self.catalogue, self.kpi_id, self.values, unit, span)

    def bin_edges(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The bin of a percentile, the same for every unit, whose upper edge lies nearest to that of all together."""
        total = sum(self._bins(span).sum(axis=0) for span in self.spans)
        cumulative = np.cumsum(total)
        assert self.kpi.quantile is not None  # the catalogue's checks require it of a percentile
        edge = int(np.argmin(np.abs(cumulative[:-1] / max(int(cumulative[-1]), 1) - self.kpi.quantile)))
        return np.full(len(self.units), edge, np.int64)

    def changes(self, now: AsOfSpan, base: AsOfSpan, dispersions: Dispersion) -> UnitChanges:
        """The change of every unit, in the order of `units`."""
        if self.kpi.kind in ("rate", "percentile"):
            return rate_differences(self._counts(now), self._counts(base), dispersions)
        return log_ratio_changes(self._counts(now), self._counts(base), dispersions)

    def dispersions(self, history: DispersionHistory) -> Dispersion:
        """φ of windows as long as the longest compared, of every unit, in the order of `units`."""
        days = max(span.last - span.first + 1 for span in self.values.spans)
        if self.kpi.kind == "percentile":
            return history.dispersions_within(self.kpi_id, self.bin_edges(), "follow_up", days)
        return history.dispersions(self.kpi_id, days)

    def _counts(self, span: AsOfSpan) -> tuple[Floats, Floats]:
        """Numerators, and denominators (of a rate) or exposures in days."""
        if self.kpi.kind == "percentile":
            bins, edge = self._bins(span), int(self.bin_edges()[0])
            return bins[:, : edge + 1].sum(axis=1).astype(float), bins.sum(axis=1).astype(float)
        numerators = self._amounts(self.kpi.numerator, span)
        if self.kpi.denominator is None:
            denominators = np.ones(len(self.units))
        else:
            denominators = self._amounts(self.kpi.denominator, span)
        return numerators, denominators if self.kpi.kind == "rate" else denominators * (span.last - span.first + 1)

    def _amounts(self, measure: str, span: AsOfSpan) -> Floats:
        return np.array([float(self.values.get(measure, unit, span).amount) for unit in self.units])

    def _bins(self, span: AsOfSpan) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        return np.array([self.values.get(self.kpi.numerator, unit, span).amounts for unit in self.units], np.int64)


def panel_figure(catalogue: Catalogue, kpi_id: str, values: MeasureValues, unit: int, span: AsOfSpan) -> Figure:
    """A KPI's figure from values that have been read."""
    return kpi_figure(catalogue, catalogue.kpis[kpi_id], lambda measure: values.get(measure, unit, span), span.last)


def complete_units(
    catalogue: Catalogue, kpi_id: str, values: MeasureValues, units: Sequence[int], spans: Sequence[AsOfSpan]
) -> tuple[int, ...]:
    """The units with a figure over every span; a cohort's figures from ledgers have no known age."""
    kpi = catalogue.kpis[kpi_id]

    def has_figure(unit: int, span: AsOfSpan) -> bool:
        if kpi.basis == "cohort" and any(values.get(name, unit, span).from_ledger for name in kpi.measures()):
            return False
        return panel_figure(catalogue, kpi_id, values, unit, span).value is not None

    return tuple(unit for unit in units if all(has_figure(unit, span) for span in spans))
