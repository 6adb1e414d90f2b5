"""This year against last, month by month."""

from __future__ import annotations

import altair as alt
import pyarrow as pa

from core.catalogue.model import Kpi
from core.engine.answers import Board
from core.engine.display import cut_month, unfinished
from core.engine.said import headline
from dashboards import theme, words
from dashboards.parts import charts
from dashboards.parts.changes import figure, last_month_is_cut

_YEARS = alt.Scale(domain=["this", "last"], range=[theme.ACCENT, theme.NOISE])

_MONTHS = alt.Scale(domain=list(range(1, 13)))
_LABEL = f"datum.value+'{words.MONTH_SUFFIX}'"
_APART = alt.ExprRef("datum.which=='this'?-9:9")  # where both lines end in the same month
_PADDING = {"left": 0, "top": 0, "bottom": 0, "right": 24}


def _spec(zero: bool, axis_format: str) -> dict[str, object]:
    base = alt.Chart(charts.EMPTY).encode(
        x=alt.X("month:O", scale=_MONTHS, axis=alt.Axis(labelAngle=0, labelExpr=_LABEL, labelOverlap=True)),
        y=alt.Y("value:Q", scale=alt.Scale(zero=zero, nice=True), axis=alt.Axis(format=axis_format, tickCount=4)),
        color=alt.Color("which:N", scale=_YEARS),
    )
    line = {"strokeWidth": charts.px(2.5), "strokeCap": "round"}
    lines = base.transform_filter("!datum.cut").mark_line(**line).encode(detail="which:N")
    open_end = base.transform_filter("datum.tail").mark_line(**line, strokeDash=[3, 5]).encode(detail="which:N")
    end = base.transform_filter("datum.end")
    dots = end.mark_point(filled=True, size=charts.px(70), opacity=1)
    hollow = end.transform_filter("datum.cut").mark_point(size=charts.px(70), opacity=1, fill=theme.PANEL)
    names = end.mark_text(align="left", dx=charts.px(10), dy=_APART, fontSize=charts.px(18), fontWeight=600).encode(
        text="year:N"
    )
    return charts.as_spec(alt.layer(lines, open_end, dots, hollow, names), _PADDING)


_AMOUNT, _RATE = _spec(True, ",~f"), _spec(False, ".1%")


def table(board: Board, kpi: str, unit: int) -> pa.Table:
    """One row a month of this year and last year; a month that is not over is `cut`, and leads on from the `tail`."""
    series = board.series.get((kpi, unit), ())
    year = board.months[-1] // 12
    known = [
        (month, value)
        for month, value in zip(board.months, series, strict=True)
        if month // 12 in (year, year - 1) and value is not None
    ]
    ends = {month // 12: month for month, _ in known}  # the last of each year
    cut = board.months[-1] if last_month_is_cut(board) else None
    rows = [
        (
            "this" if month // 12 == year else "last", str(month // 12), month % 12 + 1, value,
            month == ends[month // 12], month == cut, cut is not None and month in (cut - 1, cut),
        )
        for month, value in known
    ]  # fmt: skip
    text, flag = charts.TEXT, charts.FLAG
    return charts.table(
        rows, which=text, year=text, month=charts.WHOLE, value=charts.NUMBER, end=flag, cut=flag, tail=flag
    )


def draw(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> None:
    """Draws the two lines; the title says what may be said of the change, the subtitles what and when.

    Of a cohort the months are each as known at its own end, so that the figure is not theirs, and the note says so.
    """
    note = words.MONTHLY_KNOWN if kpi.basis == "cohort" else words.MONTHLY
    now = f"{board.label} {figure(board, kpi_id, kpi, unit)}"
    subtitle = ["，".join(filter(None, (now, unfinished(board)))), "；".join(filter(None, (cut_month(board), note)))]
    title = headline(board, kpi_id, kpi, unit)
    spec = _RATE if kpi.kind == "rate" else _AMOUNT
    charts.draw(spec, table(board, kpi_id, unit), key="trend", title=title, subtitle=subtitle)
