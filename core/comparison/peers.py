"""Figures of a group's units as numbers that can be compared; units that cannot be are listed with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.model import Catalogue
from core.comparison.method import ComparisonMethod
from core.comparison.types import PLAIN, Group, LeftOut, Reading
from core.comparison.value_text import within_text
from core.judgement.quantiles import nearest_edge
from core.metrics.types import Board, Figure, UnitRef

Bins = Mapping[int, tuple[int, ...]]  # by unit
BEHIND = "记录只到 {day}，之后办结的还没有报来，和其他单位不在同一天"
ReadBins = Callable[[Sequence[int]], Bins]


@dataclass(frozen=True, slots=True)
class Peer:
    """Unit that can be compared; `denominator` is None where values are only put in order."""

    unit: UnitRef
    figure: Figure
    numerator: float
    denominator: float | None


@dataclass(frozen=True, slots=True)
class Peers:
    """Units compared and left out, and the quantity compared in Chinese; of a percentile, the index of its bin edge.

    `reading` says what a high and a low quantity mean, `quantity_note` where the quantity comes from, if it is not the
    KPI's own (Chinese).
    """

    compared: tuple[Peer, ...]
    left_out: tuple[LeftOut, ...]
    quantity_zh: str
    numerator_zh: str
    denominator_zh: str
    edge: int | None = None
    reading: Reading = PLAIN
    quantity_note: str = ""


def gather_peers(
    catalogue: Catalogue, board: Board, name: str, method: ComparisonMethod, group: Group, read_bins: ReadBins
) -> Peers:
    """Returns the group's figures of a board as numbers for the method by which the KPI is compared."""
    kpi = catalogue.kpis[name]
    left_out = [LeftOut(unit, reason) for unit, reason in group.unclassified]
    reported = []
    for unit in group.units:
        figure = board.figures[name, unit.id]
        if figure.value is None:
            left_out.append(LeftOut(unit, figure.reason or "没有数据"))
        elif figure.outcomes_until is not None:
            left_out.append(LeftOut(unit, BEHIND.format(day=figure.outcomes_until)))
        else:
            reported.append((unit, figure))
    if kpi.kind == "percentile":
        return _within_edge(catalogue, name, reported, left_out, read_bins)
    if method.exposure_kpi:
        return _per_exposure(catalogue, board, name, method.exposure_kpi, reported, left_out)
    compared = tuple(
        Peer(
            unit,
            figure,
            float(figure.numerator or 0.0),
            None if figure.denominator is None else float(figure.denominator),
        )
        for unit, figure in reported
    )
    denominator_zh = catalogue.measures[kpi.denominator].zh if kpi.denominator else ""
    return Peers(compared, tuple(left_out), kpi.zh, catalogue.measures[kpi.numerator].zh, denominator_zh)


def _per_exposure(
    catalogue: Catalogue,
    board: Board,
    name: str,
    exposure_kpi: str,
    reported: list[tuple[UnitRef, Figure]],
    left_out: list[LeftOut],
) -> Peers:
    """Divides counts by a stock; a unit of which the stock is missing or zero is left out."""
    kpi, exposure_zh = catalogue.kpis[name], catalogue.kpis[exposure_kpi].zh
    compared = []
    for unit, figure in reported:
        exposure = board.figures[exposure_kpi, unit.id]
        if exposure.value:
            compared.append(Peer(unit, figure, float(figure.numerator or 0.0), float(exposure.value)))
        else:
            left_out.append(LeftOut(unit, f"缺“{exposure_zh}”，无从折算：{exposure.reason or '为 0'}"))
    quantity_zh = next(exposure.zh for exposure in catalogue.exposures.values() if exposure.kpi == exposure_kpi)
    numerator_zh = catalogue.measures[kpi.numerator].zh
    return Peers(tuple(compared), tuple(left_out), f"{kpi.zh}（{quantity_zh}）", numerator_zh, exposure_zh)


def _within_edge(
    catalogue: Catalogue,
    name: str,
    reported: list[tuple[UnitRef, Figure]],
    left_out: list[LeftOut],
    read_bins: ReadBins,
) -> Peers:
    """Counts, of a percentile, how many lie within the bin edge nearest to the percentile of all units together.

    A low share is a long time: what is compared reads the other way than the KPI.
    """
    kpi = catalogue.kpis[name]
    measure = catalogue.measures[kpi.numerator]
    assert measure.bins is not None and kpi.quantile is not None  # the catalogue's checks require both
    bins = read_bins([unit.id for unit, _ in reported])
    zero = [0] * (len(measure.bins.edges) + 1)
    total: list[int] = np.sum([zero, *(bins[unit.id] for unit, _ in reported)], axis=0).tolist()
    edge = nearest_edge(total, zero, kpi.quantile) if sum(total) else 0
    compared = tuple(
        Peer(unit, figure, float(sum(bins[unit.id][: edge + 1])), float(sum(bins[unit.id])))
        for unit, figure in reported
    )
    within_zh, event = within_text(kpi, measure, edge), measure.bins.event
    reading = Reading(f"{event}偏慢", f"{event}偏快") if event else Reading("数值偏大", "数值偏小")
    note = f"{kpi.zh}按“{within_zh}的比例”比（离全组的{kpi.zh}最近的一档）：比例低即{reading.low}"
    return Peers(
        compared, tuple(left_out), f"{within_zh}的比例", within_zh, f"{measure.zh}的记录数", edge, reading, note
    )
