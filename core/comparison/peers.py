"""The figures of a group's units as numbers that can be compared; what cannot be is left out and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.model import Catalogue
from core.comparison.law import Way
from core.comparison.types import Group, LeftOut
from core.judgement.quantiles import nearest_edge
from core.metrics.display import rounded
from core.metrics.types import Board, Figure, UnitRef

Bins = Mapping[int, tuple[int, ...]]  # by unit
ReadBins = Callable[[Sequence[int]], Bins]


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit that can be compared: `size` is None where values are only put in order."""

    unit: UnitRef
    figure: Figure
    top: float
    size: float | None


@dataclass(frozen=True, slots=True)
class Peers:
    """Those compared, those left out, and what is compared in Chinese."""

    there: tuple[Peer, ...]
    left_out: tuple[LeftOut, ...]
    what: str
    numerator_zh: str
    denominator_zh: str


def peers(catalogue: Catalogue, board: Board, name: str, way: Way, group: Group, read_bins: ReadBins) -> Peers:
    """The group's figures of a board, under the way in which the KPI is compared."""
    kpi = catalogue.kpis[name]
    top_zh = catalogue.measures[kpi.numerator].zh
    left = [LeftOut(unit, reason) for unit, reason in group.unplaced]
    told = []
    for unit in group.units:
        figure = board.figures[name, unit.id]
        if figure.value is None:
            left.append(LeftOut(unit, figure.reason or "没有数据"))
        else:
            told.append((unit, figure))
    if kpi.kind == "percentile":
        return _within_edge(catalogue, name, told, left, read_bins)
    there = []
    for unit, figure in told:
        by = board.figures[way.by, unit.id] if way.by else figure
        size = by.value if way.by else figure.denominator
        if way.by and not size:
            left.append(LeftOut(unit, f"缺“{catalogue.kpis[way.by].zh}”，无从折算：{by.reason or '为 0'}"))
            continue
        there.append(Peer(unit, figure, float(figure.numerator or 0.0), None if size is None else float(size)))
    bottom = (
        (way.by and catalogue.kpis[way.by].zh) or (kpi.denominator and catalogue.measures[kpi.denominator].zh) or ""
    )
    per = f"（{next(e.zh for e in catalogue.exposures.values() if e.kpi == way.by)}）" if way.by else ""
    return Peers(tuple(there), tuple(left), f"{kpi.zh}{per}", top_zh, bottom)


def _within_edge(
    catalogue: Catalogue, name: str, told: list[tuple[UnitRef, Figure]], left: list[LeftOut], read_bins: ReadBins
) -> Peers:
    """A percentile: how many lie within the edge of a bin nearest to that of all of them together."""
    kpi = catalogue.kpis[name]
    measure = catalogue.measures[kpi.numerator]
    assert measure.bins is not None and kpi.quantile is not None  # the catalogue's checks require both
    bins = read_bins([unit.id for unit, _ in told])
    zero = [0] * (len(measure.bins.edges) + 1)
    total: list[int] = np.sum([zero, *(bins[unit.id] for unit, _ in told)], axis=0).tolist()
    edge = nearest_edge(total, zero, kpi.quantile) if sum(total) else 0
    there = tuple(
        Peer(unit, figure, float(sum(bins[unit.id][: edge + 1])), float(sum(bins[unit.id]))) for unit, figure in told
    )
    shown = rounded(measure.bins.edges[edge] / kpi.scale, kpi.digits)
    what = f"{measure.zh}在 {shown} {kpi.unit}以内的占比（全组的{kpi.zh}最近的一档）"
    return Peers(there, tuple(left), what, f"{shown} {kpi.unit}以内", measure.zh)
