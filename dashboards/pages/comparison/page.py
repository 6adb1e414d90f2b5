"""督察: compare like stations fairly by one KPI, and set two to four of them side by side."""

from __future__ import annotations

import streamlit as st

from core.comparison.doubts import with_doubts
from core.comparison.summary_text import summary
from dashboards import frame
from dashboards.components import choices, comparison_pickers, instruction_link, notices, period_picker, ranking
from dashboards.components.filter_row import filter_row
from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import station as station_words
from dashboards.pages.comparison import (
    change_cards,
    changes_table,
    funnel,
    placement_table,
    reporting,
    side_by_side,
    side_picker,
)
from dashboards.pages.comparison import map as desk_map
from dashboards.queries import boards, comparisons, database, signals

days_shown = frame.draw_heading("comparison")
catalogue = database.catalogue()
with filter_row():
    kpi_id = comparison_pickers.pick_kpi(catalogue)
    period = period_picker.draw()
    focus = comparison_pickers.pick_focus()
    group = comparison_pickers.pick_group(focus)
kpi = catalogue.kpis[kpi_id]
board = boards.board(period, (kpi_id,), below=comparisons.units_of(group, focus), unit=focus)
stations = {unit.id: unit for unit in board.units[1:]}
days_shown.show(board)
st.caption(kpi.definition)
notices.draw_period_notice(board)
notices.draw_doubts_notice()
if not stations:
    st.info(words.NO_STATIONS)
    st.stop()

doubted = signals.doubted_units(kpi_id)
comparison = with_doubts(comparisons.comparison(kpi_id, period, group, focus), doubted)
if sentence := summary(comparison):
    with st.container(key="comparison_summary"):
        st.text(sentence)  # names from data are never markup
for text in comparison.reversals:
    st.warning(text)
if comparison.curve:
    left, order_place = st.columns([3, 2], gap="medium")
    with left:
        funnel.draw(comparison, kpi.label)
else:  # nothing is tested, and no half of the page stays empty for it
    st.info(comparison.no_verdicts or comparison_words.NO_UNITS)
    order_place = st.container()
with order_place, st.container(height=max(240, 60 + 34 * len(stations)), border=False, key="order"):
    members = {unit.id for unit in comparison.group.units}
    ranking.draw(board, kpi_id, kpi, None, members)

if comparison.ranked_units:
    st.markdown(f"### {comparison_words.RANKING_TABLE}")
    placement_table.draw(comparison)

st.markdown(f"### {comparison_words.CHANGES_TABLE.format(each=words.each_unit(board.units[1:]))}")
with st.container(key="changes"):
    changes_table.draw(board, kpi_id, kpi, comparison_pickers.pick_change(board, kpi_id, kpi), doubted)

reporting.draw(comparisons.reporting(kpi_id, focus), kpi.zh)

heading = comparison_words.SIDE_BY_SIDE["station" if board.units[1].kind == "station" else "other"]
st.markdown(f"### {heading.format(level=words.level(board.units[1:]))}")
left, right = st.columns([2, 3], gap="medium")
with left:
    first_side = side_picker.first(stations)
    desk_map.draw(board, kpi_id, kpi, first_side.id, side_picker.pick)
    if first_side.kind == "station":
        instruction_link.draw(kpi_id, first_side.id, first_side.name)
with right:
    picked = side_picker.draw(stations)
    with st.container(horizontal=True):
        for station in picked:
            label = station_words.OPEN_STATION.format(unit=station.name)
            address = "station" if station.kind == "station" else "comparison"
            choices.draw_link(address, label, unit=str(station.id))
    side_by_side.draw(comparison, [station.code for station in picked])
    change_cards.draw(board, kpi_id, kpi, picked, doubted)
