"""Interface through which features ask for figures, so that they stand below the engine that offers them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from core.board.source import UnitsBelow
from core.catalogue.index_model import Bands, Index
from core.catalogue.model import Catalogue
from core.comparison.standings import Standings
from core.features.indices.types import IndexTable
from core.metrics.data_snapshot import ValuesKey
from core.metrics.measure_values import MeasureValues
from core.metrics.types import Board
from core.store.store import Store
from core.store.units import UnitTree


class FigureReader(Protocol):
    """Engine as features see it: one consistent view of the data, boards, standings and indices."""

    store: Store

    @property
    def catalogue(self) -> Catalogue:
        """The measures, KPIs and rules that are declared."""
        ...

    @property
    def units(self) -> UnitTree:
        """The bureau's tree."""
        ...

    def data_version(self) -> int:
        """Returns a number that rises with every write."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Lets the questions asked inside see one state of the data."""
        ...

    def last_month(self) -> int:
        """Returns the number of the last month that is over."""
        ...

    def noted_reads(self) -> AbstractContextManager[list[ValuesKey]]:
        """Collects the questions for amounts that are asked inside."""
        ...

    def values(self, key: ValuesKey) -> MeasureValues:
        """Returns the amounts of some measures, units and spans."""
        ...

    def board(
        self,
        unit: int | str | None = None,
        period: str = "ytd",
        as_of: date | None = None,
        kpis: Sequence[str] | None = None,
        months: int = ...,
        units: UnitsBelow = ...,
    ) -> Board:
        """Returns KPIs of a unit and of units below it."""
        ...

    def standings(self, kpi: str, period: str = "ytd", group: str = ..., unit: int | str | None = None) -> Standings:
        """Returns where the like units below a unit stand by one KPI."""
        ...

    def index_table(
        self,
        index_id: str,
        month: int,
        kind: str = "station",
        *,
        index: Index | None = None,
        bands: Bands | None = None,
        places: Collection[int | None] | None = None,
    ) -> IndexTable:
        """Returns an index of all the units of a kind over a month, or of those in some places: counties or lists."""
        ...
