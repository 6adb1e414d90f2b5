"""Scores units on an index: each KPI's figure to points, points to contributions, and the law of their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.catalogue.index_model import Index, IndexPart
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.features.indices.beliefs import percentile_below, pooled, rate_below, ratio_below
from core.features.indices.grid import Law, contribution, total
from core.features.indices.points import points, rising, value_of
from core.features.indices.types import Score, ScorePart
from core.judgement.dispersion_history import DispersionHistory
from core.judgement.quantiles import nearest_edge
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import rounded
from core.metrics.kpi import kpi_figure
from core.metrics.measure_values import MeasureValues
from core.metrics.types import Figure, UnitRef

Floats = NDArray[np.float64]
HIDDEN = "件数少，可能对到具体的人，不显示，也不计分"


class Cell(NamedTuple):
    """A unit over a span of days."""

    unit: UnitRef
    span: AsOfSpan


class Entry(NamedTuple):
    """A KPI of a cell: its figure, its points, its bins if it has any, or the reason why it does not count."""

    figure: Figure
    points: float | None
    bins: tuple[int, ...]
    reason: str | None


class Scorer:
    """Scores cells on one index."""

    def __init__(
        self,
        catalogue: Catalogue,
        index_id: str,
        index: Index,
        values: MeasureValues,
        history: DispersionHistory,
        guard: SuppressionPolicy,
    ) -> None:
        self._catalogue, self._id, self._index = catalogue, index_id, index
        self._values, self._history, self._guard = values, history, guard

    def score(self, cells: Sequence[Cell]) -> tuple[list[Score], Law]:
        """The scores, and their law with a row a cell."""
        table = {kpi: [self._entry(kpi, part, cell) for cell in cells] for kpi, part in self._index.parts.items()}
        names = list(table)
        weights = np.array([[self._weight(kpi, cell) for kpi in names] for cell in cells])
        counts = np.array([[table[kpi][row].reason is None for kpi in names] for row in range(len(cells))])
        counted = np.where(counts, weights, 0.0)
        sums = counted.sum(1)
        shares = counted / np.where(sums > 0, sums, 1.0)[:, None]
        fixed, laws = np.zeros(len(cells)), []
        for column, kpi in enumerate(names):
            if self._catalogue.kpis[kpi].basis == "stock":
                fixed += shares[:, column] * [entry.points or 0.0 for entry in table[kpi]]
            else:
                laws.append(self._law(kpi, table[kpi], cells, shares[:, column]))
        law = total(laws, fixed)
        known = sums / weights.sum(1)
        scores = [
            self._score(
                cell,
                {kpi: table[kpi][row] for kpi in names if weights[row, names.index(kpi)] > 0},
                dict(zip(names, shares[row], strict=True)),
                float(known[row]),
                law,
                row,
            )
            for row, cell in enumerate(cells)
        ]
        return scores, law

    def _weight(self, kpi: str, cell: Cell) -> float:
        """The declared weight; 0 for a KPI that this kind of unit is not scored for."""
        part = self._index.parts_of(cell.unit.kind).get(kpi)
        return part.weight if part else 0.0

    def _entry(self, kpi_id: str, part: IndexPart, cell: Cell) -> Entry:
        kpi, span = self._catalogue.kpis[kpi_id], cell.span
        if self._hidden(kpi, cell):
            return Entry(Figure(None, None, None, HIDDEN), None, (), HIDDEN)
        found = kpi_figure(self._catalogue, kpi, lambda m: self._values.get(m, cell.unit.id, span), span.last)
        if kpi_id not in self._index.parts_of(cell.unit.kind):
            return Entry(found, None, (), "不适用于这类单位")
        if found.value is None:
            return Entry(found, None, (), found.reason)
        if kpi.basis != "stock" and (base := found.denominator or 0) < self._index.least:
            return Entry(found, None, (), f"基数过小：{rounded(base, 0)}，少于 {self._index.least}")
        bins = self._values.get(kpi.numerator, cell.unit.id, span).amounts if kpi.kind == "percentile" else ()
        return Entry(found, points(part, kpi, found.value), bins, None)

    def _hidden(self, kpi: Kpi, cell: Cell) -> bool:
        """Whether the figure is one of the small numbers that are not shown: what made a score would tell it."""
        unit, measures = cell.unit.id, kpi.measures()
        if not self._guard.is_protected(measures, unit):
            return False
        window = self._guard.releasable_window(cell.span)
        return window != cell.span or self._guard.is_suppressed(measures, unit, window)

    def _law(self, kpi_id: str, entries: Sequence[Entry], cells: Sequence[Cell], shares: Floats) -> Floats:
        """The law of one KPI's contribution; those of cells where it does not count are never looked at."""
        kpi, part = self._catalogue.kpis[kpi_id], self._index.parts[kpi_id]
        counts = [row for row, entry in enumerate(entries) if entry.reason is None]
        law = np.zeros((len(cells), 0))
        if not counts:
            return contribution(lambda scores: np.zeros(scores.shape), np.zeros(len(cells)))
        phi = [self._phi(kpi_id, kpi, entries[row], cells[row].unit.id) for row in counts]
        law = contribution(lambda s: self._below(kpi, part, [entries[row] for row in counts], phi, s), shares[counts])
        every = contribution(lambda scores: np.zeros(scores.shape), np.zeros(len(cells)))
        every[counts] = law
        return every

    def _below(
        self, kpi: Kpi, part: IndexPart, entries: Sequence[Entry], phi: Sequence[float], scores: Floats
    ) -> Floats:
        """P(points ≤ scores)."""
        value = value_of(part, kpi, scores)
        top, bottom = ([getattr(entry.figure, name) for entry in entries] for name in ("numerator", "denominator"))
        if kpi.kind == "percentile":
            bins = self._catalogue.measures[kpi.numerator].bins
            assert bins is not None and kpi.quantile is not None  # the catalogue's checks require both
            found = percentile_below(
                [entry.bins for entry in entries], bins.edges, kpi.quantile, phi, value * kpi.scale
            )
        elif kpi.kind == "rate":
            found = rate_below(top, bottom, phi, pooled(top, bottom), value)
        else:
            found = ratio_below(top, bottom, phi, pooled(top, bottom), value / kpi.scale)
        return found if rising(part, kpi) else 1 - found

    def _phi(self, kpi_id: str, kpi: Kpi, entry: Entry, unit: int) -> float:
        edge = nearest_edge(entry.bins, entry.bins, kpi.quantile) if kpi.quantile is not None else None
        return float(self._history.dispersion(kpi_id, unit, edge).phi)

    def _score(
        self, cell: Cell, entries: dict[str, Entry], shares: dict[str, float], known: float, law: Law, row: int
    ) -> Score:
        enough = known >= self._index.known - 1e-9
        parts = tuple(
            ScorePart(
                kpi=kpi,
                zh=self._catalogue.kpis[kpi].zh,
                weight=self._index.parts[kpi].weight,
                share=float(shares[kpi]) if entry.reason is None else None,
                figure=entry.figure,
                points=entry.points,
                contribution=None if entry.points is None else float(shares[kpi] * entry.points),
                reason=entry.reason,
            )
            for kpi, entry in entries.items()
        )
        if not enough:
            return Score(self._id, cell.unit, None, None, None, known, parts, self._too_little(known, parts))
        value = float(sum(part.contribution or 0.0 for part in parts))
        low, high = law.interval(row)
        return Score(self._id, cell.unit, value, min(low, value), max(high, value), known, parts, None)

    def _too_little(self, known: float, parts: Sequence[ScorePart]) -> str:
        missing = "、".join(part.zh for part in parts if part.reason)
        have, need = rounded(known * 100, 0), rounded(self._index.known * 100, 0)
        return f"只有 {have}% 的权重有可用的数（至少要 {need}%），缺 {missing}"
