"""The month chart of the KPI in the address: one sentence where something lies outside, the months, their limits."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.features.month_chart.text import basis_text, chart_sentence, point_name, range_text
from core.features.month_chart.types import ChartKind, MonthChart, MonthPoint, MonthState
from core.metrics.display import NO_DATA, amount_text
from core.store.sqlite import StoreError
from dashboards import theme
from dashboards.components import charts
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import month_chart as words
from dashboards.queries import month_charts, session
from dashboards.server.sent_numbers import whole_number

KEY, UNIT = "kpi", "unit"  # in the address
HEIGHT = 330
BESIDE = 3  # so many earlier months can the text of a mark reach over on a telephone
MARKS = ["before", "judged", "outside"]  # of the points
RATE, AMOUNT = ".1%", ",~f"  # the numbers of an axis
_MARK_COLOURS = ("noise", "accent", "watch")


@charts.authored((RATE,), (AMOUNT,))
def _spec(axis_format: str) -> dict[str, Any]:
    import altair as alt  # here, since pages draw without it

    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=10)
    base = alt.Chart().encode(x=alt.X("month:O", sort=None, axis=axis))
    scale = alt.Scale(zero=False, padding=8)
    value = alt.Y("value:Q", scale=scale, axis=alt.Axis(format=axis_format, tickCount=5))
    limits = [
        base.mark_line(interpolate="step", color=theme.token("noise"), strokeDash=dash, strokeWidth=1.4).encode(
            y=alt.Y(f"{name}:Q", scale=scale)
        )
        for name, dash in (("low", [6, 4]), ("high", [6, 4]), ("centre", [1, 0]))
    ]
    line = base.mark_line(color=theme.token("noise"), strokeWidth=1.6).encode(y=value)
    points = base.mark_point(opacity=1, filled=True).encode(
        y=value,
        color=alt.Color("mark:N", scale=alt.Scale(domain=MARKS, range=[theme.token(name) for name in _MARK_COLOURS])),
        shape=alt.Shape("mark:N", scale=alt.Scale(domain=MARKS, range=["circle", "circle", "diamond"])),
        size=alt.Size("mark:N", scale=alt.Scale(domain=MARKS, range=[45, 60, 170])),
        tooltip=[
            alt.Tooltip("month:N", title=words.MONTH),
            alt.Tooltip("text:N", title=words.VALUE),
            alt.Tooltip("limits:N", title=words.LIMITS),
            alt.Tooltip("state:N", title=words.STATE),
        ],
    )
    labels = (
        base.transform_filter("datum.label != ''")
        .mark_text(align="right", dx=12, dy=-16, fontSize=14, fontWeight=600)
        .encode(y=alt.Y("label_at:Q", scale=scale), text="label:N")
    )
    return charts.as_spec(alt.layer(*limits, line, points, labels), padding={"top": 6, "right": 8})


def rows(kpi: Kpi, chart: MonthChart) -> list[tuple[Any, ...]]:
    """Return the points as rows: counts by the day, for months and two of them together differ in days.

    A month that is too young has no point: it would look like a collapse. Its mark stands above all that is drawn of
    the months before it. Nor has one of another area: the line would jump.
    """
    drawn: list[tuple[Any, ...]] = []
    for point in chart.points:
        days = point.days if chart.kind is ChartKind.U_PRIME else 1
        drawn.append(_row(kpi, point, days, _top(drawn[-BESIDE:]), point is chart.newest))
    return drawn


def _top(months: list[tuple[Any, ...]]) -> float | None:
    """Return the highest value, limit or mark of rows."""
    return max((number for month in months for number in month[1:6] if number is not None), default=None)


def _row(kpi: Kpi, point: MonthPoint, days: int, top: float | None, is_newest: bool) -> tuple[Any, ...]:
    text = NO_DATA if point.exact is None else amount_text(kpi, point.exact)
    outside = "" if point.outside is None else words.OUTSIDE.format(side=point.outside)
    numbers: list[float | None]
    if point.state is MonthState.UNRIPE:
        numbers = [None, None, None, None, None if top is None else top * days]
        label = str(point.state)
    elif point.state is MonthState.OTHER_AREA:
        numbers, label = [None] * 5, ""
    else:
        numbers = [point.value, point.low, point.centre, point.high, point.value]
        label = point_name(point) if outside and is_newest else ""
    drawn = [None if number is None else number / days for number in numbers]
    mark = "outside" if outside else "judged" if point.state is MonthState.JUDGED else "before"
    return point_name(point), *drawn, text, range_text(kpi, point), outside or point.reason or point.state, label, mark


def draw(kpi_id: str, kpi: Kpi, root: int) -> None:
    """Draw the chart of a KPI, of the unit in the address or else of the viewer's own."""
    requested = st.query_params.get(UNIT, "")
    number = whole_number(requested)
    unit = number if number in session.units().units else root
    try:
        chart = month_charts.month_chart(kpi_id, unit)
    except StoreError as error:
        st.caption(str(error))
        return
    name = words.TITLE.format(kpi=kpi.zh, unit=chart.unit.name)
    sentence, basis = chart_sentence(kpi, chart), basis_text(chart)
    if not chart.points:
        st.markdown(f"### {name}")
        st.caption(basis)
        return
    basis += words.BY_DAY if chart.kind is ChartKind.U_PRIME else ""
    _draw_chart(kpi, chart, sentence or name, [name, basis] if sentence else [basis])


def _draw_chart(kpi: Kpi, chart: MonthChart, title: str, subtitle: list[str]) -> None:
    number, text = charts.NUMBER, charts.TEXT
    data = charts.arrow_table(
        rows(kpi, chart),
        month=text,
        value=number,
        low=number,
        centre=number,
        high=number,
        label_at=number,
        text=text,
        limits=text,
        state=text,
        label=text,
        mark=text,
    )
    st.markdown(f"#### {escape_markdown(title)}")
    st.caption("  \n".join(map(escape_markdown, subtitle)))
    with st.container(height=HEIGHT, border=False, key="month_chart"):
        spec = _spec(RATE if kpi.kind == "rate" else AMOUNT)
        charts.draw(spec, data, key="month_chart_drawn", title=title, subtitle=subtitle, is_title_above=True)
