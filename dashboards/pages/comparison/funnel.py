"""The funnel: every unit on its denominator and its value, between limits that narrow as the numbers grow."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

from core.comparison.types import Comparison, CurvePoint, Position
from core.metrics.display import rounded
from dashboards import theme
from dashboards.components import charts
from dashboards.i18n import words
from dashboards.i18n.words import comparison as fair
from dashboards.pages.comparison.comparison_text import message, value

HEIGHT = 560
LINES = {"limits998": [1, 0], "limits95": [6, 4], "plain998": [1, 3], "plain95": [1, 3]}


def _spec(axis_format: str) -> dict[str, Any]:
    base = alt.Chart(charts.EMPTY).encode(
        x=alt.X("size:Q", scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(format=",~f", grid=False)),
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=alt.Axis(format=axis_format, tickCount=6)),
    )
    limits = [
        base.transform_filter(f"datum.what=='{name}'")
        .mark_line(color=theme.token("noise"), strokeDash=dash, strokeWidth=1 if name.startswith("plain") else 1.8)
        .encode(detail="side:N")
        for name, dash in LINES.items()
    ]
    level = base.transform_filter("datum.what=='level'").mark_line(color=theme.token("second"), strokeWidth=1.4)
    points = (
        base.transform_filter("datum.what=='unit'")
        .mark_point(filled=True, opacity=1, size=charts.screen_px(110))
        .encode(
            color=alt.condition("datum.outside", alt.value(theme.token("watch")), alt.value(theme.token("accent"))),
            shape=alt.Shape(
                "position:N", scale=alt.Scale(domain=list(fair.POSITIONS), range=["circle", "diamond", "triangle-up"])
            ),
            tooltip=[alt.Tooltip("name:N", title=words.UNIT), alt.Tooltip("text:N", title=fair.VALUE)],
        )
    )
    label = base.transform_filter("datum.what=='unit' && datum.outside").mark_text(
        align="right", dx=-10, fontSize=charts.screen_px(16), fontWeight=600
    )
    return charts.as_spec(alt.layer(*limits, level, points, label.encode(text="name:N")))


_RATE, _AMOUNT = _spec(".1%"), _spec(",~f")


def _line(at: CurvePoint) -> list[tuple[Any, ...]]:
    return [
        (at.denominator, end, name, side, "", "", "", False)
        for name in LINES
        for side, end in zip(("low", "high"), getattr(at, name), strict=True)
        if end is not None
    ]


def rows(comparison: Comparison) -> list[tuple[Any, ...]]:
    """Limits, level and units as one table."""
    found = [row for at in comparison.curve for row in _line(at)]
    found += [(at.denominator, comparison.level, "level", "", "", "", "", False) for at in comparison.curve]
    for one in comparison.ranked_units:
        name, text = words.short_unit(one.unit.name), value(comparison, one.value)
        outside = one.position is not Position.INSIDE
        found.append((one.denominator, one.value, "unit", "", name, text, one.position or "", outside))
    return found


def draw(comparison: Comparison, label: str) -> None:
    """Draws it, the finding in its title; what a funnel is, where one may wonder."""
    number, text = charts.NUMBER, charts.TEXT
    data = charts.arrow_table(
        rows(comparison), size=number, value=number, what=text, side=text, name=text, text=text, position=text,
        outside=charts.BOOLEAN,
    )  # fmt: skip
    phi = comparison.phi
    limits = fair.WIDENED.format(phi=rounded(phi, 1)) if phi is not None and phi > 1 else fair.NOT_WIDENED
    under = [
        fair.WHO.format(
            group=comparison.group.zh,
            basis=comparison.group.basis,
            many=len(comparison.ranked_units),
            kind=comparison.unit_kind,
            denominator=comparison.denominator_zh,
        ),
        fair.GROUP_LEVEL.format(level=value(comparison, comparison.level), limits=limits),
    ]
    spec = _RATE if comparison.unit == "%" else _AMOUNT
    with st.container(height=HEIGHT, border=False, key="funnel"):
        charts.draw(spec, data, key="funnel_chart", title=message(comparison, label), subtitle=under)
    st.caption(comparison.quantity_zh, help=fair.WHAT_FUNNEL)
