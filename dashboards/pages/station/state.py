"""What is chosen on the station's page: the KPI, kept in the address, and the one whose explanation is open."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.stations.change_decomposition import year_change_kind
from core.metrics.types import Board

_KPI, _ASKED = "kpi", "station_explained"


def chosen(board: Board, kpis: Sequence[str]) -> str:
    """The KPI in the address; else the first that has really moved, the worse first; else the first with a figure."""
    asked = str(st.query_params.get(_KPI, ""))
    return asked if asked in kpis else _first(board, kpis)


def _first(board: Board, kpis: Sequence[str]) -> str:
    unit = board.units[0].id
    judged = {
        kpi: board.board_of(kpi).judgements[kpi, unit, year_change_kind(board.board_of(kpi), kpi, unit)] for kpi in kpis
    }
    moved = [kpi for kpi in kpis if judged[kpi].verdict.is_firm]
    known = (kpi for kpi in kpis if board.board_of(kpi).figures[kpi, unit].value is not None)
    return next((kpi for kpi in moved if judged[kpi].tone == "worse"), next(iter(moved), next(known, kpis[0])))


def pick(kpi: str) -> None:
    """Shows another one."""
    st.query_params[_KPI] = kpi


def ask(kpi: str) -> None:
    """Opens an explanation."""
    st.session_state[_ASKED] = kpi


def asked(kpis: Sequence[str]) -> str | None:
    """The KPI whose explanation is open."""
    found = st.session_state.get(_ASKED)
    return found if found in kpis else None


def close() -> None:
    """Closes the explanation."""
    st.session_state.pop(_ASKED, None)
