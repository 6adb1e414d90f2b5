"""Periods as the pages name them: those of the engine, and 上月, the month before the last day of the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.access.scoped_engine import ScopedEngine

LAST_MONTH = "last_month"


def for_engine(period: str, engine: ScopedEngine, kpis: Sequence[str] | None = None) -> str:
    """Return a period as the engine reads it: 上月 by its number, as the KPIs (the board's, if none are named) reach."""
    if period != LAST_MONTH:
        return period
    return (engine.as_of(kpis).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
