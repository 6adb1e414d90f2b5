"""Lists of a month as they were published last, without today's data beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.catalogue.index_model import IndexUnit
from core.features.indices.rules import parse_rules
from core.store.publication import Publication, PublishedIndex, PublishedScore, publications, published_indices
from core.store.publication import published_scores as read_scores

if TYPE_CHECKING:
    from sqlite3 import Connection


class PublishedList(NamedTuple):
    """An index of a publication for one kind of unit, with the scores as they were then."""

    publication: Publication
    published_index: PublishedIndex
    kind: IndexUnit
    scores: tuple[PublishedScore, ...]


def published_lists(connection: Connection, month: int) -> list[PublishedList]:
    """Return every index of a month's newest publication; none where the month was not published."""
    editions = publications(connection, month)
    if not editions:
        return []
    newest = editions[-1]
    lists = []
    for index in published_indices(connection, newest.id):
        rules, _bands = parse_rules(index.config)
        for kind in rules.units:
            scores = tuple(read_scores(connection, newest.id, index.index_id, kind))
            if scores:
                lists.append(PublishedList(newest, index, kind, scores))
    return lists
