"""A few KPIs of one unit in a line: value, numerator over denominator, and the change of the year."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import change_text_of
from core.catalogue.model import Catalogue
from core.metrics.display import figure_text
from core.metrics.types import Board
from dashboards.i18n import words


def draw(board: Board, catalogue: Catalogue, unit: int) -> None:
    """Draws them; what there is no figure for is —, with the reason."""
    with st.container(horizontal=True, gap="medium"):
        for kpi_id in board.kpis:
            kpi, figure = catalogue.kpis[kpi_id], board.figures[kpi_id, unit]
            with st.container(border=True, width=270, gap=None):
                st.caption(kpi.zh)
                st.text(_value(figure_text(kpi, figure), figure.numerator, figure.denominator))
                change = change_text_of(board, kpi_id, kpi, unit, "yoy")
                text = f"{words.YOY} {change.change} {change.marked_verdict}" if change else words.NO_DATA
                st.text(figure.reason or text)


def _value(text: str, numerator: float | None, denominator: float | None) -> str:
    return (
        f"{text}（{numerator:,.0f}/{denominator:,.0f}）" if numerator is not None and denominator is not None else text
    )
