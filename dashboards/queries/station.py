"""What the station's page asks, for whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from typing import TypeVar

from core.access.scoped_engine import ScopedEngine
from core.access.station_view import StationView
from core.engine import Engine
from core.features.stations.types import Among, Communities, Due, Moved, Spread
from core.metrics.types import Board, Share
from dashboards.auth import current_user as who
from dashboards.auth.session_store import gate
from dashboards.queries import board as data
from dashboards.queries.background import WORKER, Behind
from dashboards.server.engine_pool import opened

T = TypeVar("T")


def station() -> StationView:
    """A station's questions as whoever looks may ask them."""
    viewer = who.required()
    return StationView(opened().engine, viewer, lambda action, detail: gate().note(viewer, action, detail))


def fixed(period: str) -> str:
    """A period as the engine reads it: 上月 by its number."""
    if period != "last_month":
        return period
    return (data.as_of().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


def board(unit: int, period: str) -> Board:
    """The KPIs of the board's tiles, of one station alone."""
    return data.remembered(
        ("station", unit, period), lambda: data.door().board(unit, fixed(period), units=[], months=1)
    )


def peer_groups(unit: int, period: str) -> dict[str, str]:
    """The peer groups that a station is in."""
    return data.remembered(("station_groups", unit, period), lambda: station().peer_groups(unit, fixed(period)))


def among(unit: int, kpis: tuple[str, ...], period: str, group: str) -> dict[str, Among]:
    """A station among its peers."""
    return data.remembered(
        ("among", unit, kpis, period, group), lambda: station().among(unit, kpis, fixed(period), group)
    )


def moved(unit: int, kpi: str, period: str, shown: Board) -> Moved:
    """A change of the station's taken apart by kinds of case."""
    return data.remembered(("moved", unit, kpi, period), lambda: station().by_kind(unit, kpi, fixed(period), shown))


def communities(unit: int, kpi: str, shown: Board) -> Behind[Communities] | None:
    """The communities by one KPI, worked out behind the screens; None while it is."""
    viewer, of = who.required(), shown.of(kpi)

    def answer(engine: Engine) -> Communities:
        asked = StationView(engine, viewer, lambda _action, _detail: None)
        return asked.by_community(unit, kpi, of.period, of.as_of)

    return _ask(("below", unit, kpi, of.period, of.as_of), answer)


def made_of(community: int, moved: Moved) -> Behind[tuple[Share, ...]] | None:
    """The classes of a community's alerts over a change's two spans, worked out behind the screens."""
    viewer, days = who.required(), (moved.window, moved.base)

    def answer(engine: Engine) -> tuple[Share, ...]:
        door = ScopedEngine(engine, viewer, lambda _action, _detail: None)
        return tuple(door.composition(community, *days, moved.window.end))

    return _ask(("made of", community, days), answer)


def spreads(unit: int, shown: Board, *, each: bool) -> list[Spread]:
    """How the work lies over the people; one by one only for the station's chief, which leaves a line every time."""
    if each:
        return station().each(unit, shown.period)
    return data.remembered(("spreads", unit, shown.period), lambda: station().spreads(unit, shown.period))


def ends() -> dict[str, date]:
    """The last day that each kind of record covers."""
    return data.remembered(("ends",), lambda: station().ends())


def disputes_due(unit: int, as_of: date) -> list[Due]:
    """The disputes that are past their day or nearly."""
    return data.remembered(("due", unit, as_of), lambda: station().disputes_due(unit, as_of))


def _ask(question: Hashable, answer: Callable[[Engine], T]) -> Behind[T] | None:
    version = (opened().identity, data.data_version())
    return WORKER.ask(data.path(), version, (data.scope(), question), answer)
