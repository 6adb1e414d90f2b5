"""Publication of the month's lists (红黄黑榜): frozen by an act, and corrected only by another.

What is published is worked out first (`lists_of_month`), which of a province takes a minute, and then written whole
(`record_lists`). Of many units those of a few counties are worked out at a time, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from core.catalogue.model import Catalogue
from core.features.indices.lists import UnitLists
from core.features.indices.rules import rules_digest, rules_text
from core.features.indices.types import IndexTable, Score, ScorePart
from core.metrics.display import figure_text
from core.store.publication import (
    Publication,
    PublishedContent,
    PublishedIndex,
    PublishedPart,
    PublishedScore,
    next_publication_number,
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

MOST_TOGETHER = 2000  # units, of some 130 KB each while they are worked out


class ListsChanged(StoreError):
    """The data changed between the working out of lists and their writing."""

    def __init__(self) -> None:
        super().__init__("数据刚刚有更新，算好的榜单已不是最新：请再发布一次。")


class MonthLists(NamedTuple):
    """The lists of a month as they would be published, of one version of the data; with a `reason` a correction."""

    month: int
    reason: str
    content: PublishedContent
    data_version: int


def publish(engine: FigureReader, month: int, *, actor: str, now: int, reason: str = "") -> Publication:
    """Publish a month, or with a `reason` a correction of it, in one transaction with its audit line.

    The store must be writable. Raises StoreError (Chinese) if the month is published already, if there is nothing to
    correct or no difference; PeriodError if the month is not over. Of two at once, one comes first and the other is
    refused.
    """
    return record_lists(engine.store, lists_of_month(engine, month, reason), actor=actor, now=now)


def lists_of_month(engine: FigureReader, month: int, reason: str = "") -> MonthLists:
    """Return all that `publish` would write; write nothing. Raises as it does."""
    with engine.reading():
        return joined_lists([lists_of_index(engine, month, name, reason) for name in engine.catalogue.indices])


def lists_of_index(engine: FigureReader, month: int, index_id: str, reason: str = "") -> MonthLists:
    """Return the part of it that is one index, which is asked for by itself where all of them take long."""
    catalogue, connection = engine.catalogue, engine.store.conn
    index, text = catalogue.indices[index_id], rules_text(catalogue, catalogue.indices[index_id])
    scores: list[PublishedScore] = []
    remarks: tuple[str, ...] = ()
    with engine.reading():
        next_publication_number(connection, month, reason)  # before the work is done; `record_publication` asks again
        version = engine.data_version()
        unit_names = {unit.id: unit.name for unit in engine.units.units.values()}
        for kind in index.units:
            for table in _tables(engine, index_id, month, kind):
                remarks = table.remarks  # those of the index, the same in each
                scores += [_published_score(catalogue, table, score, unit_names) for score in table.scores.values()]
    content = PublishedContent([PublishedIndex(index_id, index.zh, text, rules_digest(text), remarks)], scores)
    return MonthLists(month, reason, content, version)


def joined_lists(of_indices: Sequence[MonthLists]) -> MonthLists:
    """Return the lists of several indices as one. Raises ListsChanged where they are not of one version of the data."""
    first = of_indices[0]
    if any(lists.data_version != first.data_version for lists in of_indices):
        raise ListsChanged
    indices = [index for lists in of_indices for index in lists.content.indices]
    scores = [score for lists in of_indices for score in lists.content.scores]
    return first._replace(content=PublishedContent(indices, scores))


def record_lists(store: Store, lists: MonthLists, *, actor: str, now: int) -> Publication:
    """Write lists that were worked out, in one transaction with their audit line.

    Raises ListsChanged if the data have changed since; StoreError (Chinese) if nothing has a score, if a correction
    would change nothing, or if somebody was quicker.
    """
    month, reason, content, version = lists
    if not any(score.value is not None for score in content.scores):
        raise StoreError(f"{month_text(month)} 没有一个单位能计分，不能发布。")
    earlier = publications(store.conn, month)
    if reason and earlier and _is_same(store.conn, earlier[-1], content):
        raise StoreError(f"与已发布的{earlier[-1].label}完全相同，不需要更正。")
    detail = f"{month_text(month)} 指数与榜单" + (f"；更正：{reason}" if reason else "")
    with trail_transaction(store.conn, actor=actor, action="publish", detail=detail, now=now):
        if store.data_version() != version:
            raise ListsChanged
        return record_publication(store.conn, month, content, actor=actor, reason=reason, now=now, data_version=version)


def _tables(engine: FigureReader, index_id: str, month: int, kind: str) -> Iterator[IndexTable]:
    """Yield an index of all units of a kind, of so many at a time as memory allows."""
    last = engine.catalogue.reporting_calendar.month_days(month)[1]
    lists = UnitLists(engine.units, last)
    groups = lists.county_groups(engine.units.on(last).of_kind(kind), MOST_TOGETHER)
    for counties in groups or [frozenset[int | None]()]:
        yield engine.index_table(index_id, month, kind, counties=counties)


def _published_score(
    catalogue: Catalogue, table: IndexTable, score: Score, unit_names: Mapping[int, str]
) -> PublishedScore:
    unit, code = score.unit, table.codes.get(score.unit.id)
    return PublishedScore(
        index_id=table.index_id,
        unit=unit.id,
        name=unit.name,
        kind=unit.kind,
        parent_name=unit_names[unit.parent] if unit.parent else "",
        value=score.value,
        low=score.low,
        high=score.high,
        known_weight=score.known_weight,
        word=code.word if code else None,
        shape=code.shape if code else None,
        list=code.list if code else None,
        reason=code.reason if code else score.reason,
        parts=tuple(_published_part(catalogue, score_part) for score_part in score.parts),
    )


def _published_part(catalogue: Catalogue, score_part: ScorePart) -> PublishedPart:
    figure = score_part.figure
    return PublishedPart(
        kpi=score_part.kpi,
        zh=score_part.zh,
        numerator=figure.numerator,
        denominator=figure.denominator,
        figure_text=figure_text(catalogue.kpis[score_part.kpi], figure),
        weight=score_part.weight,
        share=score_part.share,
        points=score_part.points,
        contribution=score_part.contribution,
        reason=score_part.reason,
    )


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
