"""Standings and published lists as rows: for tables, files and scripts. What is absent is None."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.catalogue.model import Catalogue
from core.export import csv_text
from core.features.indices.publish import PublishedLine, PublishedTable
from core.features.indices.types import Code, IndexTable, Score
from core.metrics.display import figure_text
from core.time.days import month_text

Row = dict[str, Any]


def as_csv(rows: Sequence[Row]) -> str:
    """Rows as CSV in which no spreadsheet takes a text for a formula."""
    heads = list(rows[0]) if rows else []
    return csv_text([heads, *([row[head] for head in heads] for row in rows)])


def score_row(standing: IndexTable, score: Score) -> Row:
    """One unit's score and code, with what is to be said of the index."""
    code = standing.codes.get(score.unit.id)
    return {
        "index": standing.index_id,
        "index_zh": standing.index.zh,
        "month": month_text(standing.month),
        "start": standing.window.start.isoformat(),
        "end": standing.window.end.isoformat(),
        "unit": score.unit.name,
        "unit_code": score.unit.code,
        "score": score.value,
        "low": score.low,
        "high": score.high,
        "known": score.known,
        "code": _colour(code),
        "word": code.word if code else None,
        "shape": code.shape if code else None,
        "list": code.list if code else None,
        "reason": score.reason or (code.reason if code else None),
        "remarks": "；".join(standing.remarks),
        "demo": standing.demo,
    }


def _colour(code: Code | None) -> str | None:
    return code.band.code if code and code.band else None


def part_rows(catalogue: Catalogue, standing: IndexTable, score: Score) -> list[Row]:
    """What made a score, KPI by KPI."""
    head = {"index": standing.index_id, "month": month_text(standing.month), "unit": score.unit.name}
    return [
        {
            **head,
            "kpi": part.kpi,
            "kpi_zh": part.zh,
            "figure": figure_text(catalogue.kpis[part.kpi], part.figure),
            "numerator": part.figure.numerator,
            "denominator": part.figure.denominator,
            "value": part.figure.value,
            "weight": part.weight,
            "share": part.share,
            "points": part.points,
            "contribution": part.contribution,
            "reason": part.reason or part.figure.note,
            "remarks": "；".join(standing.remarks),
            "demo": standing.demo,
        }
        for part in score.parts
    ]


def published_row(published: PublishedTable, line: PublishedLine, *, demo: bool) -> Row:
    """One unit of a published list: 原报 beside 现值."""
    then, score, code = line.published, line.score, line.code
    return {
        "month": month_text(published.publication.month),
        "publication": published.publication.label,
        "index_zh": published.index.zh,
        "unit": then.name,
        "above": then.parent_name,
        "published_score": then.value,
        "published_word": then.word,
        "published_shape": then.shape,
        "published_list": then.list,
        "published_reason": then.reason,
        "score_now": score.value if score else None,
        "word_now": code.word if code else None,
        "shape_now": code.shape if code else None,
        "list_now": code.list if code else None,
        "change": line.change,
        "differs": line.differs,
        "actor": published.publication.actor,
        "reason": published.publication.reason,
        "remarks": "；".join((*published.index.remarks, *published.notes)),
        "demo": demo,
    }
