"""Matrix of stations by KPIs: figures throughout, a mark only where something was judged, and doubt before all else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.board.attention import KINDS
from core.board.change_text import STANDARD_MARKS, render, standard_interval_text
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.doubts import DoubtedFigure, Doubts
from core.features.signals.types import Signal
from core.labelled_enum import LabelledEnum
from core.metrics.display import figure_text, number_text, standard_text
from core.metrics.types import Board, Figure, StandardStatus
from core.store.units import UnitRef, UnitTree

FEWEST_FOR_PERCENT = 100  # below that a rate is written as how many of how many


class CellMark(LabelledEnum):
    """Judgements of a figure, the gravest first; a figure in doubt is judged by nothing else."""

    DOUBTED = "doubted", "存疑"
    MISSED = "missed", "未达标"
    WORSE = "worse", "变差"
    WARNED = "warned", "预警"

    @property
    def shape(self) -> str:
        """The shape that stands beside the word."""
        return _SHAPES[self]


_SHAPES = {
    CellMark.DOUBTED: "◇",
    CellMark.MISSED: STANDARD_MARKS[StandardStatus.MISSED],
    CellMark.WORSE: "▼",
    CellMark.WARNED: "▲",
}


class MatrixCell(NamedTuple):
    """Figure of a unit as text, with what was judged of it (nothing, mostly) and why in a Chinese sentence.

    Where there is no figure nothing could be judged.
    """

    text: str
    has_figure: bool
    mark: CellMark | None = None
    why: str = ""


class Matrix(NamedTuple):
    """Matrix: the bureau first, then its stations, of a province its counties; no `unreported` KPI has a figure."""

    kpis: tuple[str, ...]
    unreported: tuple[str, ...]
    units: tuple[UnitRef, ...]
    cells: Mapping[tuple[str, int], MatrixCell]

    def marked_units(self, *marks: CellMark) -> set[int]:
        """Return the units that have one of these marks in any column."""
        return {unit for (_, unit), cell in self.cells.items() if cell.mark in marks}


def build_matrix(
    board: Board, catalogue: Catalogue, doubts: Doubts, signals: Iterable[Signal], tree: UnitTree
) -> Matrix:
    """Return the matrix of a board; `signals` are those that stand and are not dismissed.

    Of a province whose board compares counties, a station's signal stands at its county and names the station.
    """
    stations = board.units[1:]
    reported = [kpi for kpi in board.kpis if any(_has_figure(board, kpi, unit.id) for unit in stations)]
    unreported = tuple(kpi for kpi in board.kpis if kpi not in reported)
    warned = _warned(signals, tree)
    cells = {
        (kpi, unit.id): _cell(board, catalogue, DoubtedFigure(unit.id, kpi), doubts, warned)
        for kpi in reported
        for unit in board.units
    }
    return Matrix(tuple(reported), unreported, board.units, cells)


def cell_text(kpi: Kpi, figure: Figure) -> str:
    """Return a figure as text without its unit, which stands in the head, but for %.

    A rate of few cases is how many of how many: two decimals would claim more than they carry.
    """
    if figure.exact is not None and kpi.kind != "rate":
        return number_text(kpi, figure.exact)
    if figure.exact is None or figure.numerator is None or figure.denominator is None:
        return figure_text(kpi, figure)
    if figure.denominator >= FEWEST_FOR_PERCENT:
        return figure_text(kpi, figure)
    return f"{figure.numerator:,}/{figure.denominator:,}"


def _has_figure(board: Board, kpi: str, unit: int) -> bool:
    return board.figures[kpi, unit].exact is not None


def _warned(signals: Iterable[Signal], tree: UnitTree) -> dict[DoubtedFigure, str]:
    """Return the figures that signals of what is unusual at stations name, each with the finding."""
    warned = {}
    for signal in signals:
        if signal.station is not None and signal.kpi and group_of(signal.kind) is SignalGroup.UNUSUAL:
            above = tree.compared_above(signal.station)
            unit = signal.station if above is None else above.id
            place = "" if above is None else f"{tree.units[signal.station].name}："
            warned[DoubtedFigure(unit, signal.kpi)] = f"{place}{signal.finding}"
    return warned


def _cell(
    board: Board,
    catalogue: Catalogue,
    figure: DoubtedFigure,
    doubts: Doubts,
    warned: Mapping[DoubtedFigure, str],
) -> MatrixCell:
    board_figure = board.figures[figure.kpi, figure.unit]
    plain = MatrixCell(cell_text(catalogue.kpis[figure.kpi], board_figure), board_figure.exact is not None)
    if figure in doubts:
        return plain._replace(mark=CellMark.DOUBTED, why=f"{doubts[figure]}，见预警")
    if (figure.kpi, figure.unit) in board.missed_standards:
        return plain._replace(mark=CellMark.MISSED, why=_missed_text(board, catalogue, figure))
    if (worse := _worse_text(board, catalogue, figure)) is not None:
        return plain._replace(mark=CellMark.WORSE, why=worse)
    if figure in warned:
        return plain._replace(mark=CellMark.WARNED, why=warned[figure])
    return plain


def _missed_text(board: Board, catalogue: Catalogue, figure: DoubtedFigure) -> str:
    kpi = catalogue.kpis[figure.kpi].with_standard_of(board.board_of(figure.kpi).period.last)
    assert kpi.standard is not None  # only a KPI that has one can miss it
    interval = standard_interval_text(kpi, board.missed_standards[figure.kpi, figure.unit])
    return "，".join(filter(None, (f"标准 {standard_text(kpi, kpi.standard)}", interval)))


def _worse_text(board: Board, catalogue: Catalogue, figure: DoubtedFigure) -> str | None:
    """Return the change for the worse, if one was found for sure; of the bureau itself by its own judgements."""
    is_focus = figure.unit == board.units[0].id
    for kind in KINDS:
        key = (figure.kpi, figure.unit, kind)
        judgement = board.judgements.get(key) if is_focus else board.deteriorations.get(key)
        if judgement is not None and judgement.tone == "worse":
            change = render(catalogue.kpis[figure.kpi], board.changes[key], judgement)
            return f"{change.label}{change.verdict_label}，{change.change}"
    return None
