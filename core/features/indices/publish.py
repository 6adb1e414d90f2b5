"""The month's lists (红黄黑榜): published by an act, frozen, and read again beside what the data say today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.catalogue.index_model import IndexUnit
from core.catalogue.model import Catalogue
from core.features.indices.rules import digest, gone, redefined, rules_of, rules_text
from core.features.indices.types import Code, Score, ScorePart, IndexTable
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
    from core.features.reader import FigureReader

SAME = 1e-9  # scores that differ by less are the same score, worked out on another machine


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One unit of a published list: as published (原报), and by the same rules from today's data (现值).

    `colour` is that of the published band. `score` and `code` are of today, None where the unit or a KPI is no more;
    `change` is today's score less the published one; `differs` says that anything does.
    """

    published: PublishedScore
    colour: str | None
    score: Score | None
    code: Code | None
    change: float | None
    differs: bool


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One index of a publication for one kind of unit. `remarks` are as published, `notes` of the comparison."""

    publication: Publication
    index: PublishedIndex
    kind: IndexUnit
    lines: tuple[PublishedLine, ...]
    notes: tuple[str, ...]


def publish(engine: FigureReader, month: int, *, actor: str, now: int, reason: str = "") -> Publication:
    """Publishes a month, or with a `reason` a correction of it, in one transaction with its audit line.

    The store must be writable. Raises StoreError (Chinese) if the month is published already, if there is nothing to
    correct or no difference; PeriodError if the month is not over. Of two at once, one comes first and the other is
    refused.
    """
    detail = f"{month_text(month)} 指数与榜单" + (f"；更正：{reason}" if reason else "")
    connection = engine.store.conn
    with engine.reading():
        next_publication_number(connection, month, reason)  # before the work is done; `record_publication` asks again
        version = engine.data_version()
        indices, scores = _snapshot(engine, month)
        earlier = publications(connection, month)
        if earlier and _same(engine, earlier[-1], indices, scores):
            raise StoreError(f"与已发布的{earlier[-1].label}完全相同，不需要更正。")
    with trail_transaction(connection, actor=actor, action="publish", detail=detail, now=now):
        if engine.data_version() != version:
            raise StoreError("数据刚刚有更新，算好的榜单已不是最新：请再发布一次。")
        content = PublishedContent(indices, scores)
        return record_publication(connection, month, content, actor=actor, reason=reason, now=now, data_version=version)


def read_published(engine: FigureReader, publication: Publication, index_id: str, kind: IndexUnit) -> PublishedTable:
    """A published list beside today's data. Raises LookupError (Chinese) if the publication has no such index."""
    connection = engine.store.conn
    with engine.reading():
        found = {one.index_id: one for one in published_indices(connection, publication.id)}
        if index_id not in found:
            raise LookupError(f"{month_text(publication.month)} 的发布里没有这个指数")
        then, kept = published_scores(connection, publication.id, index_id, kind), found[index_id]
        index, bands = rules_of(kept.config)
        today: IndexTable | None = None
        notes = []
        if lost := gone(engine.catalogue, index):
            notes.append(f"目录里已没有{'、'.join(lost)}，不能按发布时的口径重算现值")
        else:
            today = engine.index_table(index_id, publication.month, kind, index=index, bands=bands)
            if changed := redefined(engine.catalogue, kept.config):
                notes.append(f"发布后修改过指标定义：{'、'.join(changed)}；现值用的是现在的定义")
        current = engine.catalogue.indices.get(index_id)
        if current is None or digest(rules_text(engine.catalogue, current)) != kept.digest:
            notes.append("发布后改过口径；现值仍按发布时的权重和分数线重算")
    colours: dict[str | None, str] = {step.zh: step.code for step in bands.steps} if bands else {}
    lines = tuple(_line(score, colours.get(score.word), today) for score in then)
    return PublishedTable(publication, kept, kind, lines, tuple(notes))


def _line(then: PublishedScore, colour: str | None, today: IndexTable | None) -> PublishedLine:
    score = today.scores.get(then.unit) if today else None
    code = today.codes.get(then.unit) if today else None
    if score is None:
        return PublishedLine(then, colour, None, None, None, today is not None)
    change = None if score.value is None or then.value is None else score.value - then.value
    moved = (score.value is None) != (then.value is None) or (change is not None and abs(change) > SAME)
    return PublishedLine(then, colour, score, code, change, moved or (code.word if code else None) != then.word)


def _snapshot(engine: FigureReader, month: int) -> tuple[list[PublishedIndex], list[PublishedScore]]:
    catalogue = engine.catalogue
    indices, scores = [], []
    for index_id, index in catalogue.indices.items():
        standings = [engine.index_table(index_id, month, kind) for kind in index.units]
        text = rules_text(catalogue, index)
        indices.append(PublishedIndex(index_id, index.zh, text, digest(text), standings[0].remarks))
        names = {unit.id: unit.name for unit in engine.units.units.values()}
        scores += [
            _frozen(catalogue, standing, score, names) for standing in standings for score in standing.scores.values()
        ]
    if not any(score.value is not None for score in scores):
        raise StoreError(f"{month_text(month)} 没有一个单位能计分，不能发布。")
    return indices, scores


def _frozen(catalogue: Catalogue, standing: IndexTable, score: Score, names: Mapping[int, str]) -> PublishedScore:
    unit, code = score.unit, standing.codes.get(score.unit.id)
    return PublishedScore(
        index_id=standing.index_id,
        unit=unit.id,
        name=unit.name,
        kind=unit.kind,
        parent_name=names[unit.parent] if unit.parent else "",
        value=score.value,
        low=score.low,
        high=score.high,
        known_weight=score.known,
        word=code.word if code else None,
        shape=code.shape if code else None,
        list=code.list if code else None,
        reason=code.reason if code else score.reason,
        parts=tuple(_part(catalogue, part) for part in score.parts),
    )


def _part(catalogue: Catalogue, part: ScorePart) -> PublishedPart:
    figure = part.figure
    return PublishedPart(
        part.kpi,
        part.zh,
        figure.numerator,
        figure.denominator,
        figure_text(catalogue.kpis[part.kpi], figure),
        part.weight,
        part.share,
        part.points,
        part.contribution,
        part.reason,
    )


def _same(
    engine: FigureReader, earlier: Publication, indices: list[PublishedIndex], scores: list[PublishedScore]
) -> bool:
    """Whether a correction would say what was said already: the same rules, and every figure the same."""
    connection = engine.store.conn
    before = published_indices(connection, earlier.id)
    if {one.index_id: one.digest for one in before} != {one.index_id: one.digest for one in indices}:
        return False
    kinds = {(score.index_id, score.kind) for score in scores}
    kept = [score for key in kinds for score in published_scores(connection, earlier.id, *key)]
    return _by_unit(kept) == _by_unit(scores)


def _by_unit(scores: list[PublishedScore]) -> dict[tuple[str, int], PublishedScore]:
    return {(score.index_id, score.unit): score for score in scores}
