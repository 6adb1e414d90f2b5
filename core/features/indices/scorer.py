"""Scores units on an index: each KPI's figure to points, points to contributions, and the distribution of their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from core.catalogue.index_model import Index, IndexPart
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.features.indices.points import is_rising, points_of, unscored_reason, value_at
from core.features.indices.posteriors import percentile_below, pooled_rate, rate_below, ratio_below
from core.features.indices.score_distribution import (
    Contribution,
    ScoreDistribution,
    contribution_density,
    sum_distribution,
)
from core.features.indices.text import weight_percent
from core.features.indices.types import Score, ScorePart
from core.judgement.dispersion_history import DispersionHistory
from core.judgement.quantiles import nearest_edge
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import rounded
from core.metrics.kpi import kpi_figure
from core.metrics.measure_values import MeasureValues
from core.metrics.mixed_area import quotient_obstacle
from core.metrics.types import Figure, UnitRef
from core.store.units import UnitTree

PROTECTED = "几件就可能对到具体的人，在本级不计分"
NOT_FOR_THIS_KIND = "不适用于这类单位"


class UnitSpan(NamedTuple):
    """A unit over a span of days."""

    unit: UnitRef
    span: AsOfSpan


class ScoredFigure(NamedTuple):
    """A KPI's figure, its points, its bins if it has any, or the reason why it does not count."""

    figure: Figure
    points: float | None
    bins: tuple[int, ...]
    reason: str | None


class _Belief(NamedTuple):
    """Hold what a KPI's posterior needs besides the records: its points, φ, and by record the centre of the prior."""

    index_part: IndexPart
    phi: Sequence[float]
    centre: Floats | None


