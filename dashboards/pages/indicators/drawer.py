"""The drawer of one KPI: what its figure rests on, its months, and how it is counted and judged."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.features.reference.kpi_reference import KpiReference
from core.metrics.types import Board
from dashboards.components import explain
from dashboards.pages.indicators import entry
from dashboards.queries import boards
from dashboards.registry import Choice


def opened_kpi(kpis: Sequence[str]) -> str | None:
    """Return the KPI in the address, if it is one."""
    requested = st.query_params.get(Choice.KPI, "")
    return requested if requested in kpis else None


def open_kpi(kpi: str) -> None:
    """Open the drawer of a KPI."""
    st.query_params[Choice.KPI] = kpi


def _close() -> None:
    st.query_params.pop(Choice.KPI, None)


def draw(board: Board, kpi_id: str, kpi: Kpi, reference: KpiReference) -> None:
    """Draw the drawer over the right of the page; the address keeps it open until it is closed."""
    from dashboards.pages.indicators import month_chart  # here: its charts take a while to make

    unit = board.units[0]
    with st.container(key="drawer", gap="small"):
        explain.draw(boards.explain(kpi_id, unit.id, board), unit.name, "drawer", _close, kpi_id)
        month_chart.draw(kpi_id, kpi, unit.id)
        entry.draw(reference)
