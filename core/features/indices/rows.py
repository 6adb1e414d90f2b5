"""Index tables and published lists as rows: for tables, files and scripts. Missing figures are None."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.catalogue.model import Catalogue
from core.export import csv_text
from core.features.indices.published_table import PublishedLine, PublishedTable
from core.features.indices.types import Code, IndexTable, Score
from core.metrics.display import figure_text
from core.time.days import month_text

Row = dict[str, Any]


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV in which no spreadsheet takes a text for a formula."""
    heads = list(rows[0]) if rows else []
    return csv_text([heads, *([row[head] for head in heads] for row in rows)])


def score_row(table: IndexTable, score: Score) -> Row:
    """Return one unit's score and code, with the remarks on the index."""
    code = table.codes.get(score.unit.id)
    return {
        "index": table.index_id,
        "index_zh": table.index.zh,
        "month": month_text(table.month),
        "start": table.window.start.isoformat(),
        "end": table.window.end.isoformat(),
        "unit": score.unit.name,
        "unit_code": score.unit.code,
        "score": score.value,
        "low": score.low,
        "high": score.high,
        "known": score.known_weight,
        "code": _colour(code),
        "word": code.word if code else None,
        "shape": code.shape if code else None,
        "list": code.list if code else None,
        "reason": score.reason or (code.reason if code else None),
        "remarks": "；".join(table.remarks),
        "demo": table.demo,
    }


def _colour(code: Code | None) -> str | None:
    return code.band.code if code and code.band else None


def part_rows(catalogue: Catalogue, table: IndexTable, score: Score) -> list[Row]:
    """Return the parts of a score, a row for each KPI."""
    head = {"index": table.index_id, "month": month_text(table.month), "unit": score.unit.name}
    return [
        {
            **head,
            "kpi": score_part.kpi,
            "kpi_zh": score_part.zh,
            "figure": figure_text(catalogue.kpis[score_part.kpi], score_part.figure),
            "numerator": score_part.figure.numerator,
            "denominator": score_part.figure.denominator,
            "value": score_part.figure.value,
            "weight": score_part.weight,
            "share": score_part.share,
            "points": score_part.points,
            "contribution": score_part.contribution,
            "reason": score_part.reason or score_part.figure.note,
            "remarks": "；".join(table.remarks),
            "demo": table.demo,
        }
        for score_part in score.parts
    ]


def published_row(table: PublishedTable, line: PublishedLine, *, demo: bool) -> Row:
    """Return one unit of a published list: 原报 beside 现值."""
    published, score, code = line.published, line.score, line.code
    return {
        "month": month_text(table.publication.month),
        "publication": table.publication.label,
        "index_zh": table.index.zh,
        "unit": published.name,
        "above": published.parent_name,
        "published_score": published.value,
        "published_word": published.word,
        "published_shape": published.shape,
        "published_list": published.list,
        "published_reason": published.reason,
        "score_now": score.value if score else None,
        "word_now": code.word if code else None,
        "shape_now": code.shape if code else None,
        "list_now": code.list if code else None,
        "change": line.change,
        "differs": line.differs,
        "actor": table.publication.actor,
        "reason": table.publication.reason,
        "remarks": "；".join((*table.index.remarks, *table.notes)),
        "demo": demo,
    }
