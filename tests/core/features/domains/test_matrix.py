"""The matrix of stations: a figure in every cell, a mark only where something was judged, doubt before all else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from core.features.domains.matrix import CellMark, Matrix, build_matrix, cell_text
from core.features.domains.overdue_work import LateTask, OverdueWork, by_unit
from core.features.signals.doubts import DoubtedFigure
from core.features.signals.types import Signal
from core.metrics.types import Board, Figure, StandardAnswer, StandardStatus, Window
from core.store.units import UnitRef, UnitTree
from tests.support.attention_world import FELL, OTHER, RATE, UNITS, board
from tests.support.worlds import CATALOGUE

MISSED = StandardAnswer(StandardStatus.MISSED, 0.7, 0.8, "worse", "因为", "全句。")
TREE = UnitTree({unit.id: unit for unit in UNITS}, UNITS[0], {UNITS[0].id: list(UNITS[1:])})
FALLEN = replace(FELL, tone="worse")


def signal(kpi: str | None, station: int | None, kind: str = "rise") -> Signal:
    place = next((unit for unit in UNITS if unit.id == station), UNITS[0])
    return Signal(
        f"{kind}:{station}:{kpi}",
        kind,
        kind,  # type: ignore[arg-type]  # one of the kinds
        "burst",
        place,
        station,
        kpi,
        Window(1, 7),
        date(2026, 1, 1),
        began_earlier=False,
        weight=1.0,
        finding="疑似上升。",
    )


def matrix_of(
    answers: Board, signals: tuple[Signal, ...] = (), doubted: tuple[DoubtedFigure, ...] = (), tree: UnitTree = TREE
) -> Matrix:
    return build_matrix(answers, CATALOGUE, dict.fromkeys(doubted, "疑似重复入库"), signals, tree)


def marks(matrix: Matrix) -> dict[tuple[str, int], CellMark]:
    return {key: cell.mark for key, cell in matrix.cells.items() if cell.mark is not None}


def test_a_quiet_bureau_has_figures_and_no_mark() -> None:
    matrix = matrix_of(board({}, {}, {}))
    assert set(matrix.cells) == {(kpi, unit.id) for kpi in (RATE, OTHER) for unit in UNITS}
    assert {cell.text for cell in matrix.cells.values()} == {"75.00%"}
    assert marks(matrix) == {} and matrix.unreported == ()


def test_what_was_judged_is_marked_the_gravest_first() -> None:
    judged = board({(RATE, 1): FALLEN}, {(RATE, 2): FALLEN, (OTHER, 3): FALLEN}, {(RATE, 2): MISSED})
    matrix = matrix_of(judged, (signal(RATE, 3), signal(OTHER, 3)))
    assert marks(matrix) == {
        (RATE, 1): CellMark.WORSE,
        (RATE, 2): CellMark.MISSED,
        (RATE, 3): CellMark.WARNED,
        (OTHER, 3): CellMark.WORSE,
    }
    assert "标准 ≥ 90%" in matrix.cells[RATE, 2].why
    assert "确有下降" in matrix.cells[OTHER, 3].why
    assert matrix.cells[RATE, 3].why == "疑似上升。"
    assert matrix.marked_units(CellMark.MISSED) == {2}


def test_of_data_in_doubt_nothing_is_judged() -> None:
    judged = board({}, {(RATE, 2): FALLEN}, {(RATE, 2): MISSED})
    matrix = matrix_of(judged, (signal(RATE, 2),), (DoubtedFigure(2, RATE),))
    assert marks(matrix) == {(RATE, 2): CellMark.DOUBTED}
    assert matrix.cells[RATE, 2].why == "疑似重复入库，见预警"


def test_signals_without_a_station_or_about_data_or_work_mark_no_figure() -> None:
    others = (signal(RATE, None), signal(None, 2), signal(RATE, 2, "fault"), signal(RATE, 2, "overdue"))
    assert marks(matrix_of(board({}, {}, {}), others)) == {}


def test_a_kpi_that_no_station_reports_is_no_column() -> None:
    quiet = board({}, {}, {})
    figures = {
        key: replace(one, exact=None, reason="没有数") if key[0] == OTHER else one for key, one in quiet.figures.items()
    }
    matrix = matrix_of(replace(quiet, figures=figures))
    assert (matrix.kpis, matrix.unreported) == ((RATE,), (OTHER,))


def test_a_rate_of_few_cases_is_how_many_of_how_many() -> None:
    rate, count = CATALOGUE.kpis[RATE], CATALOGUE.kpis["alerts_valid"]
    assert cell_text(rate, Figure(3, 8, Fraction(3, 8))) == "3/8"
    assert cell_text(rate, Figure(99, 99, Fraction(1))) == "99/99"
    assert cell_text(rate, Figure(75, 100, Fraction(3, 4))) == "75.00%"
    assert cell_text(count, Figure(1234, None, Fraction(1234))) == "1,234"
    assert cell_text(rate, Figure(None, None, None, "数太小")) == "—"


def test_overdue_work_is_told_by_station_the_most_first() -> None:
    names = ((2, "甲所"), (3, "乙所"), (4, "甲所"))
    first, second, namesake = (UnitRef(number, f"S{number}", name, "station", 1) for number, name in names)
    tasks = [LateTask(first, 3), LateTask(second, 9), LateTask(first, 40), LateTask(namesake, 12)]
    assert by_unit(tasks) == [OverdueWork(first, 2, 40), OverdueWork(namesake, 1, 12), OverdueWork(second, 1, 9)]
    assert by_unit([]) == []


def test_a_station_of_a_province_warns_at_its_county_and_is_named() -> None:
    county, station = UNITS[1], UnitRef(9, "S9", "城关派出所", "station", UNITS[1].id)
    tree = UnitTree({1: UNITS[0], county.id: county, 9: station}, UNITS[0], {1: [county], county.id: [station]})
    vars(tree)["_shown_at"] = {9: county}  # as of a tree with more stations than a board compares
    matrix = matrix_of(board({}, {}, {}), (signal(RATE, 9),), tree=tree)
    cell = matrix.cells[RATE, county.id]
    assert (cell.mark, cell.why) == (CellMark.WARNED, "城关派出所：疑似上升。")
