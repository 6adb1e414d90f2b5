"""What a station's change is made of: each part's share of it, with its judgement, and what may be said in words."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import THEN
from core.catalogue.kpi_model import Kpi
from core.features.stations.change_text import contribution_text, rounding_note, sentences, span_text, verdict_text
from core.features.stations.types import ChangeComponent, ChangeDecomposition
from dashboards.components import table
from dashboards.i18n.words import station as words


def draw(kpi: Kpi, moved: ChangeDecomposition) -> None:
    """Draws the sentences, then the parts as a table whose lines add up to the last."""
    first, *rest = sentences(kpi, moved)
    with st.container(gap="xsmall"):
        st.markdown(f"**{_plain(first)}**", help=words.MOVED_HELP)
        for text in rest:
            st.text(text)
    if not moved.components:
        return
    then = THEN[moved.change_kind]
    heads = words.MOVED_HEADS_RATE if kpi.kind == "rate" else words.MOVED_HEADS_COUNT
    rows: list[table.Row] = [{"key": None, "cells": cells(kpi, part)} for part in moved.components]
    rows.append({"key": None, "cells": _total(kpi, moved)})
    table.draw([head.format(then=then, unit=kpi.unit) for head in heads], rows, key=f"moved_{moved.axis}")
    notes = [words.POINTS_NOTE if kpi.kind == "rate" else "", rounding_note(kpi, moved)]
    if any(notes):
        st.caption("".join(notes))


def cells(kpi: Kpi, part: ChangeComponent) -> list[table.Cell]:
    """One part; of a rate, which has two columns more, the judgement stands below the name."""
    span, judged = table.text(span_text(kpi, part.base_figure, part.figure)), verdict_text(part)
    if kpi.kind == "rate":
        return [table.text(part.zh, note=judged, kind="nowrap"), span, *_added(kpi, part)]
    return [table.text(part.zh, kind="nowrap"), span, *_added(kpi, part), table.text(judged, kind="nowrap")]


def _added(kpi: Kpi, part: ChangeComponent | ChangeDecomposition) -> list[table.Cell]:
    if kpi.kind != "rate":
        return [table.number(contribution_text(kpi, part.contribution, unit=False))]
    both = part.contribution - part.mix_effect, part.mix_effect
    return [table.number(contribution_text(kpi, one, unit=False)) for one in both]


def _total(kpi: Kpi, moved: ChangeDecomposition) -> list[table.Cell]:
    span = span_text(kpi, moved.base_figure, moved.figure)
    last = [] if kpi.kind == "rate" else [table.text("")]
    return [table.text(words.TOTAL, kind="strong"), table.text(span), *_added(kpi, moved), *last]


def _plain(text: str) -> str:
    """A text as Markdown writes it out: names may hold its signs."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>()#+-.!|~$:" else sign for sign in text)
