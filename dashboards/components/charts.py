"""Type, colours and sizes of all charts, which follow the screen, and the way a chart is put on the page.

Charts are drawn as SVG, whose colours the browser fills in: they follow the theme without being sent again.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import streamlit as st

from dashboards import theme

if TYPE_CHECKING:
    import pandas as pd

Spec = dict[str, Any]

# The browser is asked for the size of the screen, so that letters grow with the wall.
_MIN_SCALE = 0.8  # on a small screen letters stop shrinking here
_SCREEN_SCALE = f"max({_MIN_SCALE},min(windowSize()[0]/{theme.DESIGN_WIDTH},windowSize()[1]/{theme.DESIGN_HEIGHT}))"
TEXT, NUMBER, BOOLEAN = pa.string(), pa.float64(), pa.bool_()


@dataclass(frozen=True)
class AuthoredChart:
    """A chart of Altair's: what authors it, with which known arguments, and the file of what came of that.

    Altair takes as long to load as all pages together, so that pages draw what is in the file. What is asked for with
    other arguments is authored when it is drawn.
    """

    author: Callable[..., Spec]
    known: tuple[tuple[Any, ...], ...]
    file: Path

    def author_anew(self) -> dict[str, Spec]:
        """Return the specification of each known choice of arguments, authored anew."""
        return {repr(arguments): self.author(*arguments) for arguments in self.known}

    @cached_property
    def written(self) -> dict[str, Spec]:
        """Return those of the file; none before there is one."""
        if not self.file.exists():
            return {}
        written: dict[str, Spec] = json.loads(self.file.read_text("utf-8"))
        return written

    def __call__(self, *arguments: Any) -> Spec:
        """Return the specification of any choice of arguments."""
        written = self.written.get(repr(arguments))
        return self.author(*arguments) if written is None else written


CHARTS: list[AuthoredChart] = []  # of the modules that are loaded


def authored(*known: tuple[Any, ...]) -> Callable[[Callable[..., Spec]], AuthoredChart]:
    """Decorator of a function that authors a chart, with the arguments that it is known to be called with.

    `python -m dashboards.components.chart_files` writes its file anew; a test says where that was forgotten.
    """

    def decorate(author: Callable[..., Spec]) -> AuthoredChart:
        chart = AuthoredChart(cache(author), known, Path(inspect.getfile(author)).with_suffix(".charts.json"))
        CHARTS.append(chart)
        return chart

    return decorate


def screen_px(size: float) -> Any:
    """Return a length of the 1920 x 1080 design in pixels of the screen at hand."""
    import altair as alt  # here, as in every chart, since pages draw without it

    return alt.ExprRef(f"{size}*{_SCREEN_SCALE}")


def config() -> dict[str, Any]:
    """Return Vega-Lite's configuration: our type, quiet axes, no frame."""
    return {
        "font": theme.FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "locale": {"number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}},
        "axis": {
            "labelColor": theme.token("secondary"),
            "labelFontSize": {"expr": f"16*{_SCREEN_SCALE}"},
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
            "fontSize": {"expr": f"20*{_SCREEN_SCALE}"},
            "fontWeight": 600,
            "subtitleColor": theme.token("muted"),
            "subtitleFontSize": {"expr": f"16*{_SCREEN_SCALE}"},
            "subtitlePadding": 2,
            "offset": 8,
        },
        "text": {"font": theme.FONT, "color": theme.token("text")},
        "legend": {"disable": True},
    }


def as_spec(chart: Any, padding: dict[str, int] | None = None) -> Spec:
    """Turn a chart authored in Altair, once, into a plain specification whose data come at run time.

    It is what we have written ourselves: not the first viewer but a test compares it with Vega-Lite's schema.
    """
    spec: Spec = chart.to_dict(validate=False)
    for layer in [spec, *spec.get("layer", [])]:
        for name in ("data", "datasets", "$schema", "config"):
            layer.pop(name, None)
    options = {"config": config(), "autosize": {"type": "fit", "contains": "padding"}, "padding": padding or 0}
    return spec | options | {"usermeta": {"embedOptions": {"renderer": "svg"}}}


def arrow_table(rows: Sequence[Sequence[Any]], **columns: pa.DataType) -> pa.Table:
    """Return rows as the table that is sent. A frame would have to be turned into one, at ten times the cost."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [_arrow_array(column, kind) for column, kind in zip(values, columns.values(), strict=True)]
    return pa.Table.from_arrays(arrays, names=list(columns))


def _arrow_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Return what pa.array() does, which loads pandas to ask whether it has been handed something of that.

    Raises TypeError for a kind of column other than TEXT, NUMBER and BOOLEAN: its bytes are written otherwise.
    """
    validity = _bits([value is not None for value in values])
    if kind == TEXT:
        texts = [(value or "").encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        parts = [ends.tobytes(), b"".join(texts)]
    elif kind == BOOLEAN:
        parts = [_bits(list(map(bool, values)))]
    elif kind == NUMBER:
        parts = [np.array([0.0 if value is None else value for value in values], np.float64).tobytes()]
    else:
        raise TypeError(f"columns are texts, numbers or yes and no, not {kind}")
    return pa.Array.from_buffers(kind, len(values), list(map(pa.py_buffer, (validity, *parts))))


def _bits(flags: Sequence[bool]) -> bytes:
    return np.packbits(np.array(flags, bool), bitorder="little").tobytes()


def draw(
    spec: Mapping[str, Any],
    data: pa.Table | pd.DataFrame,
    *,
    key: str,
    title: str,
    subtitle: str | list[str] = "",
    is_title_above: bool = False,
) -> None:
    """Put a chart on the page, its title saying the fact; several subtitles stand one below the other.

    `is_title_above`: the page has written them above it, where they wrap: within a chart what is too long is cut off.
    """
    lines = [subtitle] if isinstance(subtitle, str) else subtitle
    heading = {"text": title, "subtitle": subtitle} if subtitle else {"text": title}
    titled = {**spec} if is_title_above else {**spec, "title": heading}
    alt_text = " ".join([title, *lines]).strip()
    st.vega_lite_chart(data, titled, height="stretch", theme=None, key=key, alt=alt_text)
