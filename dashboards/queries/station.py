"""Queries of the station's page, for the viewer."""

from __future__ import annotations

from datetime import date

from core.access.station_view import StationView
from core.features.stations.types import (
    ChangeDecomposition,
    CommunityBreakdown,
    PeerPosition,
    StationDueDispute,
    WorkloadSpread,
)
from core.metrics.types import Board, ClassShare, Window
from dashboards.background.questions import Communities, CommunityComposition
from dashboards.queries import periods, session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import cached_query


def scoped() -> StationView:
    """Return a station's figures as the viewer may see them."""
    return StationView(session.request())


def _engine_period(period: str) -> str:
    return periods.for_engine(period, session.engine())


@cached_query
def board(unit: int, period: str) -> Board:
    """Return the KPIs of the board's tiles, of one station alone."""
    return session.engine().board(unit, _engine_period(period), units=[], months=1)


@cached_query
def peer_groups(unit: int, period: str) -> dict[str, str]:
    """Return the peer groups that a station is in."""
    return scoped().peer_groups(unit, _engine_period(period))


@cached_query
def among_peers(unit: int, kpis: tuple[str, ...], period: str, group: str) -> dict[str, PeerPosition]:
    """Return the place of a station among its peers, by KPI."""
    return scoped().peer_positions(unit, kpis, _engine_period(period), group)


@cached_query
def change_by_kind(unit: int, kpi: str, period: str) -> ChangeDecomposition:
    """Return a change of the station's, decomposed by kinds of case."""
    return scoped().decompose_by_kind(unit, kpi, _engine_period(period), board(unit, period))


def communities(unit: int, kpi: str, board: Board) -> PendingResult[CommunityBreakdown] | None:
    """Return the communities by one KPI, computed in the background; None while they are."""
    of = board.board_of(kpi)
    return in_background(Communities(session.scope(), unit, kpi, of.period, of.as_of))


def community_composition(community: int, change: ChangeDecomposition) -> PendingResult[tuple[ClassShare, ...]] | None:
    """Return the classes of a community's alerts over a change's two spans, computed in the background."""
    return in_background(CommunityComposition(session.scope(), community, change.window, change.base_window))


def workload_spreads(unit: int, board: Board, *, each: bool) -> list[WorkloadSpread]:
    """Return how the work is spread over the people.

    One by one only for the station's chief, which leaves a line in the trail every time.
    """
    if each:
        return scoped().individual_workloads(unit, board.period)
    return _spreads(unit, board.period)


@cached_query
def _spreads(unit: int, window: Window) -> list[WorkloadSpread]:
    return scoped().workload_spreads(unit, window)


@cached_query
def last_days() -> dict[str, date]:
    """Return the last day that each kind of record covers."""
    return scoped().source_ends()


@cached_query
def disputes_due(unit: int, as_of: date) -> list[StationDueDispute]:
    """Return the disputes that are past their due day or nearly."""
    return scoped().disputes_due(unit, as_of)
