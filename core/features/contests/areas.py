"""The areas of a contest, and their counts added up from stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.board.unit_periods import comparison_obstacle
from core.catalogue.contest_model import Contest as DeclaredContest
from core.catalogue.model import Catalogue
from core.comparison.types import Group
from core.features.campaigns.source import FigureSource
from core.features.contests.types import BaseKind, LeftOut, SituationCount
from core.metrics.types import Board, Change, UnitRef, Window
from core.store.units import UnitTree


@dataclass(frozen=True, slots=True)
class ContestArea:
    """An area and the stations that it is made of."""

    id: str
    zh: str
    members: tuple[UnitRef, ...]


@dataclass(frozen=True)
class ContestInputs:
    """Inputs of a contest; the board has the counts and the situation of all member stations."""

    source: FigureSource
    contest: DeclaredContest
    board: Board
    is_running: bool

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that declares the contest."""
        return self.source.catalogue

    @cached_property
    def base_kind(self) -> BaseKind:
        """The kind of base: last year's, aligned on the lunar new year where the board has such changes."""
        return "lunar" if any(kind == "lunar" for _, _, kind in self.board.changes) else "yoy"

    @property
    def base(self) -> Window:
        """The base's days."""
        return self.board.changes[self.contest.counts[0], self.board.units[0].id, self.base_kind].base


def member_stations(catalogue: Catalogue, tree: UnitTree, name: str, group: Group) -> list[UnitRef]:
    """All the stations that a board must hold: those of the declared areas, or of the group."""
    contest = catalogue.contests[name]
    if not contest.areas:
        return list(group.units)
    stations = _stations_by_code(tree)
    return [stations[code] for area in contest.areas.values() for code in area.members if code in stations]


def contest_areas(inputs: ContestInputs, group: Group) -> tuple[list[ContestArea], list[LeftOut]]:
    """The areas to compare, declared or one a station of the group, and those left out."""
    if not inputs.contest.areas:
        left_out = [LeftOut(unit.name, reason) for unit, reason in group.unclassified]
        return [ContestArea(unit.code, unit.name, (unit,)) for unit in group.units], left_out
    stations, board_units = _stations_by_code(inputs.source.tree), {unit.id for unit in inputs.board.units}
    areas, left_out = [], []
    for name, area in inputs.contest.areas.items():
        unknown = [code for code in area.members if code not in stations]
        if unknown:
            left_out.append(LeftOut(area.zh, f"没有编号为 {'、'.join(unknown)} 的派出所"))
        elif all(stations[code].id in board_units for code in area.members):
            areas.append(ContestArea(name, area.zh, tuple(stations[code] for code in area.members)))
    return areas, left_out


def alert_counts(inputs: ContestInputs, area: ContestArea) -> tuple[int, int] | LeftOut:
    """The area's counts now and in the base, added up; or why it is left out."""
    now = base = 0
    for name in inputs.contest.counts:
        kpi = inputs.catalogue.kpis[name]
        for unit, change in zip(area.members, _changes(inputs, name, area), strict=True):
            figure, base_figure = inputs.board.figures[name, unit.id], change.base_figure
            missing = [side.reason or "没有数据" for side in (figure, base_figure) if side.value is None]
            if obstacle := _area_obstacle(inputs, unit):
                return LeftOut(area.zh, obstacle if len(area.members) == 1 else f"{unit.name}：{obstacle}")
            if inputs.source.protects(kpi, unit.id):
                missing = [inputs.source.suppressed_reason]
            if missing:
                return LeftOut(area.zh, f"{unit.name}“{kpi.zh}”：{missing[0]}")
            now, base = now + int(figure.value or 0), base + int(base_figure.value or 0)
    return (now, base) if now + base else LeftOut(area.zh, "两期都没有警情，无从比较")


def situation_count(inputs: ContestInputs, kpi: str, area: ContestArea) -> SituationCount:
    """A situation KPI added up; None where a member has no figure, or its small numbers are protected."""
    declared = inputs.catalogue.kpis[kpi]
    if any(inputs.source.protects(declared, unit.id) for unit in area.members):
        return SituationCount(kpi, None, None)
    now = [inputs.board.figures[kpi, unit.id].value for unit in area.members]
    base = [change.base_figure.value for change in _changes(inputs, kpi, area)]
    return SituationCount(kpi, sum_or_none(now), sum_or_none(base))


def sum_or_none(values: Sequence[float | None]) -> float | None:
    """The sum; None where a summand is missing."""
    present = [value for value in values if value is not None]
    return sum(present) if len(present) == len(values) else None


def _area_obstacle(inputs: ContestInputs, unit: UnitRef) -> str | None:
    """Why a station of now cannot be compared with that of the base (Chinese): it has another area."""
    tree, now, base = inputs.source.tree, inputs.board.period, inputs.base
    return comparison_obstacle(tree, unit.id, now, base, is_level=False)


def _changes(inputs: ContestInputs, kpi: str, area: ContestArea) -> list[Change]:
    return [inputs.board.changes[kpi, unit.id, inputs.base_kind] for unit in area.members]


def _stations_by_code(tree: UnitTree) -> dict[str, UnitRef]:
    return {unit.code: unit for unit in tree.units.values() if unit.kind == "station"}
