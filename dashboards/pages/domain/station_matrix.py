"""Matrix of stations by KPIs, on a desk as a table, on a telephone as the marked cells alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.features.domains.matrix import CellMark, Matrix, MatrixCell
from core.metrics.display import standard_text
from core.store.unit_words import whole_word
from core.store.units import UnitRef
from dashboards.components import instruction_link, travel
from dashboards.components.base import component, json_bytes
from dashboards.i18n import words as shared_words
from dashboards.i18n.words import domain as words
from dashboards.pages.domain.view import DomainView
from dashboards.server.sent_numbers import whole_number

KEY = "station_matrix"
TONES = {CellMark.DOUBTED: "watch", CellMark.MISSED: "worse", CellMark.WORSE: "worse", CellMark.WARNED: "worse"}
_render = component(__file__, travel.SCRIPT, "instruction_link")


def draw(view: DomainView, on_pick: Callable[[str, int], None]) -> None:
    """Draw the matrix; a click or Enter on a marked cell calls `on_pick` with its KPI and unit."""
    matrix = view.matrix
    each = shared_words.each_unit(matrix.units[1:] if matrix else ())
    st.markdown(f"### {each}")
    if matrix is None:
        st.caption(shared_words.NO_STATIONS if view.page.matrix else words.NO_MATRIX)
        return
    marked = len(matrix.marked_units(*CellMark) - {view.unit.id})
    if marked:
        st.text(words.MARKED.format(units=shared_words.counted_units(matrix.units[1:], marked)))
    else:
        st.text(words.NOTHING_MARKED.format(each=each))
    if matrix.unreported:
        names = "、".join(view.catalogue.kpis[kpi].label for kpi in matrix.unreported)
        st.caption(words.UNREPORTED.format(each=each, kpis=names))

    def handle_pick() -> None:
        kpi, _, unit = str(st.session_state[KEY].get("pick") or "").partition(" ")
        number = whole_number(unit)
        if (kpi, number) in matrix.cells:
            on_pick(kpi, number)

    if matrix.kpis:
        _render(key=KEY, data=json_bytes(matrix_data(view, matrix)), on_pick_change=handle_pick)
        st.caption(words.MATRIX_NOTE)


def matrix_data(view: DomainView, matrix: Matrix) -> dict[str, Any]:
    """Return the matrix as data; a marked cell of a station leads to an instruction, for who may send one."""
    link = instruction_link.url_builder()
    kpis = {name: view.catalogue.kpis[name] for name in matrix.kpis}
    is_marked = {unit for (_, unit), cell in matrix.cells.items() if cell.mark is not None}
    unmarked = sum(unit.id not in is_marked for unit in matrix.units[1:])
    return {
        "heads": [_head(kpi) for kpi in kpis.values()],
        "corner": shared_words.UNIT,
        "rows": [
            {
                "name": whole_word(unit) if unit.id == view.unit.id else shared_words.short_unit(unit.name),
                "isWhole": unit.id == view.unit.id,
                "cells": [_cell(name, unit, matrix.cells[name, unit.id], link, view) for name in kpis],
            }
            for unit in matrix.units
        ],
        "rest": words.REST.format(units=shared_words.counted_units(matrix.units[1:], unmarked)),
        "hint": shared_words.EXPLAIN,
        "instruction": instruction_link.LABELS,
    }


def _head(kpi: Kpi) -> dict[str, str]:
    bound = standard_text(kpi, kpi.standard) if kpi.standard else ""
    unit = "" if kpi.kind == "rate" else kpi.unit
    return {"label": kpi.label, "note": " ".join(filter(None, (unit, bound)))}


def _cell(
    kpi: str, unit: UnitRef, cell: MatrixCell, link: Callable[[str, int | None], str], view: DomainView
) -> dict[str, str]:
    data = {"text": cell.text, "none": words.NO_MARK if cell.has_figure else ""}
    if cell.mark is not None:
        data |= {
            "id": f"{kpi} {unit.id}",
            "shape": cell.mark.shape,
            "word": cell.mark.label,
            "tone": TONES[cell.mark],
            "why": cell.why,
            "href": link(kpi, unit.id) if unit.kind == "station" and cell.mark is not CellMark.DOUBTED else "",
        }
    return data
