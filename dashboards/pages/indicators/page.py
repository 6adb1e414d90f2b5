"""指标总览: every KPI of the catalogue, by domain."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import explain
from dashboards.components import export as take_away
from dashboards.components import notices as desk
from dashboards.components import period_picker as periods
from dashboards.i18n import words
from dashboards.i18n.words import export as own
from dashboards.pages.indicators import domain_table as sheet
from dashboards.queries import boards, database

ASKED = "overview_explained"


def ask(kpi: str) -> None:
    """Opens a KPI's explanation."""
    st.session_state[ASKED] = kpi


def close() -> None:
    """Closes it."""
    st.session_state.pop(ASKED, None)


frame.heading(words.OVERVIEW)
catalogue = database.catalogue()
groups = desk.by_domain(catalogue)
every = tuple(name for names in groups.values() for name in names)
period = periods.picker()
board = boards.board(period, every, whole_only=True)
st.caption(f"{words.OVERVIEW_NOTE.format(count=len(every), domains=len(groups))} · {desk.span(board)}")
desk.notice(board)
take_away.draw(sheet.taken(board, catalogue, every), "indicators", own.ALL)
for domain, names in groups.items():
    st.markdown(f"### {catalogue.domains[domain].zh}")
    sheet.draw(board, catalogue, names, f"sheet_{domain}", ask)
if st.session_state.get(ASKED) in catalogue.kpis:
    asked = st.session_state[ASKED]
    explain.draw(boards.explain(asked, board.units[0].id, board), board.units[0].name, "desk", close, asked)
