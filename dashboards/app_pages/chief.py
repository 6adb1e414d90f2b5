"""局长: the chief's board, one screen that keeps itself up to date."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from core.days import CHINA
from dashboards import data, frame, theme, words
from dashboards.parts import (
    attention,
    classes,
    explain,
    header,
    hours,
    periods,
    ranking,
    reporting,
    snapshot,
    station_map,
    tiles,
    trend,
)
from dashboards.parts import chief_state as state


@st.fragment(run_every=theme.REFRESH_SECONDS)
def wall() -> None:
    """The whole screen. Everything on it is redrawn in place; what has not changed does not move."""
    view = snapshot.latest(periods.chosen(), state.unit())
    if isinstance(view, str):
        frame.nothing_yet(view)
        return
    reporting.report(view)
    board, unit = view.board, view.unit
    kpi_id = state.kpi(board)
    kpi = view.catalogue.kpis[kpi_id]
    chosen = None if unit.id == board.units[0].id else unit.id
    with st.container(key="wall", height=600, border=False):
        with st.container(key="bar", horizontal=True):
            header.place(board, unit, state.back)
            periods.picker()
            frame.links()
            header.status(board)
        with st.container(key="strip"):
            attention.draw(board, view.catalogue, state.open_at)
        with st.container(key="top"):
            tiles.draw(board, view.catalogue, unit, kpi_id, state.pick_kpi)
        with st.container(key="lower", horizontal=True):
            with st.container(key="panel-map", height="stretch"):
                station_map.draw(board, kpi_id, kpi, chosen, state.pick_unit)
            with st.container(key="middle", height="stretch"):
                with st.container(key="panel-trend", height=200, border=False):
                    trend.draw(board, kpi_id, kpi, unit.id)
                with st.container(key="panel-hours", height=200, border=False):
                    hours.draw(view.hours)
            with st.container(key="panel-ranking", height="stretch"):
                ranking.draw(board, kpi_id, kpi, chosen)
            with st.container(key="panel-classes", height="stretch"):
                classes.draw(view.composition)
        if said := periods.notice(board, unit.id):
            header.notice(said)
    if (asked := state.explained(board)) is not None:
        explain.draw(data.explain(asked, unit.id, board), unit.name, "wall", state.close_explanation)
    frame.answered(datetime.now(CHINA) - timedelta(seconds=view.error_age or 0))
    if view.error_age is not None:
        header.stale_note(words.LAST_GOOD.format(age=words.age(view.error_age)))


wall()
