"""The context that every form of section is made from, and the section that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from core.bulletins.answers import FigureAnswer
from core.bulletins.document import DocumentSection, FigureLine
from core.bulletins.kind_model import BulletinKind, SectionRule
from core.bulletins.sentence_rules import SentenceRules
from core.bulletins.source import BulletinSource
from core.metrics.types import Board, UnitRef


@dataclass(frozen=True, slots=True)
class SectionContext:
    """One bulletin in the making: its board, and the answers of the board by KPI and unit."""

    source: BulletinSource
    kind: BulletinKind
    sentences: SentenceRules
    board: Board
    answers: Mapping[tuple[str, int], FigureAnswer]

    @property
    def focus(self) -> UnitRef:
        """The unit that it is about."""
        return self.board.units[0]

    @property
    def units_below(self) -> tuple[UnitRef, ...]:
        """The units below that boards compare, stations mostly, in the order of the units' table."""
        return self.board.units[1:]

    def of_focus(self, rule: SectionRule) -> list[FigureAnswer]:
        """Return the unit's own answers to a section's KPIs."""
        return [self.answers[kpi, self.focus.id] for kpi in rule.kpis]

    def of_units_below(self, kpi: str) -> list[FigureAnswer]:
        """Return the answers of the units below to one KPI."""
        return [self.answers[kpi, unit.id] for unit in self.units_below]


class MadeSection(NamedTuple):
    """A section, and its figures as rows."""

    section: DocumentSection
    lines: tuple[FigureLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell that nothing is said."""
        return not (self.section.paragraphs or self.section.tables or self.section.charts)


MakeSection = Callable[[SectionContext, SectionRule], MadeSection]
