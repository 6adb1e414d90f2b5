"""Two to four stations side by side by one KPI: figure and changes of each, and 24 months in one chart."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.metrics.display import cut_month_note, figure_mark
from core.metrics.types import Board
from core.store.units import UnitRef
from core.time.days import day_number, month_text
from dashboards import theme
from dashboards.components import charts
from dashboards.components.change_text import board_figure_text, is_last_month_cut, shown_changes, unripe_note
from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import month_chart as month_chart_words
from dashboards.i18n.words import verdicts

AMOUNT, RATE = (True, ",~f"), (False, ".1%")  # whether the axis begins at 0, and its numbers
_NAME_SPACING = 3  # months between two names
SIDE_LETTERS = ["a", "b", "c", "d"]
_COLOUR_TOKENS = ("accent", "watch", "noise", "text")
_DASHES = [[1, 0], [6, 3], [2, 3], [8, 3, 2, 3]]  # colour is never alone


@charts.authored(AMOUNT, RATE)
def _spec(zero: bool, axis_format: str) -> dict[str, Any]:
    import altair as alt  # here, since pages draw without it

    base = alt.Chart().encode(
        x=alt.X("month:O", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", scale=alt.Scale(zero=zero), axis=alt.Axis(format=axis_format, tickCount=5)),
        color=alt.Color(
            "side:N",
            scale=alt.Scale(domain=SIDE_LETTERS, range=[theme.token(name) for name in _COLOUR_TOKENS]),
            legend=None,
        ),
    )
    dashes = alt.StrokeDash("side:N", scale=alt.Scale(domain=SIDE_LETTERS, range=_DASHES), legend=None)
    lines = base.mark_line(strokeWidth=2.5).encode(detail="side:N", strokeDash=dashes)
    names = base.transform_filter("datum.named").mark_text(align="right", dy=-12, fontSize=15, fontWeight=600)
    cut = base.transform_filter("datum.mark != ''")
    # What is read aloud is the mark beside it; without a month that is cut there is none.
    hollow = cut.mark_point(filled=False, size=70, strokeWidth=2, aria=False).encode(detail="side:N")
    marks = cut.mark_text(align="right", dx=-8, dy=10, fontSize=13).encode(text="mark:N", detail="side:N")
    return charts.as_spec(alt.layer(lines, names.encode(text="name:N"), hollow, marks))


_STREAMLIT_COLOURS = {"better": "green", "worse": "red"}  # the names of our two colours in Streamlit's theme


def history_rows(board: Board, kpi_id: str, kpi: Kpi, unit: UnitRef, side: str) -> list[dict[str, Any]]:
    """Return a station's months; the last has a mark where it is not over, and so younger than the others."""
    cut = month_chart_words.UNRIPE_MARK if kpi.basis == "cohort" else month_chart_words.CUT_MARK
    is_cut = kpi.basis != "stock" and is_last_month_cut(board)
    rows = [
        {
            "side": side,
            "name": words.short_unit(unit.name),
            "month": month_text(month),
            "value": value,
            "named": False,
            "mark": cut if is_cut and month == board.months[-1] else "",
        }
        for month, value in zip(board.months, board.series.get((kpi_id, unit.id), ()), strict=False)
        if value is not None
    ]
    if rows:  # each name stands over its own line, further to the left than the one before: none covers another
        rows[max(0, len(rows) - 1 - _NAME_SPACING * SIDE_LETTERS.index(side))]["named"] = True
    return rows


def _draw_changes(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> None:
    """Draw each change with its judgement; only a firm verdict has a colour, and its shape goes with it."""
    for change in shown_changes(board, kpi_id, kpi, unit):
        interval = f"（{change.interval}）" if change.interval else ""
        st.text(f"{change.label} {change.span}，{change.change}{interval}", help=change.sentence)
        colour = _STREAMLIT_COLOURS.get(change.tone)
        st.markdown(f":{colour}[{change.marked_verdict}]" if colour else change.marked_verdict)


def draw(board: Board, kpi_id: str, kpi: Kpi, units: Sequence[UnitRef], doubted: Container[int] = ()) -> None:
    """Draw a card a unit: the figure, its parts and its changes; and 24 months of all of them in one chart.

    Of a unit whose data are `doubted` no change is told.
    """
    for column, unit in zip(st.columns(len(units)), units, strict=True):
        with column, st.container(border=True):
            _draw_card(board, kpi_id, kpi, unit, is_doubted=unit.id in doubted)
    rows = [
        row
        for side, unit in zip(SIDE_LETTERS, units, strict=False)
        for row in history_rows(board, kpi_id, kpi, unit, side)
    ]
    data = pd.DataFrame(rows, columns=["side", "name", "month", "value", "named", "mark"])
    with st.container(height=340, border=False, key="history"):
        title = comparison_words.SIDE_BY_SIDE_TITLE.format(
            kpi=kpi.zh, names="、".join(words.short_unit(unit.name) for unit in units)
        )
        remark = month_chart_words.KNOWN_AT_END if kpi.basis == "cohort" else ""
        is_over = board.calendar.month_of(board.period.last) < board.calendar.month_of(day_number(board.as_of))
        then = comparison_words.MONTHLY_24_THEN.format(month=month_text(board.months[-1]))
        notes = then if is_over else comparison_words.MONTHLY_24, remark, cut_month_note(board), unripe_note(board, kpi)
        note = "，".join(filter(None, notes))
        charts.draw(_spec(*(RATE if kpi.kind == "rate" else AMOUNT)), data, key="sides", title=title, subtitle=note)


def _draw_card(board: Board, kpi_id: str, kpi: Kpi, unit: UnitRef, *, is_doubted: bool) -> None:
    figure = board.figures[kpi_id, unit.id]
    st.text(unit.name)
    st.markdown(f"### {board_figure_text(board, kpi_id, kpi, unit.id)}")
    if is_doubted:
        st.text(verdicts.DOUBTED)
    else:
        _draw_changes(board, kpi_id, kpi, unit.id)
    if kpi.denominator and figure.value is not None:
        st.text(f"{words.NUMERATOR} {figure.numerator:,.0f}   {words.DENOMINATOR} {figure.denominator:,.0f}")
    if figure.reason or figure_mark(figure):
        st.caption(figure.reason or figure.note or "")
