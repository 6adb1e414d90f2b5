"""Figures of one station as a viewer may see them: held to the viewer's scope before anything is asked.

A station is compared with all figures of its peers before its own answer is taken out: of the others remains how many
they are and where their middle half lies. The workload of its people is shown without names; the single amounts, still
without names, to the station's own chief alone, and that look leaves a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.access.context import LOOK, ScopedInterface
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.features.stations import change_decomposition, due, peer_position
from core.features.stations.types import (
    ChangeDecomposition,
    CommunityBreakdown,
    PeerPosition,
    StationDueDispute,
    WorkloadSpread,
)
from core.features.stations.workload import workload_spreads
from core.metrics.types import Board, Window
from core.store.sources import source_ages
from core.store.units import unit_label

CHAIN = (Role.STATION, Role.CHIEF)  # the chiefs above those on a station's tasks
READERS = (Role.STATION, Role.CHIEF, Role.INSPECTOR)
_NOT_YOURS = "派出所页面由所长、督察和局长查看。"
_NOT_EACH = "逐人的量（不列姓名）只有本所所长能看。"


class StationView(ScopedInterface):
    """Questions on one station that a viewer may ask. Raises AccessRefused outside the viewer's scope."""

    def _unit(self, unit: int) -> int:
        if self._request.scope.role not in READERS:
            raise AccessRefused(_NOT_YOURS)
        return self._request.unit(unit).id

    def peer_groups(self, unit: int, period: str) -> dict[str, str]:
        """Returns the peer groups that a station is in: id → Chinese name."""
        return peer_position.peer_groups(self._engine, self._unit(unit), period)

    def peer_positions(self, unit: int, kpis: Sequence[str], period: str, group: str) -> dict[str, PeerPosition]:
        """Returns a station's position among its peers by some KPIs."""
        return peer_position.peer_positions(self._engine, self._unit(unit), kpis, period, group)

    def decompose_by_kind(self, unit: int, kpi: str, period: str, board: Board) -> ChangeDecomposition:
        """Decomposes a change on a board of the station by kinds of case."""
        return change_decomposition.decompose_by_kind(self._engine, self._unit(unit), kpi, period, board)

    def decompose_by_community(self, unit: int, kpi: str, window: Window, as_of: date) -> CommunityBreakdown:
        """Decomposes a KPI by the station's communities, as far as their numbers may be shown."""
        return change_decomposition.decompose_by_community(self._engine, self._unit(unit), kpi, window, as_of)

    def workload_spreads(self, unit: int, window: Window) -> list[WorkloadSpread]:
        """Returns the workload of the station's people: quartiles by post."""
        return workload_spreads(self._engine, self._unit(unit), window)

    def may_see_individuals(self, unit: int) -> bool:
        """True for the chief of this very station."""
        scope = self._request.scope
        return scope.role is Role.STATION and scope.unit == unit

    def individual_workloads(self, unit: int, window: Window) -> list[WorkloadSpread]:
        """Returns the workload with the single amounts, without names, to the station's own chief. It leaves a line."""
        if not self.may_see_individuals(self._unit(unit)):
            raise AccessRefused(_NOT_EACH)
        self._request.write_trail(LOOK, f"单位 {unit_label(self._engine.store.conn, unit)} 的警力负荷")
        return workload_spreads(self._engine, unit, window, with_amounts=True)

    def source_ends(self) -> dict[str, date]:
        """Returns the last day that each kind of record covers; kinds that nobody has brought yet are not in it."""
        with self._engine.reading():
            return {age.id: age.covers_to for age in source_ages(self._engine.store).values()}

    def disputes_due(self, unit: int, as_of: date) -> list[StationDueDispute]:
        """Returns the station's open disputes that are past their day, or due within days.

        Whoever answers for one is named to the chain above, the station's chief and the bureau's; to nobody else.
        """
        disputes = due.disputes_due(self._engine, self._request.with_descendants(self._unit(unit)), as_of)
        if self._request.scope.role in CHAIN:
            return disputes
        return [replace(dispute, owner=None, leader=None) for dispute in disputes]
