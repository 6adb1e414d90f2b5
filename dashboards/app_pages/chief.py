"""局长: the chief's board, one screen that keeps itself up to date."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from core.days import CHINA
from dashboards import data, frame, theme, words
from dashboards.parts import attention, explain, header, periods, reporting, scenes, snapshot, tiles
from dashboards.parts import chief_state as state


@st.fragment(run_every=theme.REFRESH_SECONDS)
def wall() -> None:
    """All that changes by itself. It is redrawn in place; what has not changed does not move."""
    view = snapshot.latest(periods.chosen(), state.unit(), classes=scenes.shows_classes())
    if isinstance(view, str):
        frame.nothing_yet(view)
        return
    reporting.report(view)
    board, unit = view.board, view.unit
    kpi_id = state.kpi(board)
    chosen = None if unit.id == board.units[0].id else unit.id
    header.place(board, unit, state.back)
    header.status(board, datetime.now(CHINA) - timedelta(seconds=view.error_age or 0))
    with st.container(key="deck"):
        attention.draw(board, view.catalogue, state.open_at)
        tiles.draw(board, view.catalogue, unit, kpi_id, state.pick_kpi)
        scenes.draw(scenes.Shown(view, kpi_id, chosen))
    if said := periods.notice(board, unit.id):
        header.notice(said)
    if (asked := state.explained(board)) is not None:
        explain.draw(data.explain(asked, unit.id, board), unit.name, "wall", state.close_explanation, asked)
    if view.error_age is not None:
        header.stale_note(words.LAST_GOOD.format(age=words.age(view.error_age)))


with st.container(key="wall"):
    with st.container(key="bar", horizontal=True):
        scenes.picker()
        periods.picker()
        frame.links()
    wall()
