"""What the station's page asks, for whoever looks."""

from __future__ import annotations

from datetime import date

from core.access.scoped_engine import ScopedEngine
from core.access.station_view import StationView
from core.engine import Engine
from core.features.stations.types import Among, Communities, Due, Moved, Spread
from core.metrics.types import Board, ClassShare, Window
from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.queries import periods, session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import QueryKey, cached_query
from dashboards.server.engine_pool import current_database


def scoped() -> StationView:
    """A station's questions as whoever looks may ask them."""
    viewer = current_user.required()
    return StationView(
        current_database().engine, viewer, lambda action, detail: session_store().record(viewer, action, detail)
    )


def _fixed(period: str) -> str:
    return periods.for_engine(period, session.engine())


@cached_query
def board(unit: int, period: str) -> Board:
    """The KPIs of the board's tiles, of one station alone."""
    return session.engine().board(unit, _fixed(period), units=[], months=1)


@cached_query
def peer_groups(unit: int, period: str) -> dict[str, str]:
    """The peer groups that a station is in."""
    return scoped().peer_groups(unit, _fixed(period))


@cached_query
def among_peers(unit: int, kpis: tuple[str, ...], period: str, group: str) -> dict[str, Among]:
    """A station among its peers."""
    return scoped().among(unit, kpis, _fixed(period), group)


@cached_query
def change_by_kind(unit: int, kpi: str, period: str) -> Moved:
    """A change of the station's taken apart by kinds of case."""
    return scoped().by_kind(unit, kpi, _fixed(period), board(unit, period))


def communities(unit: int, kpi: str, shown: Board) -> PendingResult[Communities] | None:
    """The communities by one KPI, worked out behind the screens; None while it is."""
    viewer, of = current_user.required(), shown.board_of(kpi)

    def answer(engine: Engine) -> Communities:
        asked = StationView(engine, viewer, lambda _action, _detail: None)
        return asked.by_community(unit, kpi, of.period, of.as_of)

    return in_background(QueryKey(viewer.scope, "communities", (unit, kpi, of.period, of.as_of)), answer)


def community_composition(community: int, moved: Moved) -> PendingResult[tuple[ClassShare, ...]] | None:
    """The classes of a community's alerts over a change's two spans, worked out behind the screens."""
    viewer, days = current_user.required(), (moved.window, moved.base)

    def answer(engine: Engine) -> tuple[ClassShare, ...]:
        door = ScopedEngine(engine, viewer, lambda _action, _detail: None)
        return tuple(door.composition(community, *days, moved.window.end))

    return in_background(QueryKey(viewer.scope, "made_of", (community, *days)), answer)


def workload_spreads(unit: int, shown: Board, *, each: bool) -> list[Spread]:
    """Return how the work is spread over the people.

    One by one only for the station's chief, which leaves a line in the trail every time.
    """
    if each:
        return scoped().each(unit, shown.period)
    return _spreads(unit, shown.period)


@cached_query
def _spreads(unit: int, window: Window) -> list[Spread]:
    return scoped().spreads(unit, window)


@cached_query
def last_days() -> dict[str, date]:
    """The last day that each kind of record covers."""
    return scoped().ends()


@cached_query
def disputes_due(unit: int, as_of: date) -> list[Due]:
    """The disputes that are past their day or nearly."""
    return scoped().disputes_due(unit, as_of)
