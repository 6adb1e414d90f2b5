"""The scope of a board's judgements: what it shows, and which comparisons are one question of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from core.judgement.figure_column import FigureColumn
from core.metrics.reporting_period import Period
from core.metrics.types import Change, ChangeKind, Figure, Window

PLAIN: ChangeKind = "yoy"
ALIGNED: ChangeKind = "lunar"
PRECEDING: tuple[ChangeKind, ...] = ("mom", "month")


class KpiUnit(NamedTuple):
    """A KPI of a unit."""

    kpi: str
    unit: int


class ChangeKey(NamedTuple):
    """A change of a KPI of a unit."""

    kpi: str
    unit: int
    kind: ChangeKind


class BoardScope(NamedTuple):
    """The KPIs, units, kinds of change and period of one board; `units[0]` is the unit asked about.

    `peers` says of each unit how many of its kind the bureau has, itself among them; `area_starts` since when its area
    has been what it is.
    """

    kpis: tuple[str, ...]
    units: tuple[int, ...]
    peers: tuple[int, ...]
    area_starts: tuple[int, ...]
    kinds: tuple[ChangeKind, ...]
    period: Period


class JudgedFigures(Protocol):
    """The figures of a board, as a judge reads them."""

    @property
    def query_number(self) -> int:
        """The number that stands for their units and days."""

    def compared_figures(
        self, kpi: str, unit: int, kind: ChangeKind | None
    ) -> list[tuple[Window, Figure, tuple[int, ...]]]:
        """Return the window's figure and, for a kind of change, its base's; with bins where it has any."""

    def columns(self, kpi: str, kind: ChangeKind | None) -> list[FigureColumn] | None:
        """Return the same of all the units as arrays; None where they cannot be had at once."""

    def change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        """Return the raw change."""

    def remark(self, kpi: str, unit: int, kind: ChangeKind) -> str:
        """Return what a reader must know of a comparison besides (Chinese), if anything."""

    def inputs(self, kpi: str) -> Sequence[object]:
        """Return all that a KPI's figures rest on: its arrays are by (days, unit, …)."""

    def compared_spans(self, kind: ChangeKind) -> object:
        """Return the days that a kind of change compares; equal for two kinds that compare the same."""


def equivalent_kinds(figures: JudgedFigures, kinds: Sequence[ChangeKind]) -> dict[ChangeKind, ChangeKind]:
    """Map each kind to the first that compares the same days: the 环比 of a whole year is its 同比, one question."""
    first: dict[object, ChangeKind] = {}
    return {kind: first.setdefault(figures.compared_spans(kind), kind) for kind in kinds}


def kinds_by_question(kinds: tuple[ChangeKind, ...]) -> list[tuple[ChangeKind, ...]]:
    """Group the comparisons by question; near the lunar new year the plain 同比 is a question by itself.

    It sets festival days against ordinary ones, and would let a KPI pass in which nothing has changed.
    """
    if ALIGNED not in kinds:
        return [kinds]
    return [(ALIGNED, *(kind for kind in kinds if kind not in (PLAIN, ALIGNED))), (PLAIN,)]