class Scorer:
    """Scores units on one index. A score depends on its unit and span alone, not on what it is scored together with.

    `values` must have the amounts of the units, and of the whole bureau, to which few records are drawn.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        index_id: str,
        index: Index,
        values: MeasureValues,
        history: DispersionHistory,
        suppression: SuppressionPolicy,
        tree: UnitTree,
    ) -> None:
        self._catalogue, self._id, self._index = catalogue, index_id, index
        self._values, self._history, self._suppression = values, history, suppression
        self._tree, self._root = tree, tree.root.id
        self._kpis = tuple(index.parts)
        self._parts_of = cache(index.parts_of)  # asked for every unit and KPI

    def score(self, cells: Sequence[UnitSpan]) -> tuple[list[Score], ScoreDistribution]:
        """Return the scores, and their distribution with a row for each."""
        figures, weights, counted = self._weigh(cells)
        kpis, sums = list(figures), counted.sum(1)
        shares = counted / np.where(sums > 0, sums, 1.0)[:, None]
        fixed, contributions = np.zeros(len(cells)), []
        for column, kpi in enumerate(kpis):
            if self._catalogue.kpis[kpi].basis == "stock":
                fixed += shares[:, column] * [figure.points or 0.0 for figure in figures[kpi]]
            else:
                contributions.append(self._contribution(kpi, figures[kpi], cells, shares[:, column]))
        distribution = sum_distribution(contributions, fixed)
        intervals = distribution.intervals()
        known_weights = sums / weights.sum(1)
        scores = []
        for row, cell in enumerate(cells):
            columns = [column for column in range(len(kpis)) if weights[row, column] > 0]
            score_parts = tuple(
                self._score_part(kpis[at], figures[kpis[at]][row], float(shares[row, at])) for at in columns
            )
            scores.append(self._score(cell.unit, score_parts, float(known_weights[row]), intervals[row]))
        return scores, distribution

    def have_scores(self, units: Sequence[UnitRef], span: AsOfSpan) -> list[bool]:
        """Tell of each unit whether over a span enough of its weight is known to have a score."""
        cells = [UnitSpan(unit, span) for unit in units]
        weights = np.array([[self._weight(kpi, cell) for kpi in self._index.parts] for cell in cells])
        counts = np.array([self._have_counted(kpi, cells) for kpi in self._index.parts]).T
        return [self._is_enough(weight) for weight in (np.where(counts, weights, 0.0).sum(1) / weights.sum(1)).tolist()]

    def _have_counted(self, kpi_id: str, cells: Sequence[UnitSpan]) -> list[bool]:
        """Tell of each cell, all of one span, whether a KPI counts: of a plain rate by its amounts as arrays."""
        kpi, index_part = self._catalogue.kpis[kpi_id], self._index.parts[kpi_id]
        is_plain = kpi.kind == "rate" and kpi.denominator is not None and kpi.basis != "stock"
        if not is_plain or index_part.score == "met" or any(self._is_protected(kpi_id, cell) for cell in cells):
            return [self._figure(kpi_id, index_part, cell).reason is None for cell in cells]
        units, span = [cell.unit.id for cell in cells], cells[0].span
        (top, has_top), (bottom, has_bottom) = (self._values.amounts_over(name, units, span) for name in kpi.measures())
        counts: list[bool] = (has_top & has_bottom & (bottom >= max(self._index.least, 1)) & (top <= bottom)).tolist()
        return counts

    def _weigh(self, cells: Sequence[UnitSpan]) -> tuple[dict[str, list[ScoredFigure]], Floats, Floats]:
        """Return figures by KPI; declared weights by (cell, KPI), and the same with 0 for what does not count."""
        index_parts = self._index.parts.items()
        figures = {kpi: [self._figure(kpi, index_part, cell) for cell in cells] for kpi, index_part in index_parts}
        weights = np.array([[self._weight(kpi, cell) for kpi in figures] for cell in cells])
        counts = np.array([[of_kpi[row].reason is None for of_kpi in figures.values()] for row in range(len(cells))])
        return figures, weights, np.where(counts, weights, 0.0)

    def _is_enough(self, known_weight: float) -> bool:
        return known_weight >= self._index.known - 1e-9

    def _weight(self, kpi: str, cell: UnitSpan) -> float:
        """Return the declared weight; 0 for a KPI that this kind of unit is not scored for."""
        index_part = self._parts_of(cell.unit.kind).get(kpi)
        return index_part.weight if index_part else 0.0

    def _figure(self, kpi_id: str, index_part: IndexPart, cell: UnitSpan) -> ScoredFigure:
        kpi, span, unit = self._catalogue.kpis[kpi_id], cell.span, cell.unit
        if self._is_protected(kpi_id, cell):
            return ScoredFigure(Figure(None, None, None, PROTECTED), None, (), PROTECTED)
        figure = kpi_figure(self._catalogue, kpi, lambda m: self._values.get(m, unit.id, span), span.last)
        if kpi_id not in self._parts_of(unit.kind):
            return ScoredFigure(figure, None, (), NOT_FOR_THIS_KIND)
        if obstacle := quotient_obstacle(self._catalogue, self._tree, kpi, unit.id, span):
            return ScoredFigure(replace(figure, exact=None, reason=obstacle), None, (), obstacle)
        if figure.value is None:
            return ScoredFigure(figure, None, (), figure.reason)
        if kpi.basis != "stock" and (base := figure.denominator or 0) < self._index.least:
            return ScoredFigure(figure, None, (), f"基数过小：{rounded(base, 0)}，少于 {self._index.least}")
        if index_part.score == "met" and (reason := unscored_reason(kpi, span)):
            return ScoredFigure(figure, None, (), reason)
        kpi = kpi.with_standard_of(span.last)
        bins = self._values.get(kpi.numerator, unit.id, span).amounts if kpi.kind == "percentile" else ()
        return ScoredFigure(figure, points_of(index_part, kpi, figure.value), bins, None)

    def _is_protected(self, kpi_id: str, cell: UnitSpan) -> bool:
        """Tell whether the figure's small numbers are hidden at the unit, whether this one is small or not.

        A published score stands beside today's: what came in late would follow from the two, however few it is.
        """
        kind = cell.unit.kind
        return (kpi_id, kind) in self._suppression.protected_kinds(self._kpis, (kind,))

    def _contribution(
        self, kpi_id: str, figures: Sequence[ScoredFigure], cells: Sequence[UnitSpan], shares: Floats
    ) -> Contribution:
        """Return the density of one KPI's contribution; where it does not count, all of it lies at 0."""
        by_kpi: dict[str, tuple[Kpi, list[int]]] = {}  # one entry for each standard that it had
        for row, figure in enumerate(figures):
            if figure.reason is None:
                kpi = self._catalogue.kpis[kpi_id].with_standard_of(cells[row].span.last)
                by_kpi.setdefault(repr(kpi.standard), (kpi, []))[1].append(row)
        contribution = Contribution.nothing(len(cells))
        for kpi, rows in by_kpi.values():
            counted, counted_cells = [figures[row] for row in rows], [cells[row] for row in rows]
            of_rows = self._counted_contribution(kpi_id, kpi, counted, counted_cells, shares[rows])
            contribution = contribution.with_rows(rows, of_rows)
        return contribution

    def _counted_contribution(
        self, kpi_id: str, kpi: Kpi, figures: Sequence[ScoredFigure], cells: Sequence[UnitSpan], shares: Floats
    ) -> Contribution:
        """Return the density of one KPI's contribution where it counts, by the standard of one time.

        Of many communities with few records many have the same ones: those are worked out once.
        """
        pairs = zip(figures, cells, strict=True)
        phi = [self._phi(kpi_id, kpi, figure, cell.unit.id) for figure, cell in pairs]
        if kpi.kind == "percentile":
            belief = _Belief(self._index.parts[kpi_id], phi, None)
            density = contribution_density(lambda scores: self._below(kpi, figures, belief, scores), shares)
            return Contribution.by_unit(density)
        centres = self._centres(kpi, [cell.span for cell in cells], figures)
        amounts = [(scored.figure.numerator or 0, scored.figure.denominator or 0) for scored in figures]
        records = np.column_stack([np.array(amounts, float), phi, centres, shares])
        _, firsts, places = np.unique(records, axis=0, return_index=True, return_inverse=True)
        distinct = [figures[first] for first in firsts]
        belief = _Belief(self._index.parts[kpi_id], [phi[first] for first in firsts], centres[firsts])
        density = contribution_density(lambda scores: self._below(kpi, distinct, belief, scores), shares[firsts])
        return Contribution(density, places.reshape(-1))

    def _centres(self, kpi: Kpi, spans: Sequence[AsOfSpan], figures: Sequence[ScoredFigure]) -> Floats:
        """Return the rate of the bureau over each span, or the unit's own where the bureau has no figure."""
        bureau = {
            span: kpi_figure(self._catalogue, kpi, partial(self._values.get, unit=self._root, span=span), span.last)
            for span in set(spans)
        }
        sources = [
            scored.figure if bureau[span].value is None else bureau[span]
            for span, scored in zip(spans, figures, strict=True)
        ]
        return np.array([pooled_rate(source.numerator or 0, source.denominator or 0) for source in sources])

    def _below(self, kpi: Kpi, figures: Sequence[ScoredFigure], belief: _Belief, scores: Floats) -> Floats:
        """Return P(points ≤ scores)."""
        index_part, phi, centre = belief
        values = value_at(index_part, kpi, scores)
        top, bottom = ([getattr(scored.figure, name) for scored in figures] for name in ("numerator", "denominator"))
        if centre is None:
            bins = self._catalogue.measures[kpi.numerator].bins
            assert bins is not None and kpi.quantile is not None  # the catalogue's checks require both
            p_below = percentile_below(
                [scored.bins for scored in figures], bins.edges, kpi.quantile, phi, values * kpi.scale
            )
        elif kpi.kind == "rate":
            p_below = rate_below(top, bottom, phi, centre, values)
        else:
            p_below = ratio_below(top, bottom, phi, centre, values / kpi.scale)
        return p_below if is_rising(index_part, kpi) else 1 - p_below

    def _phi(self, kpi_id: str, kpi: Kpi, figure: ScoredFigure, unit: int) -> float:
        edge = nearest_edge(figure.bins, figure.bins, kpi.quantile) if kpi.quantile is not None else None
        return float(self._history.dispersion(kpi_id, unit, edge).phi)

    def _score_part(self, kpi: str, scored: ScoredFigure, share: float) -> ScorePart:
        return ScorePart(
            kpi=kpi,
            zh=self._catalogue.kpis[kpi].zh,
            weight=self._index.parts[kpi].weight,
            share=share if scored.reason is None else None,
            figure=scored.figure,
            points=scored.points,
            contribution=None if scored.points is None else share * scored.points,
            reason=scored.reason,
        )

    def _score(
        self, unit: UnitRef, score_parts: tuple[ScorePart, ...], known_weight: float, interval: tuple[float, float]
    ) -> Score:
        if not self._is_enough(known_weight):
            reason = self._too_little_known(known_weight, score_parts)
            return Score(self._id, unit, None, None, None, known_weight, score_parts, reason)
        value = float(sum(score_part.contribution or 0.0 for score_part in score_parts))
        low, high = interval
        return Score(self._id, unit, value, min(low, value), max(high, value), known_weight, score_parts, None)

    def _too_little_known(self, known_weight: float, score_parts: Sequence[ScorePart]) -> str:
        missing = "、".join(score_part.zh for score_part in score_parts if score_part.reason)
        available, required = (weight_percent(share) for share in (known_weight, self._index.known))
        return f"只有 {available}% 的权重有可用的数（至少要 {required}%），缺 {missing}"
