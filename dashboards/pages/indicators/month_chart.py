"""The month chart of the KPI in the address: one sentence where something lies outside, the months, their limits."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.features.month_chart.text import basis_text, chart_sentence, point_name, range_text
from core.features.month_chart.types import MonthChart, MonthPoint, MonthState
from core.metrics.display import NO_DATA, amount_text
from core.store.sqlite import StoreError
from dashboards import theme
from dashboards.components import charts
from dashboards.i18n.words import month_chart as words
from dashboards.queries import month_charts, session

KEY, UNIT = "kpi", "unit"  # in the address
HEIGHT = 380


def _spec(axis_format: str) -> dict[str, Any]:
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=10)
    base = alt.Chart(charts.EMPTY).encode(x=alt.X("month:O", sort=None, axis=axis))
    scale = alt.Scale(zero=False, padding=8)
    value = alt.Y("value:Q", scale=scale, axis=alt.Axis(format=axis_format, tickCount=5))
    limits = [
        base.mark_line(interpolate="step", color=theme.token("noise"), strokeDash=dash, strokeWidth=1.4).encode(
            y=alt.Y(f"{name}:Q", scale=scale)
        )
        for name, dash in (("low", [6, 4]), ("high", [6, 4]), ("centre", [1, 0]))
    ]
    line = base.mark_line(color=theme.token("accent"), strokeWidth=2).encode(y=value)
    points = base.mark_point(opacity=1, strokeWidth=2).encode(
        y=value,
        color=alt.condition("datum.outside", alt.value(theme.token("watch")), alt.value(theme.token("accent"))),
        fill=alt.condition("datum.filled", alt.value(theme.token("accent")), alt.value(theme.token("panel"))),
        shape=alt.condition("datum.outside", alt.value("diamond"), alt.value("circle")),
        size=alt.condition("datum.outside", alt.value(150), alt.value(45)),
        tooltip=[
            alt.Tooltip("month:N", title=words.MONTH),
            alt.Tooltip("text:N", title=words.VALUE),
            alt.Tooltip("limits:N", title=words.LIMITS),
            alt.Tooltip("state:N", title=words.STATE),
        ],
    )
    labels = base.transform_filter("datum.label != ''").mark_text(dy=-14, fontSize=14, fontWeight=600)
    return charts.as_spec(alt.layer(*limits, line, points, labels.encode(y=value, text="label:N")))


_RATE, _AMOUNT = _spec(".1%"), _spec(",~f")


def rows(kpi: Kpi, chart: MonthChart) -> list[tuple[Any, ...]]:
    """Return the points as rows; those that make the limits and those judged are filled."""
    return [_row(kpi, point) for point in chart.points]


def _row(kpi: Kpi, point: MonthPoint) -> tuple[Any, ...]:
    is_unripe = point.state is MonthState.UNRIPE
    text = NO_DATA if point.exact is None else amount_text(kpi, point.exact)
    outside = "" if point.outside is None else words.OUTSIDE.format(side=point.outside)
    label = str(MonthState.UNRIPE) if is_unripe else point_name(point) if point.outside is not None else ""
    state = outside or point.reason or point.state
    numbers = (point.value, point.low, point.centre, point.high)
    is_filled = not is_unripe and point.outside is None
    return point_name(point), *numbers, text, range_text(kpi, point), state, label, bool(outside), is_filled


def draw(kpi_id: str, kpi: Kpi, root: int) -> None:
    """Draw the chart of a KPI, of the unit in the address or else of the viewer's own."""
    requested = st.query_params.get(UNIT, "")
    unit = int(requested) if requested.isdecimal() and int(requested) in session.units().units else root
    try:
        chart = month_charts.month_chart(kpi_id, unit)
    except StoreError as error:
        st.caption(str(error))
        return
    name = words.TITLE.format(kpi=kpi.zh, unit=chart.unit.name)
    sentence = chart_sentence(kpi, chart)
    if not chart.points:
        st.markdown(f"### {name}")
        st.caption(basis_text(chart))
        return
    _draw_chart(kpi, chart, sentence or name, [name, basis_text(chart)] if sentence else [basis_text(chart)])


def _draw_chart(kpi: Kpi, chart: MonthChart, title: str, subtitle: list[str]) -> None:
    number, text, flag = charts.NUMBER, charts.TEXT, charts.BOOLEAN
    data = charts.arrow_table(
        rows(kpi, chart),
        month=text,
        value=number,
        low=number,
        centre=number,
        high=number,
        text=text,
        limits=text,
        state=text,
        label=text,
        outside=flag,
        filled=flag,
    )
    with st.container(height=HEIGHT, border=False, key="month_chart"):
        spec = _RATE if kpi.kind == "rate" else _AMOUNT
        charts.draw(spec, data, key="month_chart_drawn", title=title, subtitle=subtitle)
