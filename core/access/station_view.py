"""One station's own questions as a viewer may ask them: held to the viewer's scope before anything is asked.

A station is set beside its peers with all their figures, and its own answer is taken out: of the others remains how
many they are and where their middle half lies. How the work lies over its people is told without a name; the single
amounts, still without names, to the station's own chief alone, and that look leaves a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.access.roles import Role
from core.access.scoped_engine import LOOK, Note, ScopedEngine
from core.access.viewer import AccessRefused, Viewer
from core.engine import Engine
from core.features.stations import change_decomposition as moved
from core.features.stations import due
from core.features.stations import peer_position as among
from core.features.stations import workload as load
from core.features.stations.types import (
    ChangeDecomposition,
    CommunityBreakdown,
    PeerPosition,
    StationDueDispute,
    WorkloadSpread,
)
from core.metrics.types import Board, Window
from core.store.sources import source_ages

CHAIN = (Role.STATION, Role.CHIEF)  # who stands above those on a station's tasks
READERS = (Role.STATION, Role.CHIEF, Role.INSPECTOR)
_NOT_YOURS = "本所页面由所长、督察和局长查看。"
_NOT_EACH = "逐人的量（不列姓名）只有本所所长能看。"


class StationView:
    """What one viewer may ask of a station."""

    def __init__(self, engine: Engine, viewer: Viewer, note: Note) -> None:
        self._engine, self.viewer, self._note = engine, viewer, note
        self._door = ScopedEngine(engine, viewer, note)

    def _unit(self, unit: int) -> int:
        if self.viewer.scope.role not in READERS:
            raise AccessRefused(_NOT_YOURS)
        return self._door.unit(unit).id

    def peer_groups(self, unit: int, period: str) -> dict[str, str]:
        """The peer groups that a station of the viewer's is in: id → Chinese name."""
        return among.peer_groups(self._engine, self._unit(unit), period)

    def among(self, unit: int, kpis: Sequence[str], period: str, group: str) -> dict[str, PeerPosition]:
        """A station among its peers by some KPIs."""
        return among.peer_positions(self._engine, self._unit(unit), kpis, period, group)

    def by_kind(self, unit: int, kpi: str, period: str, board: Board) -> ChangeDecomposition:
        """A change on a board of the station, taken apart by kinds of case."""
        return moved.decompose_by_kind(self._engine, self._unit(unit), kpi, period, board)

    def by_community(self, unit: int, kpi: str, window: Window, as_of: date) -> CommunityBreakdown:
        """The station's communities by one KPI, as far as their numbers may be told."""
        return moved.decompose_by_community(self._engine, self._unit(unit), kpi, window, as_of)

    def spreads(self, unit: int, window: Window) -> list[WorkloadSpread]:
        """How the work lies over the station's people: quartiles by post."""
        return load.workload_spreads(self._engine, self._unit(unit), window)

    def may_see_each(self, unit: int) -> bool:
        """Whether the viewer is the chief of this very station."""
        scope = self.viewer.scope
        return scope.role is Role.STATION and scope.unit == unit

    def each(self, unit: int, window: Window) -> list[WorkloadSpread]:
        """The same with the single amounts, without names: for the station's own chief. It leaves a line."""
        if not self.may_see_each(self._unit(unit)):
            raise AccessRefused(_NOT_EACH)
        self._note(LOOK, f"单位 {unit} 的警力负荷")
        return load.workload_spreads(self._engine, unit, window, each=True)

    def ends(self) -> dict[str, date]:
        """The last day that each kind of record covers; a kind that nobody has brought yet is not in it."""
        with self._engine.reading():
            return {age.id: age.covers_to for age in source_ages(self._engine.store).values()}

    def disputes_due(self, unit: int, as_of: date) -> list[StationDueDispute]:
        """The station's open disputes that are past their day, or due within days.

        Who answers for one is told to the chain above, the station's chief and the bureau's; to nobody else.
        """
        focus = self._unit(unit)
        units = [focus, *(one.id for one in self._engine.units.below(focus))]
        found = due.disputes_due(self._engine, units, as_of)
        if self.viewer.scope.role in CHAIN:
            return found
        return [replace(one, owner=None, leader=None) for one in found]
