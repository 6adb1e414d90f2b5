"""Bar chart of rows: names, bars from zero or points, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.components import travel
from dashboards.components.base import fed_component, json_bytes
from dashboards.i18n import words

_render = fed_component(__file__, travel.SCRIPT, "freshness", "panel")


@dataclass(frozen=True)
class Row:
    """One row; `base` is drawn as a thin bar below, `interval` as a line through the point.

    `href` is where a click on the name leads.
    """

    name: str
    value: float | None
    text: str
    chosen: bool = False
    base: float | None = None
    href: str = ""
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class BarChart:
    """Rows under a title, drawn as they come.

    `as_points` is for what does not start at zero, `reference` is a dashed line, `link_label` says what a click on a
    name does, where the rows lead somewhere.
    """

    title: str
    subtitle: Sequence[str]
    rows: Sequence[Row]
    as_points: bool = False
    reference: float | None = None
    freshness: dict[str, str] | None = None
    link_label: str = ""


def draw(key: str, chart: BarChart) -> None:
    """Draw the chart as high as its place."""
    data = {
        "freshness": chart.freshness,
        "title": chart.title,
        "subtitle": list(chart.subtitle),
        "rows": [vars(row) for row in chart.rows],
        "asPoints": chart.as_points,
        "reference": chart.reference,
        "gapText": words.ROWS_BETWEEN,
        "linkLabel": chart.link_label,
    }
    _render(key=key, data=json_bytes(data), height="stretch")
