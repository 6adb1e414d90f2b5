"""本所: due work, our figures, what moved and what it is made of, our communities, our people's load."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import explain, notices, period_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import station as words
from dashboards.pages.station import communities, decomposition, due, figures, pickers, state, workload
from dashboards.queries import boards, database, station

shown_unit = pickers.current_station()
frame.draw_heading("station", shown_unit)
due_place = st.container()  # before the choices where there is no station to choose
with filter_row():
    unit = pickers.pick_station(shown_unit)
    if unit is None:
        st.info(words.NO_STATION)
        st.stop()
    period = period_picker.draw()
    groups = station.peer_groups(unit.id, period)
    group = pickers.pick_group(groups)
    pickers.draw_role_picker()
catalogue, board = database.catalogue(), station.board(unit.id, period)
kpis = figures.shown_kpis(board, catalogue)
kpi = state.chosen_kpi(board, kpis)
if text := notices.own_span_text(board):
    st.caption(text)
notices.draw_period_notice(board)
notices.draw_doubts_notice()

with due_place if pickers.is_own_station() else st.container():
    missed = figures.missed_standards(board, catalogue, kpis)
    due.draw(due.cards(unit.id, board.as_of), missed, board.as_of)

with st.container(key="station_pair"):  # beside each other where there is room (page.css)
    left, right = st.columns([8, 5], gap="medium")
with left:
    st.markdown(f"### {words.FIGURES}", help=f"{words.PICK}\n\n{words.PEERS_HELP}")
    peer_positions = station.among_peers(unit.id, tuple(kpis), period, group) if group else {}
    group_name = groups.get(group or "", "")
    figures.draw(board, catalogue, peer_positions, group_name, kpi, state.pick_kpi, state.open_explanation)
with right:
    st.markdown(f"### {words.CHANGE}")
    decomposition.draw(catalogue.kpis[kpi], station.change_by_kind(unit.id, kpi, period))

due.draw_disputes(station.disputes_due(unit.id, board.as_of), board.as_of)
communities.draw(unit.id, kpi, catalogue.kpis[kpi], board)
workload.draw(unit, board)

if (explained_kpi := state.explained_kpi(kpis)) is not None:
    explanation = boards.explain(explained_kpi, unit.id, board)
    explain.draw(explanation, unit.name, "desk", state.close_explanation, explained_kpi)
