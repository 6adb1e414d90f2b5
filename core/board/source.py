"""Sources of boards: the engine, or one held to a viewer's scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Protocol

from core.catalogue.model import Catalogue
from core.metrics.types import Board, UnitRef


class BelowFocus(Enum):
    """The units that a board shows below the one asked about, where none are named."""

    COMPARED = "相互比较的单位"  # UnitTree.compared: of a province its counties
    STATIONS = "派出所"


UnitsBelow = Sequence[int] | BelowFocus


class BoardSource(Protocol):
    """The questions about boards that documents ask, and whoever holds printed figures against our own."""

    @property
    def catalogue(self) -> Catalogue:
        """The measures, KPIs and rules that are declared."""

    def as_of(self, kpis: Sequence[str] | None = None) -> date:
        """Returns the last day that the KPIs' sources cover."""

    def unit(self, unit: int | str | None) -> UnitRef:
        """Returns a unit by id, code or name."""

    def board(
        self,
        unit: int | str | None = ...,
        period: str = ...,
        as_of: date | None = ...,
        kpis: Sequence[str] | None = ...,
        months: int = ...,
        units: UnitsBelow = ...,
    ) -> Board:
        """Returns KPIs of a unit and of units below it."""
