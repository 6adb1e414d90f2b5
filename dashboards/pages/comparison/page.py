"""督察: compare like stations fairly by one KPI, and set two to four of them side by side."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import comparison_pickers as peers
from dashboards.components import desk, ranking
from dashboards.components import instruction_link as order_link
from dashboards.components import period_picker as periods
from dashboards.i18n import words
from dashboards.i18n.words import comparison as fair
from dashboards.i18n.words import station as station_words
from dashboards.pages.comparison import changes_table as compare
from dashboards.pages.comparison import funnel
from dashboards.pages.comparison import map as desk_map
from dashboards.pages.comparison import placement_table as placed
from dashboards.pages.comparison import reporting as reported
from dashboards.pages.comparison import side_by_side as beside
from dashboards.pages.comparison import side_picker as sides
from dashboards.queries import boards, comparisons, database

frame.draw_heading(words.INSPECTOR)
catalogue = database.catalogue()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kpi_id = peers.pick_kpi(catalogue)
    group = peers.pick_group()
    period = periods.draw()
kpi = catalogue.kpis[kpi_id]
board = boards.board(period, (kpi_id,))
stations = {unit.id: unit for unit in board.units[1:]}
st.caption(f"{desk.span_text(board)} · {kpi.definition}")
desk.draw_period_notice(board)
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
    compare.draw_table(board, kpi_id, kpi, peers.pick_change(board, kpi_id, kpi))
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
