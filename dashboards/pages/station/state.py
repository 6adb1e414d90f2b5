"""Choices on the station's page: the KPI, kept in the address, and the one whose explanation is open."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.stations.change_decomposition import year_change_kind
from core.metrics.types import Board

_KPI_KEY, _EXPLAINED_KEY = "kpi", "station_explained"


def chosen_kpi(board: Board, kpis: Sequence[str]) -> str:
    """Return the KPI in the address; else the first with a firm change, the worse first; else one with a figure."""
    requested = str(st.query_params.get(_KPI_KEY, ""))
    return requested if requested in kpis else _default_kpi(board, kpis)


def _default_kpi(board: Board, kpis: Sequence[str]) -> str:
    unit = board.units[0].id
    judgements = {
        kpi: board.board_of(kpi).judgements[kpi, unit, year_change_kind(board.board_of(kpi), kpi, unit)] for kpi in kpis
    }
    firm = [kpi for kpi in kpis if judgements[kpi].verdict.is_firm]
    with_figure = (kpi for kpi in kpis if board.board_of(kpi).figures[kpi, unit].value is not None)
    return next((kpi for kpi in firm if judgements[kpi].tone == "worse"), next(iter(firm), next(with_figure, kpis[0])))


def pick_kpi(kpi: str) -> None:
    """Show another KPI."""
    st.query_params[_KPI_KEY] = kpi


def open_explanation(kpi: str) -> None:
    """Open the explanation of a KPI."""
    st.session_state[_EXPLAINED_KEY] = kpi


def explained_kpi(kpis: Sequence[str]) -> str | None:
    """Return the KPI whose explanation is open."""
    explained = st.session_state.get(_EXPLAINED_KEY)
    return explained if explained in kpis else None


def close_explanation() -> None:
    """Close the explanation."""
    st.session_state.pop(_EXPLAINED_KEY, None)
