"""Queries of the station's page, for the viewer."""

from __future__ import annotations

from datetime import date

from core.access.context import RequestContext
from core.access.scoped_engine import ScopedEngine
from core.access.station_view import StationView
from core.engine import Engine
from core.features.stations.types import (
    ChangeDecomposition,
    CommunityBreakdown,
    PeerPosition,
    StationDueDispute,
    WorkloadSpread,
)
from core.metrics.types import Board, ClassShare, Window
from dashboards.auth import current_user
from dashboards.queries import periods, session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import QueryKey, cached_query


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
    viewer, of = current_user.required(), board.board_of(kpi)

    def answer(engine: Engine) -> CommunityBreakdown:
        view = StationView(RequestContext(engine, viewer))
        return view.decompose_by_community(unit, kpi, of.period, of.as_of)

    return in_background(QueryKey(viewer.scope, "communities", (unit, kpi, of.period, of.as_of)), answer)


def community_composition(community: int, change: ChangeDecomposition) -> PendingResult[tuple[ClassShare, ...]] | None:
    """Return the classes of a community's alerts over a change's two spans, computed in the background."""
    viewer, days = current_user.required(), (change.window, change.base_window)

    def answer(engine: Engine) -> tuple[ClassShare, ...]:
        scoped_engine = ScopedEngine(RequestContext(engine, viewer))
        return tuple(scoped_engine.composition(community, *days, change.window.end))

    return in_background(QueryKey(viewer.scope, "community_composition", (community, *days)), answer)


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
