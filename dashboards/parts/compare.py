"""All stations by one KPI as a table, and two of them side by side."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.catalogue.model import Kpi
from core.days import month_text
from core.engine.answers import Board
from core.engine.display import POINTS, cut_month, number_text
from core.engine.said import STANDARD_MARKS, moved, say
from core.store.units import UnitRef
from dashboards import theme, words
from dashboards.parts import charts, take_away
from dashboards.parts.changes import changes, figure
from dashboards.words import take_away as own
from dashboards.words import verdicts


def table(board: Board, kpi_id: str, kpi: Kpi) -> pd.DataFrame:
    """One row a unit, the whole bureau first; numbers as numbers, what is absent empty."""
    rows = []
    for unit in board.units:
        answer, change = board.figures[kpi_id, unit.id], board.changes[kpi_id, unit.id, "yoy"]
        judged = board.judgements[kpi_id, unit.id, "yoy"]
        told = say(kpi, change, judged)
        rows.append(
            {
                words.UNIT: unit.name,
                words.VALUE: None if answer.value is None else _written(kpi, answer.value),
                verdicts.MET: _met(board, kpi_id, unit.id),
                verdicts.FROM_TO: told.span,
                _change_name(kpi): moved(change, judged),
                verdicts.JUDGED: told.judged,
                verdicts.INTERVAL: told.interval.removeprefix(f"{verdicts.INTERVAL} ").removesuffix(f" {POINTS}"),
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
    return f"{STANDARD_MARKS[answer.verdict]} {answer.verdict}"


def _written(kpi: Kpi, value: float) -> float:
    """The number as the engine writes it, rounded there; a number again, so that the table sorts it as one."""
    return float(number_text(kpi, value).replace(",", ""))


def _change_name(kpi: Kpi) -> str:
    return words.CHANGE_POINTS if kpi.kind == "rate" else words.CHANGE_PERCENT


def draw_table(board: Board, kpi_id: str, kpi: Kpi) -> None:
    """Draws the table; a click on a heading sorts it."""
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        words.UNIT: st.column_config.TextColumn(words.UNIT, pinned=True),
        words.VALUE: number(f"{words.VALUE}（{kpi.unit}）", format=f"%,.{kpi.digits}f"),
        words.NUMERATOR: number(format="localized"),
        words.DENOMINATOR: number(format="localized"),
        _change_name(kpi): number(format="%+g"),
    }
    data = table(board, kpi_id, kpi)
    st.dataframe(data, hide_index=True, height=38 + 35 * len(data), column_config=columns, placeholder=words.NO_DATA)
    title = own.COMPARED.format(kpi=kpi.zh, period=board.label)
    take_away.draw(take_away.frame(title, data, columns, board.as_of), "compared", on_paper=True)


def _spec(zero: bool, axis_format: str) -> dict[str, Any]:
    base = alt.Chart(charts.EMPTY).encode(
        x=alt.X("month:O", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", scale=alt.Scale(zero=zero), axis=alt.Axis(format=axis_format, tickCount=5)),
        color=alt.Color(
            "side:N", scale=alt.Scale(domain=["a", "b"], range=[theme.token("accent"), theme.token("watch")])
        ),
    )
    lines = base.mark_line(strokeWidth=2.5).encode(detail="side:N")
    end = base.transform_filter("datum.end").mark_text(align="right", dy=-12, fontSize=15, fontWeight=600)
    return charts.as_spec(alt.layer(lines, end.encode(text="name:N")))


_COLOURS = {"better": "green", "worse": "red"}  # the names under which Streamlit's theme has our two
_AMOUNT, _RATE = _spec(True, ",~f"), _spec(False, ".1%")


def _months(board: Board, kpi: str, unit: UnitRef, side: str) -> list[dict[str, Any]]:
    rows = [
        {"side": side, "name": words.short_unit(unit.name), "month": month_text(month), "value": value, "end": False}
        for month, value in zip(board.months, board.series.get((kpi, unit.id), ()), strict=False)
        if value is not None
    ]
    if rows:
        rows[-1]["end"] = True
    return rows


def _draw_changes(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> None:
    """Each change with its judgement; only a firm verdict has a colour, and its shape goes with it."""
    for one in changes(board, kpi_id, kpi, unit):
        interval = f"（{one.interval}）" if one.interval else ""
        st.text(f"{one.label} {one.span}，{one.change}{interval}", help=one.whole)
        st.markdown(f":{_COLOURS[one.tone]}[{one.judged}]" if one.tone in _COLOURS else one.judged)


def side_by_side(board: Board, kpi_id: str, kpi: Kpi, first: UnitRef, second: UnitRef) -> None:
    """Two units: the figure, its parts and its changes, and 24 months of both in one chart."""
    for column, unit in zip(st.columns(2), (first, second), strict=True):
        answer = board.figures[kpi_id, unit.id]
        with column, st.container(border=True):
            st.text(unit.name)
            st.markdown(f"### {figure(board, kpi_id, kpi, unit.id)}")
            _draw_changes(board, kpi_id, kpi, unit.id)
            parts = []
            if kpi.denominator and answer.value is not None:
                parts.append(f"{words.NUMERATOR} {answer.numerator:,.0f}")
                parts.append(f"{words.DENOMINATOR} {answer.denominator:,.0f}")
            if parts:
                st.text("   ".join(parts))
            if answer.reason:
                st.caption(answer.reason)
    rows = [*_months(board, kpi_id, first, "a"), *_months(board, kpi_id, second, "b")]
    data = pd.DataFrame(rows, columns=["side", "name", "month", "value", "end"])
    with st.container(height=340, border=False):
        names = [words.short_unit(unit.name) for unit in (first, second)]
        title = words.TWO_UNITS.format(kpi=kpi.zh, first=names[0], second=names[1])
        note = "，".join(filter(None, (words.MONTHLY_24, cut_month(board))))
        spec = _RATE if kpi.kind == "rate" else _AMOUNT
        charts.draw(spec, data, key="sides", title=title, subtitle=note)
