"""What all charts share: type, colours, sizes that follow the screen, and how a chart is put on the page.

They are drawn as SVG, whose colours the browser fills in: they follow the theme without being sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboards import theme

# The browser is asked for the size of the screen, so that letters grow with the wall.
_SMALLEST = 0.8  # on a small screen letters stop shrinking here
_SCREEN = f"max({_SMALLEST},min(windowSize()[0]/{theme.DESIGN_WIDTH},windowSize()[1]/{theme.DESIGN_HEIGHT}))"
TEXT, NUMBER, WHOLE, FLAG = pa.string(), pa.float64(), pa.int64(), pa.bool_()
EMPTY = pd.DataFrame()  # the charts are authored without data


def px(size: float) -> Any:
    """A length of the 1920 x 1080 design, in pixels of the screen at hand."""
    return alt.ExprRef(f"{size}*{_SCREEN}")


def config() -> dict[str, Any]:
    """Vega-Lite's configuration: our type, quiet axes, no frame."""
    return {
        "font": theme.FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "locale": {"number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}},
        "axis": {
            "labelColor": theme.token("second"),
            "labelFontSize": {"expr": f"16*{_SCREEN}"},
            "domain": False,
            "ticks": False,
            "gridColor": theme.token("line"),
            "gridOpacity": 0.6,
            "title": None,
            "labelPadding": 6,
        },
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": theme.token("text"),
            "fontSize": {"expr": f"20*{_SCREEN}"},
            "fontWeight": 600,
            "subtitleColor": theme.token("muted"),
            "subtitleFontSize": {"expr": f"16*{_SCREEN}"},
            "subtitlePadding": 2,
            "offset": 8,
        },
        "text": {"font": theme.FONT, "color": theme.token("text")},
        "legend": {"disable": True},
    }


def as_spec(chart: Any, padding: dict[str, int] | None = None) -> dict[str, Any]:
    """A chart authored in Altair, made once into a plain specification whose data come at run time."""
    spec: dict[str, Any] = chart.to_dict(validate=True)
    for part in [spec, *spec.get("layer", [])]:
        for name in ("data", "datasets", "$schema", "config"):
            part.pop(name, None)
    shape = {"config": config(), "autosize": {"type": "fit", "contains": "padding"}, "padding": padding or 0}
    return spec | shape | {"usermeta": {"embedOptions": {"renderer": "svg"}}}


def table(rows: Sequence[Sequence[Any]], **columns: pa.DataType) -> pa.Table:
    """Rows as the table that is sent. A frame would have to be turned into one, which costs ten times as much."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(column, kind) for column, kind in zip(values, columns.values(), strict=True)]
    return pa.Table.from_arrays(arrays, names=list(columns))


def draw(
    spec: Mapping[str, Any], data: pa.Table | pd.DataFrame, *, key: str, title: str, subtitle: str | list[str] = ""
) -> None:
    """Puts a chart on the page, its title saying the fact; several subtitles stand one below the other."""
    lines = [subtitle] if isinstance(subtitle, str) else subtitle
    heading = {"text": title, "subtitle": subtitle} if subtitle else {"text": title}
    said = " ".join([title, *lines]).strip()
    st.vega_lite_chart(data, {**spec, "title": heading}, height="stretch", theme=None, key=key, alt=said)
