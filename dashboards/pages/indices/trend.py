"""The indices of a unit over the months: the first as a chart with its interval, all of them as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.features.indices.text import (
    basis_text,
    has_headline,
    interval_text,
    known_weight_text,
    score_text,
    trend_text,
    trend_title,
)
from core.features.indices.types import IndexTrend
from core.time.days import month_text
from dashboards import theme
from dashboards.components import charts, export, table
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import indices as words
from dashboards.pages.indices.file_rows import shown_number

SCORE_AT, WEIGHT_AT = 1, 3  # among the heads: the score, and the weight that has figures
_ACCENT = theme.token("accent")


@charts.authored(())
def _spec() -> dict[str, Any]:
    import altair as alt  # here, since pages draw without it

    base = alt.Chart().encode(
        x=alt.X("month:O", axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=10))
    )
    scale = alt.Scale(zero=False, padding=6)
    band = base.mark_area(opacity=0.2, color=_ACCENT).encode(
        y=alt.Y("low:Q", scale=scale, axis=alt.Axis(tickCount=4)), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=2.5, color=_ACCENT, point=alt.OverlayMarkDef(filled=True, size=40)).encode(
        y=alt.Y("score:Q", scale=scale)
    )
    end = base.transform_filter("datum.end").mark_text(dy=-14, fontSize=15, fontWeight=600)
    return charts.as_spec(alt.layer(band, line, end.encode(y=alt.Y("score:Q"), text=alt.Text("score:Q", format=".1f"))))


def draw(lines: Sequence[IndexTrend]) -> None:
    """Draw the chart on the left, the table on the right."""
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(height=360, border=False):
        _draw_chart(lines[0])
    with right:
        shared = shared_remark(lines)
        rows: list[table.Row] = [{"key": None, "cells": _cells(line, shared)} for line in lines]
        weights = {row["cells"][WEIGHT_AT]["text"] for row in rows}
        places = [at for at in range(len(words.INDEX_HEADS)) if at != WEIGHT_AT or weights != {words.WHOLE_WEIGHT}]
        shown_rows = [table.Row(key=None, cells=[row["cells"][at] for at in places]) for row in rows]
        table.draw([words.INDEX_HEADS[at] for at in places], shown_rows, key="index_lines")
        if shared:
            st.caption(escape_markdown(words.SHARED_REMARK.format(remark=shared)))
        title = export_words.INDEX_LINES.format(month=month_text(lines[0].months[-1]))
        filed: list[list[object]] = [[cell.get("text", "") for cell in row["cells"]] for row in rows]
        for cells, line in zip(filed, lines, strict=True):
            cells[SCORE_AT] = shown_number(line.scores[-1].value)
        export.draw(export.sheet_of_rows(title, words.INDEX_HEADS, filed), "index_lines_taken")


def shared_remark(lines: Sequence[IndexTrend]) -> str:
    """Return the remark that most indices have alike, to be said once for all that have no other; empty for none."""
    counts = Counter(remark for line in lines for remark in set(line.remarks))
    remark, count = next(iter(counts.most_common(1)), ("", 0))
    return remark if count > 1 else ""


def _draw_chart(line: IndexTrend) -> None:
    known = [(month_text(month), score) for month, score in zip(line.months, line.scores, strict=True)]
    rows = [(month, score.value, score.low, score.high, False) for month, score in known if score.value is not None]
    if rows:
        rows[-1] = (*rows[-1][:-1], has_headline(line.scores[-1]))
    number = charts.NUMBER
    data = charts.arrow_table(rows, month=charts.TEXT, score=number, low=number, high=number, end=charts.BOOLEAN)
    charts.draw(_spec(), data, key="index_trend", title=trend_title(line), subtitle=list(words.TREND_NOTE))


def _cells(line: IndexTrend, shared: str) -> list[table.Cell]:
    score, own_remarks = line.scores[-1], (remark for remark in line.remarks if remark != shared)
    movement = trend_text(line)
    return [
        table.text(line.index.zh, note="；".join(filter(None, (basis_text(score), *own_remarks))), kind="strong"),
        table.number(score_text(score.value)),
        table.number(interval_text(score.low, score.high)),
        table.number(known_weight_text(score)),
        table.text(movement, kind="quiet"),
    ]
