"""Queries of what is usual: the newest day, and the day so far, beside the range in which such days lie."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.features.expected_range.types import ExpectedRange
from dashboards.background.questions import UsualDay
from dashboards.queries import session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import cached_query


def kpi_of_measure(catalogue: Catalogue, measure: str) -> str | None:
    """Return the count that is made of a measure alone, if there is one."""
    kpis = catalogue.kpis.items()
    return next((name for name, kpi in kpis if kpi.kind == "count" and kpi.numerator == measure), None)


@cached_query
def newest_ranges(unit: int, kpi: str) -> tuple[ExpectedRange, ...]:
    """Return the day so far, if one is under way, and the last whole day: those of which something can be said."""
    engine = session.engine()
    answers = engine.expected_so_far(kpi, unit), engine.expected_range(kpi, unit)
    return tuple(answer for answer in answers if answer.state is not None)


def newest_day(unit: int, kpi: str) -> PendingResult[ExpectedRange] | None:
    """Return the last whole day of a KPI beside its usual range; None while it is computed."""
    return in_background(UsualDay(session.scope(), kpi, unit))
