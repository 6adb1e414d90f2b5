"""Alert classes: this period against the same of last year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from core.engine.answers import Share
from dashboards import theme, words
from dashboards.parts import charts

_ROOM = "width*0.66"


def _spec() -> dict[str, Any]:
    base = alt.Chart(charts.EMPTY).encode(
        y=alt.Y("name:N", sort=charts.BY_RANK, axis=alt.Axis(labelColor=theme.TEXT, labelLimit=0)),
    )
    scale = alt.Scale(zero=True, nice=False, range=[0, alt.ExprRef(_ROOM)])
    thick = base.mark_bar(color=theme.ACCENT, height=charts.px(14), yOffset=charts.px(-5))
    thin = base.mark_bar(color=theme.NOISE, height=charts.px(5), yOffset=charts.px(7))
    now = thick.encode(x=alt.X("value:Q", scale=scale, axis=None))
    then = thin.encode(x=alt.X("base:Q", scale=scale, axis=None))
    texts = base.mark_text(align="right", fontSize=charts.px(18)).encode(x=alt.value("width"), text="text:N")
    return charts.as_spec(alt.layer(now, then, texts))


_SPEC = _spec()


def draw(shares: Sequence[Share]) -> None:
    """Draws the classes, the most frequent first."""
    ordered = sorted(shares, key=lambda share: -(share.value or 0))
    rows = [
        (words.short_class(one.zh), rank, one.value, one.base, _text(one.value)) for rank, one in enumerate(ordered)
    ]
    most = next((one for one in ordered if one.value), None)
    title = words.MOST_CLASS.format(name=words.short_class(most.zh)) if most else words.CLASSES_TITLE
    number, text = charts.NUMBER, charts.TEXT
    data = charts.table(rows, name=text, rank=charts.WHOLE, value=number, base=number, text=text)
    charts.draw(_SPEC, data, key="classes", title=title, subtitle=f"{words.CLASSES_TITLE} · {words.CLASSES_NOTE}")


def _text(value: float | None) -> str:
    return words.NO_DATA if value is None else f"{value:,.0f}"
