"""督察: compare all stations by one KPI, and set two of them side by side."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame, words
from dashboards.parts import compare, desk, desk_map, periods, ranking

frame.heading(words.INSPECTOR)
catalogue = data.catalogue()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kpi_id = desk.kpi_picker(catalogue, "inspector")
    period = periods.picker()
kpi = catalogue.kpis[kpi_id]
board = data.board(period, (kpi_id,))
stations = {unit.id: unit for unit in board.units[1:]}


def name(unit: int) -> str:
    """A station by its id."""
    return stations[unit].name


def pick(unit: int) -> None:
    """A click on the map sets the first of the two stations."""
    st.session_state["side_a"] = unit


st.caption(f"{desk.span(board)} · {kpi.definition}")
desk.notice(board)
if not stations:
    st.info(words.NO_STATIONS)
    st.stop()
left, right = st.columns([3, 2], gap="medium")
with left:
    compare.draw_table(board, kpi_id, kpi)
with right, st.container(height=60 + 34 * len(stations), border=False):
    ranking.draw(board, kpi_id, kpi, None)
st.markdown(f"### {words.SIDE_BY_SIDE}")
left, right = st.columns([2, 3], gap="medium")
with left:
    desk_map.draw(board, kpi_id, kpi, words.DESK_MAP.format(kpi=kpi.label), pick)
with right:
    with st.container(horizontal=True):
        first = st.selectbox(words.FIRST_UNIT, list(stations), format_func=name, key="side_a", width=260)
        second = st.selectbox(
            words.SECOND_UNIT,
            list(stations),
            index=min(1, len(stations) - 1),
            format_func=name,
            key="side_b",
            width=260,
        )
    compare.side_by_side(board, kpi_id, kpi, stations[first], stations[second])
