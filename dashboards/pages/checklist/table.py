"""Checklists of stations, item by item: there or not, or how much of it, as they reported it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalogue.checklist_model import Checklist
from core.catalogue.kpi_model import Kpi
from core.metrics.display import figure_text, signed
from core.metrics.types import Board, Figure, UnitRef
from core.store.unit_words import whole_word
from dashboards.components import export, table
from dashboards.i18n import words as shared_words
from dashboards.i18n.words import checklist as words
from dashboards.queries import database


def picker() -> Checklist:
    """Draw the choice of a checklist."""
    lists = database.catalogue().checklists
    chosen = st.segmented_control(
        words.PICK,
        list(lists),
        format_func=lambda one: lists[one].zh,
        default=next(iter(lists)),
        required=True,
        key="checklist",
    )
    return lists[str(chosen)]


def draw(board: Board, checklist: Checklist) -> None:
    """Draws the table: a station a row, an item a column, the whole last; and hands it out as a file."""
    kpis = {name: database.catalogue().kpis[name] for name in checklist.items}
    stations = [unit for unit in board.units if unit.kind == "station"]
    st.text("\n".join(_sums(board, kpis, stations)))
    units = [*stations, *(unit for unit in board.units[:1] if unit.kind != "station")]
    rows: list[table.Row] = []
    for unit in units:
        cells = [cell(board, name, kpi, unit) for name, kpi in kpis.items()]
        is_sum = unit.kind != "station"
        head = table.text(whole_word(unit) if is_sum else unit.name, kind="strong" if is_sum else "")
        rows.append({"key": None, "cells": [head, *cells]})
    heads = (words.STATION, *(kpi.label for kpi in kpis.values()))
    table.draw(heads, rows, key="checklist_rows")
    st.caption(words.NOTE.format(day=board.as_of))
    filed = [
        [unit.name, *(filed_text(board.figures[name, unit.id], kpi) for name, kpi in kpis.items())] for unit in units
    ]
    title = words.TITLE.format(list=checklist.zh, day=board.as_of)
    export.draw(export.sheet_of_rows(title, heads, filed, board.as_of), "checklist")


def cell(board: Board, name: str, kpi: Kpi, unit: UnitRef) -> table.Cell:
    """Return the cell of an item: there or not, or how much of it; below it, what was added within a year."""
    figure = board.figures[name, unit.id]
    note = _added_text(board, name, kpi, unit)
    if kpi.kind == "rate":
        return table.text(share_text(figure), note=note)
    if unit.kind == "station" and figure.value in (0, 1):
        return table.text(words.PRESENT if figure.value else words.ABSENT, note=note)
    return table.text(figure_text(kpi, figure), note=note)


def share_text(figure: Figure) -> str:
    """Write how many of how many, such as 12/18, with a tick where it is all of them."""
    if figure.numerator is None or figure.denominator is None:
        return shared_words.NO_DATA
    is_complete = figure.numerator == figure.denominator
    return f"{words.COMPLETE_MARK if is_complete else ''}{figure.numerator:,.0f}/{figure.denominator:,.0f}"


def filed_text(figure: Figure, kpi: Kpi) -> str:
    """The same for a file: a spreadsheet would take 2/3 for a day in February."""
    if kpi.kind != "rate" or figure.numerator is None or figure.denominator is None:
        return figure_text(kpi, figure)
    return words.FILED.format(done=f"{figure.numerator:,.0f}", due=f"{figure.denominator:,.0f}")


def _added_text(board: Board, name: str, kpi: Kpi, unit: UnitRef) -> str:
    """Write what was added since the same day of the year before; empty where nothing was, or where it is not known."""
    change = board.changes.get((name, unit.id, "yoy"))
    if change is None or change.is_barred:
        return ""
    now, before = board.figures[name, unit.id].numerator, change.base_figure.numerator
    if now is None or before is None or now == before:
        return ""
    if kpi.kind != "rate" and unit.kind == "station" and {now, before} == {0, 1}:
        return words.WAS_ABSENT if now else words.WAS_PRESENT
    unit_of = database.catalogue().measures[kpi.numerator].unit
    return words.SINCE.format(change=signed(now - before, f" {unit_of}", 0))


def _sums(board: Board, kpis: dict[str, Kpi], stations: Sequence[UnitRef]) -> list[str]:
    """In how many stations each of the items is there that either is or is not."""
    texts = []
    for name, kpi in kpis.items():
        values = [board.figures[name, unit.id].value for unit in stations]
        reported = [value for value in values if value is not None]
        if kpi.kind == "stock" and reported:
            present = sum(value >= 1 for value in reported)
            texts.append(words.DONE.format(zh=kpi.zh, stations=len(reported), there=present))
    return texts
