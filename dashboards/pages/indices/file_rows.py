"""Scores, their parts and published lists as rows of a file: in Chinese, with the numbers that the screen shows."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.features.indices.published_table import PublishedLine, PublishedTable
from core.features.indices.text import distance_text, weight_percent
from core.features.indices.types import IndexTable, Score, ScorePart
from core.metrics.display import figure_text, rounded_estimate
from core.store.trail import signed_name
from core.time.days import month_text
from dashboards.i18n.words import indices as words

Cells = list[object]


def shown_number(value: float | None) -> float | None:
    """Return a score, or a difference of scores, as the number that is shown: with one decimal."""
    return None if value is None else float(rounded_estimate(value, 1).replace("−", "-"))


def score_cells(table: IndexTable, score: Score) -> Cells:
    """Return a unit's score and code, in the order of words.UNIT_FILE."""
    code = table.codes.get(score.unit.id)
    reasons = (score.reason or (code.reason if code else None), distance_text(code))
    return [
        table.index.zh,
        month_text(table.month),
        table.window.start,
        table.window.end,
        score.unit.name,
        score.unit.code,
        code.word if code else None,
        (code.list if code else None) or words.NO_LIST,
        shown_number(score.value),
        shown_number(score.low),
        shown_number(score.high),
        float(weight_percent(score.known_weight)),
        "；".join(filter(None, reasons)),
        "；".join(table.remarks),
    ]


def part_cells(catalogue: Catalogue, table: IndexTable, score: Score, part: ScorePart) -> Cells:
    """Return a part of a score, in the order of words.PART_FILE."""
    figure = part.figure
    return [
        table.index.zh,
        month_text(table.month),
        score.unit.name,
        part.zh,
        figure_text(catalogue.kpis[part.kpi], figure),
        figure.numerator,
        figure.denominator,
        part.weight,
        words.EXCLUDED if part.share is None else shown_number(part.share * 100),
        shown_number(part.points),
        shown_number(part.contribution),
        part.reason or figure.note,
        "；".join(table.remarks),
    ]


def published_cells(table: PublishedTable, line: PublishedLine) -> Cells:
    """Return a unit of a published list, 原报 beside 现值, in the order of words.LIST_FILE."""
    published, score, code = line.published, line.score, line.code
    return [
        table.index.zh,
        month_text(table.publication.month),
        table.publication.label,
        published.name,
        published.parent_name,
        published.list or words.NO_LIST,
        published.word,
        shown_number(published.value),
        published.reason,
        (code.list if code else None) or words.NO_LIST,
        code.word if code else None,
        shown_number(score.value if score else None),
        shown_number(line.change),
        words.DIFFERS if line.differs else "",
        signed_name(table.publication.actor),
        table.publication.reason,
        "；".join((*table.index.remarks, *table.notes)),
    ]
