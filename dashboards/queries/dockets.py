"""Queries of the lists of open work, which several pages count, each in its own way."""

from __future__ import annotations

from datetime import date

from core.features.dockets.key_disputes import KeyDispute
from core.features.dockets.open_cases import OpenCase
from dashboards.queries import session
from dashboards.queries.cache import cached_query


@cached_query
def key_disputes(unit: int, as_of: date) -> list[KeyDispute]:
    """Return the open key disputes of a unit, the soonest due first. Not to be written to. Raises AccessRefused."""
    return session.engine().key_disputes(unit, as_of)


@cached_query
def open_cases(unit: int, as_of: date) -> list[OpenCase]:
    """Return the open cases of a unit, the least time left first. Not to be written to. Raises AccessRefused."""
    return session.engine().open_cases(unit, as_of)
