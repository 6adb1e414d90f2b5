"""The funnel: every unit on its denominator and its value, between limits that narrow as the numbers grow."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.comparison.types import Comparison, CurvePoint, Position
from core.comparison.value_text import estimate_text, value_text
from core.comparison.words import POSITIONS
from core.metrics.display import rounded_estimate
from core.metrics.types import ChangeUnit
from dashboards import theme
from dashboards.components import charts
from dashboards.components.markdown import escape_markdown
from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words.verdicts import DOUBT_MARK
from dashboards.pages.comparison.comparison_text import against_text, each_unit, of_level, position_text, title

HEIGHT = 500
LIMIT_DASHES = {"limits998": [1, 0], "limits95": [6, 4], "plain998": [1, 3], "plain95": [1, 3]}
_RATE, _AMOUNT = ".1%", ",~f"  # formats of the axis
NEAR_THE_EDGE = 28  # px from it, within which a number is set inwards: half of 100,000
_OF_STATIONS = comparison_words.POSITION.format(level=words.level([]))  # as almost every bureau compares


@charts.authored((_RATE, _OF_STATIONS), (_AMOUNT, _OF_STATIONS))
def funnel_spec(axis_format: str, usual: str) -> dict[str, Any]:
    """Return the chart; `usual` heads what is said of the usual differences."""
    import altair as alt  # here, since pages draw without it

    base = alt.Chart().encode(
        x=alt.X(
            "size:Q",
            scale=alt.Scale(zero=False, nice=False),
            axis=alt.Axis(format=",~f", grid=False, tickCount=8, labelFlush=NEAR_THE_EDGE),
        ),
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=alt.Axis(format=axis_format, tickCount=6)),
    )
    limits = [
        base.transform_filter(f"datum.series=='{name}'")
        .mark_line(color=theme.token("noise"), strokeDash=dash, strokeWidth=1 if name.startswith("plain") else 1.8)
        .encode(detail="side:N")
        for name, dash in LIMIT_DASHES.items()
    ]
    level = base.transform_filter("datum.series=='level'").mark_line(color=theme.token("secondary"), strokeWidth=1.4)
    points = (
        base.transform_filter("datum.series=='unit'")
        .mark_point(filled=True, opacity=1, size=charts.screen_px(110))
        .encode(
            color=alt.condition("datum.outside", alt.value(theme.token("watch")), alt.value(theme.token("accent"))),
            shape=alt.Shape(
                "position:N",
                scale=alt.Scale(domain=list(POSITIONS), range=["circle", "diamond", "triangle-up"]),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=words.UNIT),
                alt.Tooltip("text:N", title=comparison_words.VALUE),
                alt.Tooltip("against:N", title=comparison_words.AGAINST),
                alt.Tooltip("usual:N", title=usual),
            ],
        )
    )
    # Of a unit in doubt nothing is said: a ring without a verdict's shape, with its mark and its name, which is read.
    doubted = (
        base.transform_filter("datum.series=='doubted'")
        .mark_point(filled=False, shape="circle", color=theme.token("muted"), size=charts.screen_px(110), aria=False)
        .encode(tooltip=[alt.Tooltip("name:N", title=words.UNIT), alt.Tooltip("text:N", title=comparison_words.VALUE)])
    )
    doubted_units = base.transform_filter("datum.series=='doubted'").encode(text="name:N")
    outside = base.transform_filter("datum.series=='unit' && datum.outside").encode(text="name:N")
    plain: dict[str, Any] = {"align": "right", "dx": -10, "fontSize": charts.screen_px(16)}
    ground = theme.token("ground")  # limits run through where names stand: these lie on a strip of ground
    halo: dict[str, Any] = {**plain, "color": ground, "stroke": ground, "strokeWidth": 5, "strokeJoin": "round"}
    names = [
        doubted_units.mark_text(**halo, aria=False),
        outside.mark_text(**halo, fontWeight=600, aria=False),
        outside.mark_text(**plain, fontWeight=600),
        doubted_units.mark_text(**plain, color=theme.token("muted")),
    ]
    return charts.as_spec(alt.layer(*limits, level, *names[:2], points, doubted, *names[2:]))


def _limit_rows(point: CurvePoint) -> list[tuple[Any, ...]]:
    return [
        (point.denominator, end, name, side, "", "", "", "", "", False)
        for name in LIMIT_DASHES
        for side, end in zip(("low", "high"), getattr(point, name), strict=True)
        if end is not None
    ]


def rows(comparison: Comparison) -> list[tuple[Any, ...]]:
    """Return limits, level and units as one table."""
    table = [row for point in comparison.curve for row in _limit_rows(point)]
    level = comparison.level
    table += [(point.denominator, level, "level", "", "", "", "", "", "", False) for point in comparison.curve]
    for ranked in comparison.ranked_units:
        texts = value_text(comparison, ranked.exact), against_text(comparison, ranked), position_text(ranked)
        is_outside, name = ranked.position not in (Position.INSIDE, None), words.short_unit(ranked.unit.name)
        series, name = ("doubted", f"{DOUBT_MARK} {name}") if ranked.is_doubted else ("unit", name)
        table.append((ranked.denominator, ranked.value, series, "", name, *texts, ranked.position or "", is_outside))
    return table


def _limits_text(comparison: Comparison) -> str:
    """Return what the limits are made of."""
    if not comparison.spread:
        return comparison_words.NOT_WIDENED.format(each=each_unit(comparison))
    if comparison.unit == "%":
        spread = f"{rounded_estimate(comparison.spread * 100, 1)} {ChangeUnit.POINTS}"
    else:
        spread = estimate_text(comparison, comparison.spread)
    return comparison_words.WIDENED.format(each=each_unit(comparison), spread=spread)


def draw(comparison: Comparison, kpi_label: str) -> None:
    """Draw the funnel, the finding above it, and an explanation of funnels."""
    number, text = charts.NUMBER, charts.TEXT
    data = charts.arrow_table(
        rows(comparison),
        size=number,
        value=number,
        series=text,
        side=text,
        name=text,
        text=text,
        against=text,
        usual=text,
        position=text,
        outside=charts.BOOLEAN,
    )
    subtitle = [
        comparison_words.COMPARED_UNITS.format(
            group=comparison.group.zh,
            basis=comparison.group.basis,
            many=len(comparison.ranked_units),
            kind=comparison.unit_kind,
            quantity=comparison.quantity_zh,
            denominator=comparison.denominator_zh,
        ),
        comparison_words.GROUP_LEVEL.format(level=value_text(comparison, comparison.exact_level)),
        _limits_text(comparison),
    ]
    axis_format = _RATE if comparison.unit == "%" else _AMOUNT
    spec, heading = (
        funnel_spec(axis_format, of_level(comparison_words.POSITION, comparison)),
        title(comparison, kpi_label),
    )
    with st.container(key="funnel_title"):
        st.markdown(f"**{escape_markdown(heading)}**")
        st.caption("  \n".join(map(escape_markdown, subtitle)))
    with st.container(height=HEIGHT, border=False, key="funnel"):
        charts.draw(spec, data, key="funnel_chart", title=heading, subtitle=subtitle, is_title_above=True)
    st.caption(comparison_words.FUNNEL_HOW, help=of_level(comparison_words.FUNNEL_HELP, comparison))
