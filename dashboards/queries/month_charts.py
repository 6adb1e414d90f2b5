"""Queries of the month charts."""

from __future__ import annotations

from collections.abc import Mapping

from core.features.month_chart.types import MonthChart
from dashboards.background.questions import UsualMonths
from dashboards.queries import session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import cached_query


@cached_query
def month_chart(kpi: str, unit: int) -> MonthChart:
    """Return the months of a KPI of a unit beside their limits. Raises StoreError (Chinese) where it has no data."""
    return session.engine().month_chart(kpi, unit)


def usual_months(kpis: tuple[str, ...], unit: int) -> PendingResult[Mapping[str, MonthChart]] | None:
    """Return the charts of several KPIs of a unit, those that have data; None while they are computed."""
    return in_background(UsualMonths(session.scope(), kpis, unit))
