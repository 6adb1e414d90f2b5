"""Figures of all finished instructions together, before and after: a sentence, the weeks around, a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.features.follow_up.pooled import text
from core.features.follow_up.pooled.types import EffectVerdict, PooledAnswer
from dashboards import theme
from dashboards.components import charts, export, table
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import instructions as words
from dashboards.queries import instructions

_ACCENT = theme.token("accent")
NUMBERS = (1, 4)


@charts.authored(())
def _spec() -> dict[str, Any]:
    import altair as alt  # here, since pages draw without it

    base = alt.Chart().encode(x=alt.X("week:Q", axis=alt.Axis(tickMinStep=1, format="+d")))
    scale = alt.Scale(zero=True, padding=6)
    band = base.mark_area(opacity=0.2, color=_ACCENT).encode(
        y=alt.Y("low:Q", scale=scale, axis=alt.Axis(tickCount=5)), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=2.5, color=_ACCENT, point=alt.OverlayMarkDef(filled=True, size=40)).encode(
        y=alt.Y("gap:Q", scale=scale)
    )
    none = base.mark_rule(strokeWidth=1.5, color=theme.token("muted")).encode(y=alt.datum(0))
    sending = base.mark_rule(strokeDash=[4, 4], color=theme.token("muted")).encode(x=alt.datum(0))
    return charts.as_spec(alt.layer(band, none, sending, line))


def draw() -> None:
    """Draw the answers; nothing where no finished instruction is about a figure."""
    pooled = instructions.pooled_follow_up()
    if not pooled.answers:
        return
    with st.expander(words.POOLED, expanded=True):
        answers = {answer.kpi or answer.kind.label: answer for answer in pooled.answers}
        name = st.selectbox(
            words.POOLED_PICK,
            list(answers),
            format_func=lambda key: answers[key].zh,
            key="instruction_pooled",
            width=320,
        )
        _answer(answers[name])
        rows: list[table.Row] = [{"key": None, "cells": _cells(answer)} for answer in pooled.answers]
        table.draw(text.HEADS, rows, key="instruction_effects")
        sheet = [text.cells(answer) for answer in pooled.answers]
        export.draw(export.sheet_of_rows(export_words.INSTRUCTION_EFFECTS, text.HEADS, sheet), "instruction_effects")
        for kpi, reason in pooled.skipped:
            st.caption(words.POOLED_SKIPPED.format(kpi=kpi, reason=reason))
        st.caption(f"{text.METHOD}{text.ERROR_NOTE}。{words.POOLED_PLACEBO}")


def _answer(answer: PooledAnswer) -> None:
    st.markdown(f"**{words.EFFECT_MARKS[answer.verdict]} {text.answer_text(answer)}**")
    if fallback := text.fallback_text(answer.effect, answer.kind):
        st.text(words.POOLED_FALLBACK.format(fallback=fallback))
    if answer.verdict is EffectVerdict.UNCLEAR and answer.effect is not None:
        st.text(words.POOLED_UNCLEAR.format(smallest=text.detectable_text(answer.effect, answer.kind)))
    if not answer.weeks:
        return
    data = pd.DataFrame(
        [
            {
                "week": week.week,
                **{
                    name: text.in_unit(size, answer.kind)
                    for name, size in (("gap", week.size), ("low", week.low), ("high", week.high))
                },
            }
            for week in answer.weeks
        ]
    )
    title = words.EVENT_TITLE.format(unit=text.change_unit(answer.kind))
    with st.container(height=300, border=False):
        charts.draw(_spec(), data, key="instruction_weeks", title=title, subtitle=words.EVENT_NOTE)


def _cells(answer: PooledAnswer) -> list[table.Cell]:
    texts = text.cells(answer)
    return [
        table.text(texts[0], note=answer.reason, kind="strong"),
        *(table.number(cell) if at in NUMBERS else table.text(cell) for at, cell in enumerate(texts[1:], 1)),
    ]
