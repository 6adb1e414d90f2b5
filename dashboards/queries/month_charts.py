"""Query of the month charts."""

from __future__ import annotations

from core.features.month_chart.types import MonthChart
from dashboards.queries import session
from dashboards.queries.cache import cached_query


@cached_query
def month_chart(kpi: str, unit: int) -> MonthChart:
    """Return the months of a KPI of a unit beside their limits. Raises StoreError (Chinese) where it has no data."""
    return session.engine().month_chart(kpi, unit)
