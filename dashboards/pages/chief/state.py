"""The chief's choices, kept in the address of the page, so that a reload or a restart of the server keeps them."""

from __future__ import annotations

import streamlit as st

from core.metrics.types import Board
from dashboards.queries import session
from dashboards.server.sent_numbers import whole_number

_EXPLAINED_KEY = "explained"


def unit_id() -> int | None:
    """Return the station chosen in the address; None for the whole bureau."""
    return whole_number(st.query_params.get("unit", "")) or None


def pick_unit(chosen: int) -> None:
    """Show a station; a second click on it shows the whole bureau again."""
    if chosen == unit_id():
        show_whole_bureau()
    elif chosen in session.units().units:
        st.query_params["unit"] = str(chosen)


def show_whole_bureau() -> None:
    """Show the whole bureau."""
    st.query_params.pop("unit", None)


def kpi_id(board: Board, default: str = "") -> str:
    """Return the KPI that map, trend and ranking show; `default` where none is chosen."""
    candidates = (st.query_params.get("kpi", ""), default)
    return next((kpi for kpi in candidates if kpi in board.kpis), board.kpis[0])


def pick_kpi(chosen: str) -> None:
    """Choose a KPI and open its explanation."""
    st.query_params["kpi"] = chosen
    st.session_state[_EXPLAINED_KEY] = chosen


def open_explanation(chosen: str, unit: int) -> None:
    """Show a KPI of a unit, as a sentence of the attention strip names it, and open its explanation."""
    st.query_params["kpi"] = chosen
    if unit == session.units().root.id:
        show_whole_bureau()
    elif unit in session.units().units:
        st.query_params["unit"] = str(unit)
    st.session_state[_EXPLAINED_KEY] = chosen


def explained() -> str | None:
    """Return what was last opened to be explained, whatever the board shows."""
    explained: str | None = st.session_state.get(_EXPLAINED_KEY)
    return explained


def explained_kpi(board: Board) -> str | None:
    """Return the KPI whose explanation is open."""
    kpi = explained()
    return kpi if kpi in board.kpis else None


def close_explanation() -> None:
    """Close the explanation."""
    st.session_state.pop(_EXPLAINED_KEY, None)
