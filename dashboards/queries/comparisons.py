"""Queries of the comparison of units: peer groups, one KPI of like stations, and how much each has reported."""

from __future__ import annotations

from core.comparison.types import Comparison
from core.metrics.unit_reports import KpiReports
from dashboards.queries import periods, session
from dashboards.queries.cache import cached_query


@cached_query
def peer_groups() -> dict[str, str]:
    """Return the peer groups that a comparison may name: id → Chinese name."""
    return session.engine().peer_groups()


@cached_query
def comparison(kpi: str, period: str, group: str) -> Comparison:
    """Return one KPI of the like stations that the viewer may see."""
    engine = session.engine()
    return engine.comparison(kpi, periods.for_engine(period, engine, [kpi]), group=group)


@cached_query
def reporting(kpi: str) -> KpiReports:
    """Return how much of the last months each of the viewer's stations has reported of a KPI."""
    return session.engine().reporting(kpi)
