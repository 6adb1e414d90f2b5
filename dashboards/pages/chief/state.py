"""What the chief has chosen: in the address of the page, so that a reload or a restart of the server keeps it."""

from __future__ import annotations

import streamlit as st

from core.metrics.types import Board
from dashboards.queries import session

_EXPLAINED = "explained"


def unit_id() -> int | None:
    """The station chosen, as the address has it; None for the whole bureau."""
    asked = st.query_params.get("unit", "")
    return int(asked) if asked.isdecimal() else None


def pick_unit(chosen: int) -> None:
    """Shows a station; a second click on it shows the whole again."""
    if chosen == unit_id():
        show_whole_bureau()
    elif chosen in session.units().units:
        st.query_params["unit"] = str(chosen)


def show_whole_bureau() -> None:
    """Shows the whole bureau."""
    st.query_params.pop("unit", None)


def kpi_id(board: Board, usual: str = "") -> str:
    """The KPI that map, trend and order show; `usual` where none is chosen."""
    wanted = (st.query_params.get("kpi", ""), usual)
    return next((one for one in wanted if one in board.kpis), board.kpis[0])


def pick_kpi(chosen: str) -> None:
    """Chooses a KPI and asks what it rests on."""
    st.query_params["kpi"] = chosen
    st.session_state[_EXPLAINED] = chosen


def open_explanation(chosen: str, of_unit: int) -> None:
    """Shows a KPI of a unit: what a sentence of the attention strip speaks of."""
    st.query_params["kpi"] = chosen
    if of_unit == session.units().root.id:
        show_whole_bureau()
    elif of_unit in session.units().units:
        st.query_params["unit"] = str(of_unit)
    st.session_state[_EXPLAINED] = chosen


def explained_kpi(board: Board) -> str | None:
    """The KPI whose explanation is open."""
    asked = st.session_state.get(_EXPLAINED)
    return asked if asked in board.kpis else None


def close_explanation() -> None:
    """Closes the explanation."""
    st.session_state.pop(_EXPLAINED, None)
