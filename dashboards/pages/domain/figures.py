"""Lines of KPIs of one unit: value, numerator over denominator, change; those barred from assessment apart, in grey."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.board.change_text import change_text_of
from core.export import Sheet
from core.features.signals.doubts import DoubtedFigure
from core.metrics.display import number_as_printed
from dashboards.components import export, table
from dashboards.components.change_text import board_figure_text, standard_data, with_doubt
from dashboards.components.freshness import short_late_text
from dashboards.i18n.words import domain as words
from dashboards.pages.domain.view import DomainView

QUIET = "quiet"
LINE_WIDTHS = ("32%", "18%", "32%", "18%")


def draw_all(view: DomainView, on_pick: Callable[[str], None]) -> None:
    """Draw every KPI of the page, a line each; a click on one calls `on_pick` with it."""
    assessed = [kpi for kpi in view.board.kpis if view.catalogue.kpis[kpi].assess]
    situation = [kpi for kpi in view.board.kpis if kpi not in assessed]
    st.markdown(f"### {words.ALL}")
    if assessed:
        _draw_lines(_rows(view, assessed), "domain_assessed", on_pick)
    if situation:
        st.markdown(f"### {words.SITUATION}")
        st.caption(words.SITUATION_NOTE)
        _draw_lines(_rows(view, situation, QUIET), "domain_situation", on_pick)
    export.draw(_sheet(view), "domain")


def draw_figures(view: DomainView, kpis: Sequence[str], key: str) -> None:
    """Draw a few KPIs as rows that open nothing, with how many of how many; columns that are empty are left out."""
    heads, rows = words.FIGURE_HEADS, figure_rows(view, kpis)
    places = [place for place in range(len(heads)) if any(row["cells"][place]["text"] for row in rows)]
    filled_rows: list[table.Row] = [
        {"key": row["key"], "cells": [row["cells"][place] for place in places]} for row in rows
    ]
    table.draw([heads[place] for place in places], filled_rows, key=key)


def figure_rows(view: DomainView, kpis: Sequence[str]) -> list[table.Row]:
    """Return these rows; what is barred from assessment is grey."""
    rows: list[table.Row] = []
    for name in kpis:
        kind = "" if view.catalogue.kpis[name].assess else QUIET
        cells = [_name(view, name, kind), _value(view, name), _fraction(view, name), _change(view, name)]
        rows.append({"key": None, "cells": cells})
    return rows


def _draw_lines(rows: list[table.Row], key: str, on_pick: Callable[[str], None]) -> None:
    """Draw KPIs a line each, in the columns of every such table."""
    table.draw(words.ALL_HEADS, rows, key=key, widths=LINE_WIDTHS, on_pick=on_pick)


def _rows(view: DomainView, kpis: Sequence[str], kind: str = "") -> list[table.Row]:
    return [
        {
            "key": name,
            "cells": [_name(view, name, kind), _value(view, name), _change(view, name), _standard(view, name)],
        }
        for name in kpis
    ]


def _name(view: DomainView, name: str, kind: str) -> table.Cell:
    return table.text(view.catalogue.kpis[name].zh, kind=kind)


def _value(view: DomainView, name: str) -> table.Cell:
    kpi, unit = view.catalogue.kpis[name], view.unit.id
    text = with_doubt(
        board_figure_text(view.board, name, kpi, unit), is_doubted=DoubtedFigure(unit, name) in view.doubts
    )
    figure = view.board.figures[name, unit]
    note = "，".join(filter(None, (figure.reason, short_late_text(view.board, name))))
    return table.Cell(text=text, note=note, kind="number")


def _fraction(view: DomainView, name: str) -> table.Cell:
    figure = view.board.figures[name, view.unit.id]
    if figure.numerator is None or figure.denominator is None:
        return table.number("")
    return table.number(f"{figure.numerator:,}/{figure.denominator:,}")


def _change(view: DomainView, name: str) -> table.Cell:
    """Return the change with its verdict; nothing of data in doubt."""
    kpi, unit = view.catalogue.kpis[name], view.unit.id
    change = change_text_of(view.board, name, kpi, unit, "yoy")
    if change is None or DoubtedFigure(unit, name) in view.doubts:
        return table.text("")
    if change.amount.absence:
        return table.text(change.marked_verdict, note=change.change)
    return table.text(f"{change.change} {change.marked_verdict}")


def _standard(view: DomainView, name: str) -> table.Cell:
    met = standard_data(view.board, name, view.catalogue.kpis[name], view.unit.id)
    if met is None or DoubtedFigure(view.unit.id, name) in view.doubts:
        return table.text("")
    return table.text(" ".join(filter(None, (met["text"], met["mark"], met["verdict"]))))


def _sheet(view: DomainView) -> Sheet:
    """Return all of it to take away."""
    rows = []
    for name in view.board.kpis:
        kpi, figure = view.catalogue.kpis[name], view.board.figures[name, view.unit.id]
        change = change_text_of(view.board, name, kpi, view.unit.id, "yoy")
        change_cells = (change.change, change.marked_verdict) if change else ("", "")
        number = number_as_printed(kpi, figure)
        barred = "" if kpi.assess else words.SITUATION
        rows.append((kpi.zh, number, kpi.unit, figure.numerator, figure.denominator, *change_cells, barred))
    title = words.EXPORT.format(page=view.page.zh, period=view.board.label)
    return export.sheet_of_rows(title, words.EXPORT_HEADS, rows, view.board.as_of)
