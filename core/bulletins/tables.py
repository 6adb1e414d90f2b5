"""Tables of a bulletin: KPIs with their bases and verdicts, or the stations below a unit by one KPI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.bulletins.answers import FigureAnswer, text_with_counts
from core.bulletins.claim_row import ClaimRow
from core.bulletins.document import BulletinTable
from core.metrics.display import NO_DATA

VERDICT_HEAD = "判断"


def kpi_table(title: str, answers: Sequence[FigureAnswer]) -> BulletinTable:
    """Return a table with a row for each KPI."""
    return _table(title, "指标", [(answer.kpi.zh, answer) for answer in answers])


def station_table(title: str, answers: Sequence[FigureAnswer]) -> BulletinTable:
    """Return a table with a row for each station, in the order of the units' table, which ranks nothing."""
    return _table(title, "单位", [(answer.unit.name, answer) for answer in answers])


def _table(title: str, first: str, rows: Sequence[tuple[str, FigureAnswer]]) -> BulletinTable:
    labels = _comparison_labels([answer for _, answer in rows])
    headers = [first, "本期"]
    for label, base_label in labels.items():
        headers += [base_label, label, VERDICT_HEAD]
    return BulletinTable(
        title,
        tuple(headers),
        tuple((name, text_with_counts(answer.kpi, answer.figure), *_cells(answer, labels)) for name, answer in rows),
        tuple(claim for _, answer in rows for claim in _claims(answer)),
        tuple(name for name, _ in rows),
    )


def _comparison_labels(answers: Sequence[FigureAnswer]) -> dict[str, str]:
    """Return what the comparisons and their bases are called, in the order in which they come."""
    return {comparison.text.label: comparison.base_label for answer in answers for comparison in answer.comparisons}


def _cells(answer: FigureAnswer, labels: dict[str, str]) -> list[str]:
    by_label = {comparison.text.label: comparison for comparison in answer.comparisons}
    cells = []
    for label in labels:
        comparison = by_label.get(label)
        if comparison is None:
            cells += [NO_DATA] * 3
        else:
            cells += [
                text_with_counts(answer.kpi, comparison.change.base_figure),
                comparison.printed_change,
                comparison.text.verdict_label,
            ]
    return cells


def _claims(answer: FigureAnswer) -> list[ClaimRow]:
    return [*answer.claims, *(claim for comparison in answer.comparisons for claim in comparison.table_claims)]


def without_empty_columns(table: BulletinTable) -> BulletinTable:
    """Leave out the columns in which no row has anything; the first stays."""
    columns = [
        column
        for column in range(len(table.headers))
        if column == 0 or any(row[column] not in ("", NO_DATA) for row in table.rows)
    ]
    rows = tuple(tuple(row[column] for column in columns) for row in table.rows)
    return replace(table, headers=tuple(table.headers[column] for column in columns), rows=rows)
