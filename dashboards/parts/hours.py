"""Hour by weekday: when the alerts come."""

from __future__ import annotations

from typing import Any

import altair as alt

from dashboards import theme, words
from dashboards.parts import charts

_LABEL = f"datum.value+'{words.HOUR_SUFFIX}'"


def _spec() -> dict[str, Any]:
    chart = (
        alt.Chart(charts.EMPTY)
        .mark_rect(stroke=theme.PANEL, strokeWidth=1.5)
        .encode(
            x=alt.X("hour:O", axis=alt.Axis(values=list(range(0, 24, 3)), labelAngle=0, labelExpr=_LABEL)),
            y=alt.Y("weekday:N", sort=list(words.WEEKDAYS)),
            color=alt.Color("count:Q", scale=alt.Scale(range=list(theme.RAMP), type="quantize", zero=True)),
            tooltip=[
                alt.Tooltip("weekday:N", title=words.WEEKDAY),
                alt.Tooltip("hour:O", title=words.HOUR_SUFFIX),
                alt.Tooltip("count:Q", title=words.ALERTS, format=","),
            ],
        )
    )
    return charts.as_spec(chart)


_SPEC = _spec()


def draw(counts: list[list[int]]) -> None:
    """Draws the week; the title names its fullest hour."""
    rows = [(words.WEEKDAYS[day], hour, count) for day, hours in enumerate(counts) for hour, count in enumerate(hours)]
    peak = max(rows, key=lambda row: row[2], default=("", 0, 0))
    title = words.MOST_HOUR.format(day=peak[0], hour=peak[1], count=peak[2]) if peak[2] else words.HOURS_EMPTY
    shown = rows if peak[2] else []
    data = charts.table(shown, weekday=charts.TEXT, hour=charts.WHOLE, count=charts.WHOLE)
    charts.draw(_SPEC, data, key="hours", title=title)
