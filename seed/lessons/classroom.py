"""The bureau of a lesson as it stands: an open database and its plan, and the figures that keys look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from core.engine import Engine
from core.metrics.types import Board, Figure
from core.store.units import UnitRef
from seed.bureau import Plan
from seed.lessons.lesson_model import LessonError
from seed.lessons.question import Question


class Classroom(NamedTuple):
    """The bureau of a lesson as it stands: an open database and its plan."""

    engine: Engine
    plan: Plan

    @property
    def as_of(self) -> date:
        """The last day of the data."""
        return self.plan.as_of

    @property
    def bureau(self) -> UnitRef:
        """The bureau itself."""
        return self.engine.unit(None)

    @property
    def stations(self) -> list[UnitRef]:
        """The stations in the order of their codes, which tells nothing of their figures."""
        return sorted((u for u in self.engine.units.units.values() if u.kind == "station"), key=lambda u: u.code)

    def board(self, question: Question, period: str | None = None, units: Sequence[UnitRef] = ()) -> Board:
        """Return the bureau and these units by the question's KPI, in its period or another."""
        ids = [unit.id for unit in units]
        return self.engine.board(
            self.bureau.id, period or question.period or "", self.as_of, [kpi_of(question)], 0, ids
        )

    def figure(self, question: Question) -> tuple[Board, Figure]:
        """Return the bureau's figure with its board. Raises LessonError (Chinese) if there is none."""
        board = self.board(question)
        figure = board.figures[kpi_of(question), self.bureau.id]
        if figure.exact is None:
            raise LessonError(f"“{question.text}”在这个演示库里没有数：{figure.reason}")
        return board, figure

    def station_figures(self, question: Question, period: str | None = None) -> dict[UnitRef, Figure]:
        """Return the stations' figures, of those that have one."""
        board = self.board(question, period, self.stations)
        figures = {unit: board.figures[kpi_of(question), unit.id] for unit in self.stations}
        return {unit: figure for unit, figure in figures.items() if figure.exact is not None}

    def station_counts(self, question: Question, period: str | None = None) -> dict[UnitRef, int]:
        """Return the stations' counts, 0 where there is none."""
        board = self.board(question, period, self.stations)
        return {unit: board.figures[kpi_of(question), unit.id].numerator or 0 for unit in self.stations}


def kpi_of(question: Question) -> str:
    """Return the KPI of a question that has to have one."""
    assert question.kpi is not None  # the reader of the lesson has seen to it
    return question.kpi
