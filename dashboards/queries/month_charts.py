"""Queries of the month charts."""

from __future__ import annotations

from collections.abc import Mapping

from core.access.context import RequestContext
from core.access.scoped_engine import ScopedEngine
from core.engine import Engine
from core.features.month_chart.types import MonthChart
from core.store.sqlite import StoreError
from dashboards.auth import current_user
from dashboards.queries import session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import QueryKey, cached_query


@cached_query
def month_chart(kpi: str, unit: int) -> MonthChart:
    """Return the months of a KPI of a unit beside their limits. Raises StoreError (Chinese) where it has no data."""
    return session.engine().month_chart(kpi, unit)


def usual_months(kpis: tuple[str, ...], unit: int) -> PendingResult[Mapping[str, MonthChart]] | None:
    """Return the charts of several KPIs of a unit, those that have data; None while they are computed."""
    viewer = current_user.required()

    def compute(engine: Engine) -> Mapping[str, MonthChart]:
        scoped_engine = ScopedEngine(RequestContext(engine, viewer))
        charts = {}
        for kpi in kpis:
            try:
                charts[kpi] = scoped_engine.month_chart(kpi, unit)
            except StoreError:  # no data of it: its tile says so
                continue
        return charts

    return in_background(QueryKey(viewer.scope, "usual_months", (kpis, unit)), compute)
