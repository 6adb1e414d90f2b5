"""本所: what is due, our figures, what moved and what it is made of, our communities, our people's load."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import desk, explain
from dashboards.components import period_picker as periods
from dashboards.i18n.words import station as words
from dashboards.pages.station import communities as station_below
from dashboards.pages.station import decomposition as station_moved
from dashboards.pages.station import due as station_due
from dashboards.pages.station import figures as station_figures
from dashboards.pages.station import pickers as station_unit
from dashboards.pages.station import state as station_state
from dashboards.pages.station import workload as station_people
from dashboards.queries import boards, database, station

frame.draw_heading(words.NAME)
with st.container(horizontal=True, vertical_alignment="bottom"):
    unit = station_unit.picker()
    if unit is None:
        st.info(words.NO_STATION)
        st.stop()
    period = periods.draw()
    groups = station.peer_groups(unit.id, period)
    group = station_unit.group_picker(groups)
    station_unit.role_picker()
catalogue, board = database.catalogue(), station.board(unit.id, period)
kpis = station_figures.shown_kpis(board, catalogue)
kpi = station_state.chosen(board, kpis)
st.caption(words.SPAN.format(unit=unit.name, span=desk.span_text(board)))
desk.draw_period_notice(board)
station_due.draw(station_due.cards(unit.id, board.as_of), board.as_of)
left, right = st.columns([8, 5], gap="medium")
with left:
    st.markdown(f"### {words.FIGURES}", help=f"{words.PICK}\n\n{words.PEERS_HELP}")
    among = station.among_peers(unit.id, tuple(kpis), period, group) if group else {}
    station_figures.draw(
        board, catalogue, among, groups.get(group or "", ""), kpi, station_state.pick, station_state.ask
    )
with right:
    st.markdown(f"### {words.MOVED}")
    station_moved.draw(catalogue.kpis[kpi], station.change_by_kind(unit.id, kpi, period))
station_due.table(station.disputes_due(unit.id, board.as_of), board.as_of)
station_below.draw(unit.id, kpi, catalogue.kpis[kpi], board)
station_people.draw(unit, board)
if (asked := station_state.asked(kpis)) is not None:
    explain.draw(boards.explain(asked, unit.id, board), unit.name, "desk", station_state.close, asked)
