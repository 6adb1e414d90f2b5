"""Decomposition of a station's change: each component's share of it, with its judgement, and the finding in words."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import THEN
from core.catalogue.kpi_model import Kpi
from core.features.stations.change_text import contribution_text, rounding_note, sentences, span_text, verdict_text
from core.features.stations.types import ChangeComponent, ChangeDecomposition
from dashboards.components import table
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import station as words


def draw(kpi: Kpi, decomposition: ChangeDecomposition) -> None:
    """Draw the sentences, then the components as a table whose lines add up to the last."""
    first, *others = sentences(kpi, decomposition)
    with st.container(gap="xsmall"):
        st.markdown(f"**{escape_markdown(first)}**", help=words.CHANGE_HELP)
        for text in others:
            st.text(text)
    if not decomposition.components:
        return
    base = THEN[decomposition.change_kind]
    heads = words.CHANGE_RATE_HEADS if kpi.kind == "rate" else words.CHANGE_COUNT_HEADS
    rows: list[table.Row] = [{"key": None, "cells": cells(kpi, component)} for component in decomposition.components]
    rows.append({"key": None, "cells": _total_cells(kpi, decomposition)})
    table.draw([head.format(then=base, unit=kpi.unit) for head in heads], rows, key=f"moved_{decomposition.axis}")
    if note := rounding_note(kpi, decomposition):
        st.caption(note)


def cells(kpi: Kpi, component: ChangeComponent) -> list[table.Cell]:
    """Return one component's row; the row of a rate has two columns more, so its judgement stands below the name."""
    span = table.text(span_text(kpi, component.base_figure, component.figure))
    verdict = verdict_text(component)
    if kpi.kind == "rate":
        return [table.text(component.zh, note=verdict, kind="nowrap"), span, *_contribution_cells(kpi, component)]
    return [
        table.text(component.zh, kind="nowrap"),
        span,
        *_contribution_cells(kpi, component),
        table.text(verdict, kind="nowrap"),
    ]


def _contribution_cells(kpi: Kpi, change: ChangeComponent | ChangeDecomposition) -> list[table.Cell]:
    if kpi.kind != "rate":
        return [table.number(contribution_text(kpi, change.contribution, unit=False))]
    effects = change.contribution - change.mix_effect, change.mix_effect
    return [table.number(contribution_text(kpi, effect, unit=False)) for effect in effects]


def _total_cells(kpi: Kpi, decomposition: ChangeDecomposition) -> list[table.Cell]:
    span = span_text(kpi, decomposition.base_figure, decomposition.figure)
    verdict_cell = [] if kpi.kind == "rate" else [table.text("")]
    return [
        table.text(words.TOTAL, kind="strong"),
        table.text(span),
        *_contribution_cells(kpi, decomposition),
        *verdict_cell,
    ]
