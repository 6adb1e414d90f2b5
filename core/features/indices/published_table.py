"""Published lists (原报) beside the scores that the same rules give on today's data (现值)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.catalogue.index_model import Bands, Index, IndexUnit
from core.catalogue.model import Catalogue
from core.features.indices.lists import UnitLists
from core.features.indices.rules import parse_rules, redefined_kpis, removed_kpis, rules_digest, rules_text
from core.features.indices.types import Code, IndexTable, Score
from core.store.publication import Publication, PublishedIndex, PublishedScore, published_indices, published_scores
from core.time.days import month_text

if TYPE_CHECKING:
    from core.features.reader import FigureReader

TOLERANCE = 1e-9  # scores that differ by less are the same, computed on another machine


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
    """One index of a publication for one kind of unit; `notes` are of the comparison with today."""

    publication: Publication
    index: PublishedIndex
    kind: IndexUnit
    lines: tuple[PublishedLine, ...]
    notes: tuple[str, ...]


def read_published(
    engine: FigureReader,
    publication: Publication,
    index_id: str,
    kind: IndexUnit,
    counties: Collection[int] | None = None,
) -> PublishedTable:
    """Return a published list beside today's data; where boards compare counties, of some `counties` alone.

    Raises LookupError (Chinese) if it has no such index.
    """
    connection, catalogue = engine.store.conn, engine.catalogue
    with engine.reading():
        indices = {index.index_id: index for index in published_indices(connection, publication.id)}
        if index_id not in indices:
            raise LookupError(f"{month_text(publication.month)} 的发布里没有这个指数")
        published = indices[index_id]
        lists = UnitLists(engine.units, catalogue.reporting_calendar.month_days(publication.month)[1])
        all_scores = published_scores(connection, publication.id, index_id, kind)
        scores = [score for score in all_scores if counties is None or lists.county_of(score.unit) in counties]
        index, bands = parse_rules(published.config)
        today: IndexTable | None = None
        if not removed_kpis(catalogue, index):
            today = engine.index_table(index_id, publication.month, kind, index=index, bands=bands, places=counties)
        notes = _notes(catalogue, published, index)
    colours = _colours(bands)
    lines = tuple(_line(score, colours.get(score.word), today) for score in scores)
    return PublishedTable(publication, published, kind, lines, notes)


def _notes(catalogue: Catalogue, published: PublishedIndex, index: Index) -> tuple[str, ...]:
    notes = []
    if removed := removed_kpis(catalogue, index):
        notes.append(f"目录里已没有{'、'.join(removed)}，不能按发布时的口径重算现值")
    elif redefined := redefined_kpis(catalogue, published.config):
        notes.append(f"发布后修改过指标定义：{'、'.join(redefined)}；现值用的是现在的定义")
    current = catalogue.indices.get(published.index_id)
    if current is None or rules_digest(rules_text(catalogue, current)) != published.digest:
        notes.append("发布后改过口径；现值仍按发布时的权重和分数线重算")
    return tuple(notes)


def _colours(bands: Bands | None) -> dict[str | None, str]:
    """Return colours by the word of their band, which alone is kept with a published score."""
    return {step.zh: step.code for step in bands.steps} if bands else {}


def _line(published: PublishedScore, colour: str | None, today: IndexTable | None) -> PublishedLine:
    score = today.scores.get(published.unit) if today else None
    code = today.codes.get(published.unit) if today else None
    if score is None:
        return PublishedLine(published, colour, None, None, None, today is not None)
    change = score.value - published.value if score.value is not None and published.value is not None else None
    differs = (
        (score.value is None) != (published.value is None)
        or (change is not None and abs(change) > TOLERANCE)
        or (code.word if code else None) != published.word
    )
    return PublishedLine(published, colour, score, code, change, differs)
