"""Queries of the page of indices and lists, for the viewer, and its one act: publishing."""

from __future__ import annotations

from contextlib import closing

from core.access.scoped_indices import ScopedIndices
from core.catalogue.index_model import IndexUnit
from core.engine import Engine
from core.features.indices.publish import publish
from core.features.indices.published_table import PublishedTable
from core.features.indices.types import IndexTable, IndexTrend
from core.store.open import open_store
from core.store.publication import Publication
from dashboards.auth.session_store import session_store
from dashboards.queries import database, session
from dashboards.queries.cache import cached_query

MONTHS = 12


def scoped() -> ScopedIndices:
    """Return indices and lists as the viewer may see them."""
    return ScopedIndices(session.request())


@cached_query
def lines(month: int) -> list[IndexTrend]:
    """Return every index of the viewer's own unit over a year."""
    return scoped().trends(month, MONTHS)


@cached_query
def index_table(month: int, kind: IndexUnit, county: int | None = None) -> IndexTable:
    """Return the index that codes units of a kind, of a province those of a county.

    Raises LookupError (Chinese) if there is none.
    """
    return scoped().table(scoped().code_index(kind), month, kind, county)


@cached_query
def published(publication: Publication, kind: IndexUnit, county: int | None = None) -> PublishedTable:
    """Return a published list beside today's data, of a province that of a county."""
    return scoped().published(publication, scoped().code_index(kind), kind, county)


def publish_month(month: int, reason: str) -> Publication:
    """Publish in the name of the viewer. Raises AccessRefused, StoreError, PeriodError (Chinese)."""
    actor = scoped().publisher()
    with closing(open_store(database.shown_path())) as store:
        return publish(Engine(store), month, actor=actor, now=session_store().now(), reason=reason)
