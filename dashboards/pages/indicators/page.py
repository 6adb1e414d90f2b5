"""指标总览: every KPI of the catalogue, by domain."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import explain, export, kpi_picker, notices, period_picker
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import indicators as indicators_words
from dashboards.pages.indicators import domain_table, month_chart
from dashboards.queries import boards, database, year_ends

EXPLAINED = "overview_explained"


def ask(kpi: str) -> None:
    """Opens a KPI's explanation, and its month chart above the tables."""
    st.session_state[EXPLAINED] = kpi
    st.query_params[month_chart.KEY] = kpi


def close() -> None:
    """Closes it."""
    st.session_state.pop(EXPLAINED, None)


frame.draw_heading("indicators")
catalogue = database.catalogue()
groups = kpi_picker.kpis_by_domain(catalogue)
all_kpis = tuple(name for names in groups.values() for name in names)
period = period_picker.draw()
board = boards.board(period, all_kpis, bureau_only=True)
note = indicators_words.NOTE.format(count=len(all_kpis), domains=len(groups))
st.caption(" · ".join(filter(None, (note, notices.own_span_text(board)))))
notices.draw_period_notice(board)
export.draw(domain_table.export_sheet(board, catalogue, all_kpis), "indicators", export_words.ALL)
charted = st.query_params.get(month_chart.KEY, "")
if charted in catalogue.kpis:
    month_chart.draw(charted, catalogue.kpis[charted], board.units[0].id)
paces = year_ends.pace_texts(board)
for domain, names in groups.items():
    st.markdown(f"### {catalogue.domains[domain].zh}")
    domain_table.draw(board, catalogue, names, f"sheet_{domain}", ask, paces)
if st.session_state.get(EXPLAINED) in catalogue.kpis:
    explained_kpi = st.session_state[EXPLAINED]
    explain.draw(
        boards.explain(explained_kpi, board.units[0].id, board), board.units[0].name, "desk", close, explained_kpi
    )
