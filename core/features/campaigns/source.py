"""The figures that campaigns and contests are made of, as the engine hands them over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.metrics.measure_values import ValuesReader
from core.metrics.types import Board
from core.store.sqlite import StoreError
from core.store.units import UnitTree


class BoardReader(Protocol):
    """The engine, as far as a campaign or a contest needs it."""

    def as_of(self, kpis: Sequence[str]) -> date:
        """The last day that the KPIs' sources cover. Raises StoreError."""

    def board(
        self, unit: int, period: str, as_of: date, kpis: Sequence[str], months: int, units: Sequence[int]
    ) -> Board:
        """KPIs of units over a period."""


@dataclass(frozen=True)
class FigureSource:
    """Source of the figures of one data version. `suppressed_reason` (Chinese) stands for protected small numbers."""

    catalogue: Catalogue
    tree: UnitTree
    bureau: str
    demo: bool
    data_version: int
    engine: BoardReader
    read: ValuesReader
    guard: SuppressionPolicy
    suppressed_reason: str

    def protects(self, kpi: Kpi, unit: int) -> bool:
        """True where a unit's small numbers of a KPI are protected."""
        return self.guard.is_protected(kpi.measures(), unit)


def last_day(source: FigureSource, kpi: str, as_of: date | None) -> date | None:
    """The last day with data of a KPI, up to `as_of`; None where nothing of it was ever imported."""
    try:
        day = source.engine.as_of([kpi])
    except StoreError:
        return None
    return day if as_of is None else min(day, as_of)
