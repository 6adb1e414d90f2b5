"""All stations by one KPI as a table, and two to four of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.board.change_text import STANDARD_MARKS, judged_change, label_of, render
from core.catalogue.kpi_model import Kpi
from core.metrics.display import cut_month, number_text
from core.metrics.types import Board, ChangeKind, ChangeUnit
from core.store.units import UnitRef
from core.time.days import month_text
from dashboards import theme
from dashboards.components import charts
from dashboards.components import export as take_away
from dashboards.components.change_text import board_figure_text, shown_changes
from dashboards.i18n import words
from dashboards.i18n.words import export as own
from dashboards.i18n.words import verdicts


def table(board: Board, kpi_id: str, kpi: Kpi, kind: ChangeKind = "yoy") -> pd.DataFrame:
    """One row a unit, the whole bureau first; numbers as numbers, what is absent empty."""
    named = _change_name(board, kpi_id, kpi, kind)
    rows = []
    for unit in board.units:
        answer, change = board.figures[kpi_id, unit.id], board.changes[kpi_id, unit.id, kind]
        judged = board.judgements[kpi_id, unit.id, kind]
        told = render(kpi, change, judged)
        rows.append(
            {
                words.UNIT: unit.name,
                words.VALUE: None if answer.value is None else _written(kpi, answer.value),
                verdicts.MET: _met(board, kpi_id, unit.id),
                verdicts.FROM_TO: told.span,
                named: judged_change(change, judged),
                verdicts.JUDGED: told.marked_verdict,
                verdicts.INTERVAL: told.interval.removeprefix(f"{verdicts.INTERVAL} ").removesuffix(
                    f" {ChangeUnit.POINTS}"
                ),
                words.NUMERATOR: answer.numerator,
                words.DENOMINATOR: answer.denominator,
                words.REASON: answer.reason or answer.note or change.reason or told.note,
            }
        )
    frame = pd.DataFrame(rows)
    spare = [] if kpi.denominator else [words.NUMERATOR, words.DENOMINATOR]
    spare += [name for name in (words.REASON, verdicts.MET) if not frame[name].any()]
    return frame.drop(columns=spare)


def _met(board: Board, kpi_id: str, unit: int) -> str:
    answer = board.standards.get((kpi_id, unit))
    if answer is None or board.figures[kpi_id, unit].value is None:
        return ""
    return f"{STANDARD_MARKS[answer.status]} {answer.status}"


def _written(kpi: Kpi, value: float) -> float:
    """The number as the engine writes it, rounded there; a number again, so that the table sorts it as one."""
    return float(number_text(kpi, value).replace(",", ""))


def _change_name(board: Board, kpi_id: str, kpi: Kpi, kind: ChangeKind) -> str:
    form = words.CHANGE_POINTS if kpi.kind == "rate" else words.CHANGE_PERCENT
    return form.format(change=label_of(board.changes[kpi_id, board.units[0].id, kind]))


def draw_table(board: Board, kpi_id: str, kpi: Kpi, kind: ChangeKind) -> None:
    """Draws the table with one kind of change; a click on a heading sorts it."""
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        words.UNIT: st.column_config.TextColumn(words.UNIT, pinned=True),
        words.VALUE: number(f"{words.VALUE}（{kpi.unit}）", format=f"%,.{kpi.digits}f"),
        words.NUMERATOR: number(format="localized"),
        words.DENOMINATOR: number(format="localized"),
        _change_name(board, kpi_id, kpi, kind): number(format="%+g"),
    }
    data = table(board, kpi_id, kpi, kind)
    st.dataframe(data, hide_index=True, height=38 + 35 * len(data), column_config=columns, placeholder=words.NO_DATA)
    title = own.COMPARED.format(kpi=kpi.zh, period=board.label)
    take_away.draw(take_away.sheet_of_frame(title, data, columns, board.as_of), "compared", on_paper=True)


_APART = 3  # months between two names
SIDES = ["a", "b", "c", "d"]
_TOKENS = ("accent", "watch", "noise", "text")
_DASHES = [[1, 0], [6, 3], [2, 3], [8, 3, 2, 3]]  # colour is never alone


def _spec(zero: bool, axis_format: str) -> dict[str, Any]:
    base = alt.Chart(charts.EMPTY).encode(
        x=alt.X("month:O", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", scale=alt.Scale(zero=zero), axis=alt.Axis(format=axis_format, tickCount=5)),
        color=alt.Color(
            "side:N", scale=alt.Scale(domain=SIDES, range=[theme.token(name) for name in _TOKENS]), legend=None
        ),
    )
    dashed = alt.StrokeDash("side:N", scale=alt.Scale(domain=SIDES, range=_DASHES), legend=None)
    lines = base.mark_line(strokeWidth=2.5).encode(detail="side:N", strokeDash=dashed)
    names = base.transform_filter("datum.named").mark_text(align="right", dy=-12, fontSize=15, fontWeight=600)
    return charts.as_spec(alt.layer(lines, names.encode(text="name:N")))


_COLOURS = {"better": "green", "worse": "red"}  # the names under which Streamlit's theme has our two
_AMOUNT, _RATE = _spec(True, ",~f"), _spec(False, ".1%")


def _months(board: Board, kpi: str, unit: UnitRef, side: str) -> list[dict[str, Any]]:
    rows = [
        {"side": side, "name": words.short_unit(unit.name), "month": month_text(month), "value": value, "named": False}
        for month, value in zip(board.months, board.series.get((kpi, unit.id), ()), strict=False)
        if value is not None
    ]
    if rows:  # each name stands over its own line, further to the left than the one before: none covers another
        rows[max(0, len(rows) - 1 - _APART * SIDES.index(side))]["named"] = True
    return rows


def _draw_changes(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> None:
    """Each change with its judgement; only a firm verdict has a colour, and its shape goes with it."""
    for one in shown_changes(board, kpi_id, kpi, unit):
        interval = f"（{one.interval}）" if one.interval else ""
        st.text(f"{one.label} {one.span}，{one.change}{interval}", help=one.sentence)
        st.markdown(f":{_COLOURS[one.tone]}[{one.marked_verdict}]" if one.tone in _COLOURS else one.marked_verdict)


def side_by_side(board: Board, kpi_id: str, kpi: Kpi, units: Sequence[UnitRef]) -> None:
    """Two to four units: the figure, its parts and its changes, and 24 months of all in one chart."""
    for column, unit in zip(st.columns(len(units)), units, strict=True):
        with column, st.container(border=True):
            _card(board, kpi_id, kpi, unit)
    rows = [row for side, unit in zip(SIDES, units, strict=False) for row in _months(board, kpi_id, unit, side)]
    data = pd.DataFrame(rows, columns=["side", "name", "month", "value", "named"])
    with st.container(height=340, border=False, key="history"):
        title = words.SIDES_TITLE.format(kpi=kpi.zh, names="、".join(words.short_unit(unit.name) for unit in units))
        note = "，".join(filter(None, (words.MONTHLY_24, cut_month(board))))
        charts.draw(_RATE if kpi.kind == "rate" else _AMOUNT, data, key="sides", title=title, subtitle=note)


def _card(board: Board, kpi_id: str, kpi: Kpi, unit: UnitRef) -> None:
    answer = board.figures[kpi_id, unit.id]
    st.text(unit.name)
    st.markdown(f"### {board_figure_text(board, kpi_id, kpi, unit.id)}")
    _draw_changes(board, kpi_id, kpi, unit.id)
    if kpi.denominator and answer.value is not None:
        st.text(f"{words.NUMERATOR} {answer.numerator:,.0f}   {words.DENOMINATOR} {answer.denominator:,.0f}")
    if answer.reason:
        st.caption(answer.reason)
