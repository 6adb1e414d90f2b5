"""A figure and its changes as short texts: what a tile, a title and a table show alike."""

from __future__ import annotations

from typing import Any

from core.board.change_text import STANDARD_MARKS, ChangeText, change_text_of
from core.catalogue.model import Kpi
from core.metrics.display import cut_month, figure_text, standard_text
from core.metrics.types import Board, ChangeKind, ChangeUnit, StandardStatus
from dashboards.i18n.words import NO_DATA
from dashboards.i18n.words import verdicts as words

SECOND: tuple[ChangeKind, ...] = ("lunar", "month", "mom")
_LONGEST = 14  # a chip has room for so many characters; a longer reason is its remark


def split_figure(kpi: Kpi, text: str) -> tuple[str, str]:
    """The digits of a figure's text and its unit, which is set smaller."""
    if kpi.unit == "%" and text.endswith("%"):
        return text[:-1], "%"
    number, _, unit = text.partition(" ")
    return number, unit


def figure(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> str:
    """A KPI's figure as text."""
    return figure_text(kpi, board.figures[kpi_id, unit])


def last_month_is_cut(board: Board) -> bool:
    """Whether the data end within the last of the board's months."""
    return bool(cut_month(board))


def kinds(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> list[ChangeKind]:
    """同比 and 环比; over this year so far the last month against the one before stands for 环比.

    Near the lunar new year the 同比 aligned on it stands there instead: it tells whether the plain one misleads. What
    is counted at one moment has no festival days.
    """
    held = [kind for kind in ("yoy", *SECOND) if (kpi_id, unit, kind) in board.changes]
    wanted = [kind for kind in held if kind != "yoy" and not (kind == "lunar" and kpi.basis == "stock")]
    return [kind for kind in held if kind == "yoy" or kind in wanted[:1]]


def changes(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> list[ChangeText]:
    """The changes that are shown of a figure."""
    return [
        one
        for kind in kinds(board, kpi_id, kpi, unit)
        if (one := change_text_of(board, kpi_id, kpi, unit, kind)) is not None
    ]


def chip(one: ChangeText) -> dict[str, Any]:
    """A change as data for a component: short texts, the tone that colours its verdict, and all of it on hover."""
    short = one.change if len(one.change) <= _LONGEST else NO_DATA
    return {
        "label": one.label,
        "text": short.replace(ChangeUnit.POINTS, words.POINTS),
        "mark": one.mark,
        "verdict": one.verdict,
        "tone": one.tone,
        "span": one.span,
        "interval": one.interval,
        "remark": "\n".join(filter(None, (one.sentence, one.note))),
    }


def standard(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> dict[str, Any] | None:
    """The standard and whether it is met, as data for a component; None of a unit of which no standard speaks."""
    answer = board.standards.get((kpi_id, unit))
    if kpi.standard is None or answer is None:
        return None
    asked = board.figures[kpi_id, unit].value is not None  # without a figure there is nothing to decide
    return {
        "text": standard_text(kpi, kpi.standard),
        "line": kpi.standard.value,
        "mark": STANDARD_MARKS[answer.status] if asked else "",
        "verdict": answer.status if asked else "",
        "tone": "watch" if answer.status is StandardStatus.UNDECIDED else answer.tone,
        "remark": answer.sentence,
    }
