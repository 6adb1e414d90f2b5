"""Publication of the month's lists (红黄黑榜): frozen by an act, and corrected only by another.

What is published is worked out first (month_lists.py), which of a province takes a minute, and then written whole.
Data come in meanwhile: the lists are written where they would be the same of the newest data (list_basis.py), so that
a publication is of one version of the data, however often somebody writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from core.features.indices.list_basis import ListBasis, is_unchanged, renewed
from core.features.indices.month_lists import ListsChanged, MonthLists, joined_lists, lists_of_index
from core.store.publication import (
    Publication,
    PublishedContent,
    PublishedScore,
    publications,
    published_indices,
    published_scores,
    record_publication,
)
from core.store.sqlite import StoreError
from core.store.trail import trail_transaction
from core.time.days import month_text

if TYPE_CHECKING:
    from sqlite3 import Connection

    from core.features.reader import FigureReader
    from core.store.store import Store

MOST_TRIES = 3  # where what the lists rest on changes meanwhile
MOST_LOOKS = 20  # whether it has, where something else is written again and again


class ListMaker(Protocol):
    """Whoever works lists out: an engine, or a process that has one."""

    def lists_of(self, index: str) -> MonthLists:
        """Return the lists of an index. Raises StoreError (Chinese) where there is nothing to publish."""
        ...

    def renewed(self, bases: Sequence[ListBasis]) -> Sequence[ListBasis | None]:
        """Return bases as they are at the newest version of the data, all at one; None of those that have changed."""
        ...


class EngineListMaker:
    """Works the lists of a month out by an engine in this process."""

    def __init__(self, engine: FigureReader, month: int, reason: str) -> None:
        self._engine, self._month, self._reason = engine, month, reason

    def lists_of(self, index: str) -> MonthLists:
        """Return the lists of an index. Raises StoreError (Chinese) where there is nothing to publish."""
        return lists_of_index(self._engine, self._month, index, self._reason)

    def renewed(self, bases: Sequence[ListBasis]) -> Sequence[ListBasis | None]:
        """Return bases as they are at the newest version of the data; None of those that have changed."""
        return renewed_bases(self._engine, bases)


def renewed_bases(engine: FigureReader, bases: Sequence[ListBasis]) -> list[ListBasis | None]:
    """Return bases as they are at the newest version of the data, all at one; None of those that have changed."""
    with engine.reading():
        return [renewed(engine, basis) for basis in bases]


def publish(engine: FigureReader, month: int, *, actor: str, now: int, reason: str = "") -> Publication:
    """Publish a month, or with a `reason` a correction of it, in one transaction with its audit line.

    The store must be writable. Raises StoreError (Chinese) if the month is published already, if there is nothing to
    correct or no difference; PeriodError if the month is not over. Of two at once, one comes first and the other is
    refused.
    """

    def record(lists: MonthLists) -> Publication:
        return record_lists(engine.store, lists, actor=actor, now=now)

    return publish_by(EngineListMaker(engine, month, reason), list(engine.catalogue.indices), record)


def publish_by(maker: ListMaker, indices: Sequence[str], record: Callable[[MonthLists], Publication]) -> Publication:
    """Have the lists of all indices worked out and written, those anew on whose data something has changed meanwhile.

    Raises ListsChanged where that happens again and again: somebody is bringing the month's own data.
    """
    lists, tries = {index: maker.lists_of(index) for index in indices}, 1
    for _ in range(MOST_LOOKS):
        try:
            return record(joined_lists(list(lists.values())))
        except ListsChanged:
            bases = maker.renewed([basis for of_index in lists.values() for basis in of_index.bases])
        tries += None in bases
        if tries > MOST_TRIES:
            break
        for index, basis in zip(indices, bases, strict=True):
            lists[index] = maker.lists_of(index) if basis is None else lists[index]._replace(bases=(basis,))
    raise ListsChanged


def record_lists(
    store: Store,
    lists: MonthLists,
    *,
    actor: str,
    now: int,
    require_right: Callable[[Connection], None] = lambda _connection: None,
) -> Publication:
    """Write lists that were worked out, in one transaction with their audit line, of the version they are of.

    Whoever's act it is, `require_right` asks inside the transaction whether they may still do it, and raises if not.
    Raises ListsChanged if what they rest on may have changed since; StoreError (Chinese) if nothing has a score, if a
    correction would change nothing, or if somebody was quicker.
    """
    month, reason, content, bases = lists
    if not any(score.value is not None for score in content.scores):
        raise StoreError(f"{month_text(month)} 没有一个单位能计分，不能发布。")
    earlier = publications(store.conn, month)
    if reason and earlier and _is_same(store.conn, earlier[-1], content):
        raise StoreError(f"与已发布的{earlier[-1].label}完全相同，不需要更正。")
    detail = f"{month_text(month)} 指数与榜单" + (f"；更正：{reason}" if reason else "")
    with trail_transaction(store.conn, actor=actor, action="publish", detail=detail, now=now):
        require_right(store.conn)
        if not all(is_unchanged(store, basis) for basis in {basis._replace(amounts=()) for basis in bases}):
            raise ListsChanged
        version = bases[0].data_version
        return record_publication(store.conn, month, content, actor=actor, reason=reason, now=now, data_version=version)


def _is_same(connection: Connection, earlier: Publication, content: PublishedContent) -> bool:
    """Tell whether a correction would change nothing: the same rules, and every figure the same."""
    earlier_rules = {index.index_id: index.digest for index in published_indices(connection, earlier.id)}
    if earlier_rules != {index.index_id: index.digest for index in content.indices}:
        return False
    tables = {(score.index_id, score.kind) for score in content.scores}
    earlier_scores = [score for table in tables for score in published_scores(connection, earlier.id, *table)]
    return _by_unit(earlier_scores) == _by_unit(list(content.scores))


def _by_unit(scores: list[PublishedScore]) -> dict[tuple[str, int], PublishedScore]:
    return {(score.index_id, score.unit): score for score in scores}
