"""The one page of all fields of work: a sentence, six tiles, the stations, what is to be done, the parts, every KPI."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import explain, notices, period_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import domain as words
from dashboards.pages.domain import figures, parts, range_tiles, station_matrix, todo
from dashboards.pages.domain.view import DomainView, read_view
from dashboards.queries import boards, database, domain_pages
from dashboards.registry import domain_address

EXPLAINED = "domain_explained"
LOOK_EVERY = 2  # seconds, while signals and ranges are computed


def draw(name: str) -> None:
    """Draw the page of a field of work."""
    frame.draw_heading(domain_address(name))
    page = database.catalogue().domain_pages.get(name)
    if page is None:
        st.info(words.NO_SUCH)
        return
    with filter_row():
        period = period_picker.draw()
    view = read_view(page, period)
    if text := notices.own_span_text(view.board):
        st.caption(text)
    notices.draw_period_notice(view.board)
    with st.container(key="domain_sentence"):
        st.text(view.sentence)
    with st.container(key="domain_first"):
        range_tiles.draw(view, _ask)
        with st.container(key="domain_stations"):
            station_matrix.draw(view, _ask)
        with st.container(key="domain_todo"):  # on a telephone it comes first
            todo.draw(view)
    parts.draw(view)
    figures.draw_all(view, _ask)
    _draw_explanation(view)
    if view.ranges is None or not (view.knows_signals or view.signals_failed):
        _look_again(name)


def _ask(kpi: str, unit: int | None = None) -> None:
    st.session_state[EXPLAINED] = (kpi, unit)


def _close() -> None:
    st.session_state.pop(EXPLAINED, None)


def _draw_explanation(view: DomainView) -> None:
    """Draw what a figure is, from which rows, as of when: of the whole, or of a station in the matrix."""
    kpi, unit = st.session_state.get(EXPLAINED) or ("", None)
    board = view.board if unit is None else view.station_board
    if board is None or kpi not in board.kpis:
        return
    unit_asked = next((unit_ref for unit_ref in board.units if unit_ref.id == (unit or view.unit.id)), None)
    if unit_asked is not None:
        explain.draw(boards.explain(kpi, unit_asked.id, board), unit_asked.name, "desk", _close, kpi)


@st.fragment(run_every=LOOK_EVERY)
def _look_again(name: str) -> None:
    """Draw the page again as soon as what is computed behind it is there."""
    page = database.catalogue().domain_pages[name]
    if domain_pages.is_ready(tuple(page.tiles)):
        st.rerun(scope="app")
