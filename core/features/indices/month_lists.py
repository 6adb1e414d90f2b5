"""The lists of a month as they would be published, worked out and not yet written.

Of many units those of a few counties or stations are worked out at a time, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from core.catalogue.model import Catalogue
from core.features.indices.list_basis import ListBasis, ReadAmounts, basis_of, read_amounts
from core.features.indices.lists import UnitLists
from core.features.indices.rules import rules_digest, rules_text
from core.features.indices.types import IndexTable, Score, ScorePart
from core.metrics.display import figure_text
from core.store.publication import (
    PublishedContent,
    PublishedIndex,
    PublishedPart,
    PublishedScore,
    next_publication_number,
)
from core.store.sqlite import StoreError

if TYPE_CHECKING:
    from core.features.reader import FigureReader

MOST_TOGETHER = 2000  # units, of some 130 KB each while they are worked out


class ListsChanged(StoreError):
    """Refusal of lists whose basis changed between their working out and their writing."""

    def __init__(self) -> None:
        super().__init__("榜单依据的数据刚刚有更新，算好的榜单已不是最新：等这批数据进完，请再发布一次。")


class MonthLists(NamedTuple):
    """The lists of a month as they would be published, and what each rests on; with a `reason` a correction."""

    month: int
    reason: str
    content: PublishedContent
    bases: tuple[ListBasis, ...]


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
        unit_names = {unit.id: unit.name for unit in engine.units.units.values()}
        amounts: dict[ReadAmounts, None] = {}
        for kind in index.units:
            for table, read in _tables(engine, index_id, month, kind):
                amounts |= dict.fromkeys(read)
                remarks = table.remarks  # those of the index, the same in each
                scores += [_published_score(catalogue, table, score, unit_names) for score in table.scores.values()]
        basis = basis_of(engine, month, amounts)
    content = PublishedContent([PublishedIndex(index_id, index.zh, text, rules_digest(text), remarks)], scores)
    return MonthLists(month, reason, content, (basis,))


def joined_lists(of_indices: Sequence[MonthLists]) -> MonthLists:
    """Return the lists of several indices as one. Raises ListsChanged where they are not of one version of the data."""
    bases = tuple(basis for lists in of_indices for basis in lists.bases)
    if len({basis.data_version for basis in bases}) > 1:
        raise ListsChanged
    indices = [index for lists in of_indices for index in lists.content.indices]
    scores = [score for lists in of_indices for score in lists.content.scores]
    return of_indices[0]._replace(content=PublishedContent(indices, scores), bases=bases)


def _tables(
    engine: FigureReader, index_id: str, month: int, kind: str
) -> Iterator[tuple[IndexTable, list[ReadAmounts]]]:
    """Yield an index of all units of a kind, of so many at a time as memory allows, and the amounts it rests on."""
    last = engine.catalogue.reporting_calendar.month_days(month)[1]
    lists = UnitLists(engine.units, last)
    groups = lists.groups(engine.units.on(last).of_kind(kind), MOST_TOGETHER)
    for places in groups or [frozenset[int | None]()]:
        with engine.noted_reads() as read:
            table = engine.index_table(index_id, month, kind, places=places)
        yield table, read_amounts(engine, read)


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
