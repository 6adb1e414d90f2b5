"""Query of the reference: every KPI explained."""

from __future__ import annotations

from core.features.reference.kpi_reference import KpiReference, kpi_references
from core.store.unit_words import whole_word_of
from dashboards.queries import database
from dashboards.queries.cache import cached_query


@cached_query
def entries() -> list[KpiReference]:
    """Return every KPI explained."""
    return kpi_references(database.catalogue(), whole_word_of(database.bureau()))
