"""All stations by one KPI as a table: figure, standard, change and verdict."""

from __future__ import annotations

from collections.abc import Container

import pandas as pd

from core.board.change_text import STANDARD_MARKS, interval_ends_text, judged_change, label_of, render
from core.catalogue.kpi_model import Kpi
from core.metrics.display import most_decimals, number_as_printed
from core.metrics.types import Board, ChangeKind
from dashboards.components import export, frame_table
from dashboards.components.frame_table import Column
from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import verdicts


def table(board: Board, kpi_id: str, kpi: Kpi, kind: ChangeKind = "yoy", doubted: Container[int] = ()) -> pd.DataFrame:
    """Return one row a unit, the whole bureau first; numbers as numbers, absent ones empty.

    Of a unit whose data are `doubted` neither a change is told, nor whether it meets its standard.
    """
    change_name = _change_name(board, kpi_id, kpi, kind)
    rows = []
    for unit in board.units:
        figure, change = board.figures[kpi_id, unit.id], board.changes[kpi_id, unit.id, kind]
        judged = board.judgements[kpi_id, unit.id, kind]
        text, is_doubted = render(kpi, change, judged), unit.id in doubted
        rows.append(
            {
                words.UNIT: unit.name,
                words.VALUE: number_as_printed(kpi, figure),
                verdicts.MET: "" if is_doubted else _standard_text(board, kpi_id, unit.id),
                verdicts.FROM_TO: text.span,
                change_name: None if is_doubted else judged_change(change, judged),
                verdicts.JUDGED: verdicts.DOUBTED if is_doubted else text.marked_verdict,
                verdicts.INTERVAL: "" if is_doubted else interval_ends_text(change, judged),
                verdicts.DETECTABLE: "" if is_doubted else text.detectable_amount,
                words.NUMERATOR: figure.numerator,
                words.DENOMINATOR: figure.denominator,
                comparison_words.REASON: figure.reason or figure.note or change.reason or text.note,
            }
        )
    frame = pd.DataFrame(rows)
    empty_columns = [] if kpi.denominator else [words.NUMERATOR, words.DENOMINATOR]
    empty_columns += [name for name in (comparison_words.REASON, verdicts.MET) if not frame[name].any()]
    return frame.drop(columns=empty_columns)


def _standard_text(board: Board, kpi_id: str, unit: int) -> str:
    standard = board.standards.get((kpi_id, unit))
    if standard is None or board.figures[kpi_id, unit].value is None:
        return ""
    return f"{STANDARD_MARKS[standard.status]} {standard.status}"


def _change_name(board: Board, kpi_id: str, kpi: Kpi, kind: ChangeKind) -> str:
    template = comparison_words.CHANGE_POINTS if kpi.kind == "rate" else comparison_words.CHANGE_PERCENT
    return template.format(change=label_of(board.changes[kpi_id, board.units[0].id, kind]))


def draw(board: Board, kpi_id: str, kpi: Kpi, kind: ChangeKind, doubted: Container[int] = ()) -> None:
    """Draw the table with one kind of change; a click on a heading sorts it."""
    data = table(board, kpi_id, kpi, kind, doubted)
    decimals = most_decimals(data[words.VALUE].dropna(), kpi.digits)
    columns = {
        words.VALUE: Column(f"{words.VALUE}（{kpi.unit}）", f",.{decimals}f"),
        _change_name(board, kpi_id, kpi, kind): Column(form="+,.10g"),
    }
    frame_table.draw(data, "changes_rows", columns)
    title = export_words.COMPARED.format(kpi=kpi.zh, period=board.label)
    export.draw(export.sheet_of_frame(title, data, columns, board.as_of), "compared")
