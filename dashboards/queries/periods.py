"""Periods as the pages name them: those of the engine, and 上月, the month before the last day of the data."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.scoped_engine import ScopedEngine
from core.time.days import day_number, month_text

LAST_MONTH = "last_month"


def for_engine(period: str, engine: ScopedEngine, kpis: Sequence[str] | None = None) -> str:
    """Return a period as the engine reads it: 上月 by its number, at the last day of the KPIs (or the board's)."""
    if period != LAST_MONTH:
        return period
    return month_text(engine.catalogue.reporting_calendar.month_of(day_number(engine.as_of(kpis))) - 1)
