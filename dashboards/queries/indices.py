"""Queries of the page of indices and lists, for the viewer, and its one act: publishing."""

from __future__ import annotations

from core.access.scoped_indices import ScopedIndices
from core.catalogue.index_model import IndexUnit
from core.features.indices.published_table import PublishedTable
from core.features.indices.types import IndexTable, IndexTrend
from core.store.publication import Publication
from core.store.units import UnitRef
from dashboards.auth.session_store import session_store
from dashboards.queries import database, session
from dashboards.queries.cache import cached_query
from dashboards.queries.publishing import PUBLISHING, PublishingOrder, PublishingRun

MONTHS = 12


def scoped() -> ScopedIndices:
    """Return indices and lists as the viewer may see them."""
    return ScopedIndices(session.request())


@cached_query
def lines(month: int) -> list[IndexTrend]:
    """Return every index of the viewer's own unit over a year."""
    return scoped().trends(month, MONTHS)


@cached_query
def listed_units(month: int, kind: IndexUnit, county: int | None = None) -> list[UnitRef]:
    """Return the units of a kind that are coded, of a province those of a county.

    Raises LookupError (Chinese) if no index codes them.
    """
    scoped().code_index(kind)
    return scoped().units(month, kind, county)


@cached_query
def index_table(month: int, kind: IndexUnit, county: int | None = None, of_list: int | None = None) -> IndexTable:
    """Return the index that codes units of a kind, of a province those of a county; of one list, if `of_list` names it.

    Raises LookupError (Chinese) if there is none.
    """
    return scoped().table(scoped().code_index(kind), month, kind, county, of_list)


@cached_query
def published(publication: Publication, kind: IndexUnit, county: int | None = None) -> PublishedTable:
    """Return a published list beside today's data, of a province that of a county."""
    return scoped().published(publication, scoped().code_index(kind), kind, county)


def publish_month(month: int, reason: str) -> None:
    """Begin to publish a month in the name of the viewer. Raises AccessRefused (Chinese)."""
    order = PublishingOrder(month, reason, scoped().publisher(), session_store().now)
    PUBLISHING.start(database.shown_path(), database.version().file, order)


def publishing(month: int) -> PublishingRun | None:
    """Return how far the latest publishing of a month is; None for whoever may not publish, or where there was none."""
    return PUBLISHING.run(database.shown_path(), month) if scoped().may_publish() else None
