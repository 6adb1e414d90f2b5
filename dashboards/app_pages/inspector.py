"""督察: compare like stations fairly by one KPI, and set two to four of them side by side."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame, words
from dashboards.parts import beside, compare, desk, desk_map, funnel, order_link, peers, periods, placed, ranking
from dashboards.words import fair
from dashboards.words import station as station_words

frame.heading(words.INSPECTOR)
catalogue = data.catalogue()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kpi_id = peers.kpi(catalogue)
    group = peers.group()
    period = periods.picker()
kpi = catalogue.kpis[kpi_id]
board = data.board(period, (kpi_id,))
stations = {unit.id: unit for unit in board.units[1:]}


def name(unit: int | None) -> str:
    """A station by its id."""
    return fair.NONE_PICKED if unit is None else stations[unit].name


def pick(unit: int) -> None:
    """A click on the map sets the first of the stations."""
    st.session_state["side_a"] = unit


st.caption(f"{desk.span(board)} · {kpi.definition}")
desk.notice(board)
if not stations:
    st.info(words.NO_STATIONS)
    st.stop()
comparison = data.comparison(kpi_id, period, group)
for text in comparison.reversals:
    st.warning(text)
left, right = st.columns([3, 2], gap="medium")
with left:
    if comparison.curve:
        funnel.draw(comparison, kpi.label)
    else:
        st.info(comparison.no_verdicts or fair.NOBODY)
with right, st.container(height=60 + 34 * len(stations), border=False, key="order"):
    ranking.draw(board, kpi_id, kpi, None)
if comparison.placed:
    st.markdown(f"### {fair.ORDER_TABLE}")
    placed.draw(comparison)
st.markdown(f"### {fair.CHANGES_TABLE}")
with st.container(key="changes"):
    compare.draw_table(board, kpi_id, kpi)
st.markdown(f"### {words.SIDE_BY_SIDE}")
left, right = st.columns([2, 3], gap="medium")
with left:
    desk_map.draw(board, kpi_id, kpi, words.DESK_MAP.format(kpi=kpi.label), pick)
    picked = st.session_state.get("side_a", next(iter(stations)))
    order_link.draw(kpi_id, picked, name(picked))
with right:
    ids = list(stations)
    with st.container(horizontal=True):
        first = st.selectbox(words.FIRST_UNIT, ids, format_func=name, key="side_a", width=190)
        second = st.selectbox(
            words.SECOND_UNIT, ids, index=min(1, len(ids) - 1), format_func=name, key="side_b", width=190
        )
        third = st.selectbox(fair.THIRD, [None, *ids], format_func=name, key="side_c", width=190)
        fourth = st.selectbox(fair.FOURTH, [None, *ids], format_func=name, key="side_d", width=190)
    with st.container(horizontal=True):
        for one in filter(None, (first, second, third, fourth)):
            label = station_words.OPEN_STATION.format(unit=name(one))
            st.page_link("app_pages/station.py", label=label, query_params={"unit": str(one)})
    beside.draw(comparison, [stations[one].code for one in (first, second, third, fourth) if one is not None])
    compare.side_by_side(board, kpi_id, kpi, stations[first], stations[second])
