"""The stations in order by the chosen KPI. An order of values, not of merit: nobody is called best or worst."""

from __future__ import annotations

from typing import Any

import altair as alt
import pyarrow as pa

from core.catalogue.model import Kpi
from core.engine.answers import Board
from dashboards import theme, words
from dashboards.parts import charts
from dashboards.parts.changes import figure

_ROOM = "width*0.62"  # the marks end here; the values stand to the right

_THICKNESS = alt.ExprRef("min(22,bandwidth('y')*0.55)")


def _base() -> Any:
    return alt.Chart(charts.EMPTY).encode(
        y=alt.Y("name:N", sort=charts.BY_RANK, axis=alt.Axis(labelColor=theme.TEXT, labelLimit=0)),
    )


def _texts(base: Any) -> Any:
    text = base.mark_text(align="right", fontSize=charts.px(17))
    return text.encode(x=alt.value("width"), text="text:N", color=_colour(theme.TEXT))


def _colour(plain: str) -> Any:
    return alt.condition("datum.chosen", alt.value(theme.ACCENT), alt.value(plain))


def _bars() -> dict[str, Any]:
    scale = alt.Scale(zero=True, nice=False, range=[0, alt.ExprRef(_ROOM)])
    bars = (
        _base()
        .mark_bar(height=_THICKNESS)
        .encode(x=alt.X("value:Q", scale=scale, axis=None), color=_colour(theme.RAMP[2]))
    )
    return charts.as_spec(alt.layer(bars, _texts(_base())))


def _dots() -> dict[str, Any]:
    scale = alt.Scale(zero=False, nice=False, range=[alt.ExprRef("width*0.04"), alt.ExprRef(_ROOM)])
    x = alt.X("value:Q", scale=scale, axis=None)
    rule = alt.Chart(charts.EMPTY).mark_rule(color=theme.NOISE, strokeDash=[3, 4])
    whole = rule.encode(x=alt.X("mean(whole):Q", scale=scale, axis=None))
    dots = _base().mark_point(filled=True, opacity=1, size=charts.px(130)).encode(x=x, color=_colour(theme.RAMP[3]))
    return charts.as_spec(alt.layer(whole, dots, _texts(_base())))


_BARS, _DOTS = _bars(), _dots()


def table(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None) -> pa.Table:
    """The stations by value, largest first; those without a value at the end."""
    values = {unit: board.figures[kpi_id, unit.id].value for unit in board.units[1:]}
    known = sorted((u for u, v in values.items() if v is not None), key=lambda u: -(values[u] or 0.0))
    unknown = [unit for unit, value in values.items() if value is None]
    whole = board.figures[kpi_id, board.units[0].id].value
    rows = [
        (words.short_unit(unit.name), rank, values[unit], figure(board, kpi_id, kpi, unit.id), unit.id == chosen, whole)
        for rank, unit in enumerate([*known, *unknown])
    ]
    number, text = charts.NUMBER, charts.TEXT
    return charts.table(rows, name=text, rank=charts.WHOLE, value=number, text=text, chosen=charts.FLAG, whole=number)


def draw(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None) -> None:
    """Draws the order: bars from zero for amounts, dots about the whole bureau's value for the rest."""
    data = table(board, kpi_id, kpi, chosen)
    amount = kpi.kind in ("count", "stock")
    whole = figure(board, kpi_id, kpi, board.units[0].id)
    note = [words.ORDER_NOTE] if amount else [words.ORDER_NOTE, words.WHOLE_LINE.format(whole=whole)]
    title = words.STATIONS_BY.format(kpi=kpi.label)
    charts.draw(_BARS if amount else _DOTS, data, key="ranking", title=title, subtitle=note)
