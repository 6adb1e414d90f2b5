"""Queries of the comparison of units: peer groups, one KPI of like stations, and how much each has reported."""

from __future__ import annotations

from core.board.source import BelowFocus
from core.comparison.groups import BuiltInGroup
from core.comparison.types import Comparison
from core.metrics.unit_reports import KpiReports
from dashboards.queries import periods, session
from dashboards.queries.cache import cached_query


@cached_query
def peer_groups(unit: int | None = None) -> dict[str, str]:
    """Return the peer groups that a comparison below a unit may name: id → Chinese name."""
    return session.engine().peer_groups(unit)


def units_of(group: str, unit: int | None) -> BelowFocus:
    """Return which units a board below a unit shows beside a comparison of a peer group: its level, or stations."""
    is_of_level = group == BuiltInGroup.COMPARED or BuiltInGroup.COMPARED not in peer_groups(unit)
    return BelowFocus.COMPARED if is_of_level else BelowFocus.STATIONS


@cached_query
def comparison(kpi: str, period: str, group: str, unit: int | None = None) -> Comparison:
    """Return one KPI of the like units below one that the viewer may see."""
    engine = session.engine()
    return engine.comparison(kpi, periods.for_engine(period, engine, [kpi]), group=group, unit=unit)


@cached_query
def reporting(kpi: str, unit: int | None = None) -> KpiReports:
    """Return how much of the last months each of those below a unit has reported of a KPI."""
    return session.engine().reporting(kpi, unit)
