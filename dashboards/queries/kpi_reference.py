"""Query of the reference: every KPI explained."""

from __future__ import annotations

from core.features.reference.entry import Entry
from core.features.reference.entry import entries as entries_of
from dashboards.queries import database
from dashboards.queries.cache import cached_query


@cached_query
def entries() -> list[Entry]:
    """Return every KPI explained."""
    return entries_of(database.catalogue())
