"""A few KPIs of one unit in a line: value, numerator over denominator, and the change of the year."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import change_text_of
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.display import figure_mark, figure_text
from core.metrics.types import Board, Figure
from dashboards.i18n import words

BREAK = "\N{ZERO WIDTH SPACE}"  # where a line may end: after % none would, and the counts would be cut in the middle


def draw(board: Board, catalogue: Catalogue, unit: int) -> None:
    """Draw the KPIs of a unit; a figure that is missing is —, with the reason."""
    with st.container(key="figures_line", horizontal=True, gap="small"):
        for kpi_id in board.kpis:
            kpi, figure = catalogue.kpis[kpi_id], board.figures[kpi_id, unit]
            with st.container(border=True, width=270, gap=None):
                st.caption(kpi.zh)
                st.text(_figure_text(kpi, figure))
                change = change_text_of(board, kpi_id, kpi, unit, "yoy")
                text = f"{words.YOY} {change.change} {change.marked_verdict}" if change else words.NO_DATA
                st.text(figure.reason or text)
                if figure_mark(figure):
                    st.caption(figure.note or "")


def _figure_text(kpi: Kpi, figure: Figure) -> str:
    text = figure_text(kpi, figure)
    if figure.numerator is None or figure.denominator is None:
        return text
    return f"{text}{BREAK}（{figure.numerator:,.0f}/{figure.denominator:,.0f}）"
