"""A figure and its changes as short texts, alike in tiles, titles and tables."""

from __future__ import annotations

from typing import Any

from core.board.change_text import STANDARD_MARKS, ChangeText, change_text_of
from core.catalogue.kpi_model import Kpi
from core.metrics.display import cut_month, figure_mark, figure_text, number_text, standard_text
from core.metrics.types import Board, ChangeKind, ChangeUnit, Figure, StandardStatus, Verdict
from dashboards.i18n.words import NO_DATA
from dashboards.i18n.words import month_chart as month_chart_words
from dashboards.i18n.words import verdicts as words

SHORT_TERM_KINDS: tuple[ChangeKind, ...] = ("lunar", "month", "mom")
_LONGEST_SPAN = 9  # letters of a period's name beside a tile's: 2026年第三季度
_MAX_CHIP_LENGTH = 14  # characters that a chip has room for; a longer reason is its remark


def figure_parts(kpi: Kpi, figure: Figure) -> tuple[str, str]:
    """Return the digits of a figure and its unit, which is set smaller; — and no unit where there is no figure."""
    return (NO_DATA, "") if figure.exact is None else (number_text(kpi, figure.exact), kpi.unit)


def figure_span(board: Board, kpi: Kpi) -> str:
    """Return which days a tile's figure is of, as short as a tile needs it: those of a month stand apart from it."""
    if kpi.basis == "stock":
        return words.AT_A_MOMENT
    return board.label if len(board.label) <= _LONGEST_SPAN else words.THIS_PERIOD


def board_figure_text(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> str:
    """Return a KPI's figure as text, with a mark where it adds up a false report, or is not ripe."""
    return marked_figure_text(kpi, board.figures[kpi_id, unit])


def marked_figure_text(kpi: Kpi, figure: Figure) -> str:
    """Return a figure as text with that mark."""
    mark = figure_mark(figure)
    return f"{figure_text(kpi, figure)}（{mark}）" if mark else figure_text(kpi, figure)


def with_doubt(text: str, *, is_doubted: bool) -> str:
    """Return a figure with the mark that its data are in doubt, where they are."""
    return f"{words.DOUBT_MARK} {text}" if is_doubted else text


def is_last_month_cut(board: Board) -> bool:
    """Return True if the data end within the last of the board's months."""
    return cut_month(board) is not None


def unripe_note(board: Board, kpi: Kpi) -> str:
    """Return the remark that the last month of a row is younger than the others: of a cohort, where it is cut."""
    return month_chart_words.UNRIPE if kpi.basis == "cohort" and is_last_month_cut(board) else ""


def shown_kinds(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> list[ChangeKind]:
    """Return 同比 and 环比; over this year so far the last month against the one before stands for 环比.

    Near the lunar new year the 同比 aligned on it stands there instead: it tells whether the plain one misleads. A
    stock, counted at one moment, has no festival days.
    """
    available = [kind for kind in ("yoy", *SHORT_TERM_KINDS) if (kpi_id, unit, kind) in board.changes]
    short_term = [kind for kind in available if kind != "yoy" and not (kind == "lunar" and kpi.basis == "stock")]
    return [kind for kind in available if kind == "yoy" or kind in short_term[:1]]


def shown_changes(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> list[ChangeText]:
    """Return the changes that are shown of a figure."""
    return [
        change
        for kind in shown_kinds(board, kpi_id, kpi, unit)
        if (change := change_text_of(board, kpi_id, kpi, unit, kind)) is not None
    ]


def chip_data(change: ChangeText) -> dict[str, Any]:
    """Return a change as data for a component: short texts, the tone of its verdict, and all of it on hover.

    `absence` is why there is no number where that is too long for a chip: a table has room for it.
    """
    is_long = len(change.change) > _MAX_CHIP_LENGTH
    return {
        "label": change.label,
        "text": NO_DATA if is_long else change.change,
        "absence": change.change if is_long else "",
        "mark": "" if is_long and change.mark == NO_DATA else change.mark,  # one dash says it
        "verdict": change.verdict_label,
        "could": _could_tell(change),
        "tone": change.tone,
        "span": change.span,
        "interval": change.interval,
        "remark": "\n".join(filter(None, (change.sentence, _detectable(change), change.note))),
    }


def short_points(text: str) -> str:
    """Return a change with its unit as short as a tile needs it."""
    return text.replace(ChangeUnit.POINTS, words.POINTS_SHORT)


def _could_tell(change: ChangeText) -> str:
    """Return, beside an open answer, the smallest change that would have been told, such as 能看出 ±25%."""
    if change.verdict is not Verdict.UNCLEAR or not change.detectable_amount:
        return ""
    return words.COULD_TELL.format(amount=change.detectable_amount)


def _detectable(change: ChangeText) -> str:
    """Return what could have been told; the sentence of an open answer has it already."""
    return "" if change.verdict is Verdict.UNCLEAR else change.detectable


def standard_data(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> dict[str, Any] | None:
    """Return the standard and whether it is met, as data; None for a unit that no standard applies to."""
    kpi = kpi.with_standard_of(board.period.last)
    answer = board.standards.get((kpi_id, unit))
    if kpi.standard is None or answer is None:
        return None
    has_figure = board.figures[kpi_id, unit].value is not None  # without one there is nothing to decide
    return {
        "text": standard_text(kpi, kpi.standard),
        "line": kpi.standard.value,
        "mark": STANDARD_MARKS[answer.status] if has_figure else "",
        "verdict": answer.status if has_figure else "",
        "tone": "watch" if answer.status is StandardStatus.UNDECIDED else answer.tone,
        "remark": answer.sentence,
    }
