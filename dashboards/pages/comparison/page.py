"""督察: compare like stations fairly by one KPI, and set two to four of them side by side."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import instruction_link as order_link
from dashboards.components import notices as desk
from dashboards.components import period_picker as periods
from dashboards.components import pickers as peers
from dashboards.components import ranking
from dashboards.i18n import words
from dashboards.i18n.words import comparison as fair
from dashboards.i18n.words import station as station_words
from dashboards.pages.comparison import changes_table as compare
from dashboards.pages.comparison import funnel
from dashboards.pages.comparison import map as desk_map
from dashboards.pages.comparison import picks as sides
from dashboards.pages.comparison import placement_table as placed
from dashboards.pages.comparison import reporting as reported
from dashboards.pages.comparison import side_by_side as beside
from dashboards.queries import boards, comparisons, database

frame.heading(words.INSPECTOR)
catalogue = database.catalogue()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kpi_id = peers.kpi(catalogue)
    group = peers.group()
    period = periods.picker()
kpi = catalogue.kpis[kpi_id]
board = boards.board(period, (kpi_id,))
stations = {unit.id: unit for unit in board.units[1:]}
st.caption(f"{desk.span(board)} · {kpi.definition}")
desk.notice(board)
if not stations:
    st.info(words.NO_STATIONS)
    st.stop()
comparison = comparisons.comparison(kpi_id, period, group)
for text in comparison.reversals:
    st.warning(text)
left, right = st.columns([3, 2], gap="medium")
with left:
    if comparison.curve:
        funnel.draw(comparison, kpi.label)
    else:
        st.info(comparison.no_verdicts or fair.NOBODY)
with right, st.container(height=max(240, 60 + 34 * len(stations)), border=False, key="order"):
    ranking.draw(board, kpi_id, kpi, None)
if comparison.ranked_units:
    st.markdown(f"### {fair.ORDER_TABLE}")
    placed.draw(comparison)
st.markdown(f"### {fair.CHANGES_TABLE}")
with st.container(key="changes"):
    compare.draw_table(board, kpi_id, kpi, peers.change(board, kpi_id, kpi))
reported.draw(comparisons.reporting(kpi_id), kpi.zh)
st.markdown(f"### {words.SIDE_BY_SIDE}")
left, right = st.columns([2, 3], gap="medium")
with left:
    desk_map.draw(board, kpi_id, kpi, words.DESK_MAP.format(kpi=kpi.label), sides.pick)
    shown = sides.first(stations)
    order_link.draw(kpi_id, shown.id, shown.name)
with right:
    picked = sides.picker(stations)
    with st.container(horizontal=True):
        for one in picked:
            label = station_words.OPEN_STATION.format(unit=one.name)
            st.page_link("pages/station/page.py", label=label, query_params={"unit": str(one.id)})
    beside.draw(comparison, [one.code for one in picked])
    compare.side_by_side(board, kpi_id, kpi, picked)
