"""局长: the chief's board, one screen that keeps itself up to date."""

from __future__ import annotations

import streamlit as st

from dashboards import frame, theme
from dashboards.auth import current_user
from dashboards.components import explain
from dashboards.components import last_good as panel
from dashboards.components import period_picker as periods
from dashboards.heartbeat import errors_in_chinese
from dashboards.i18n import words
from dashboards.pages.chief import attention, header, presence, scenes, seams, snapshot, state, tiles
from dashboards.pages.chief import url_state as wanted
from dashboards.queries import boards


def explained(kpi: str, view: snapshot.WallView) -> None:
    """What a figure rests on."""
    told = boards.explain(kpi, view.unit.id, view.board)
    explain.draw(told, view.unit.name, "wall", state.close_explanation, kpi)


@st.fragment(run_every=theme.REFRESH_SECONDS)
@errors_in_chinese(refreshes=True)
@current_user.pinned_request
def wall() -> None:
    """All that changes by itself. It is redrawn in place; what has not changed does not move."""
    wished = wanted.read()
    view = snapshot.latest(periods.current(), state.unit_id(), wished)
    if isinstance(view, str):
        frame.draw_empty_page(view)
        return
    presence.report(view)
    board, unit = view.board, view.unit
    kpi_id = state.kpi_id(board, view.catalogue.scenes[view.scene].focus)
    chosen = None if unit.id == board.units[0].id else unit.id
    header.draw(view, wished, state.show_whole_bureau)
    with st.container(key="deck"):
        panel.draw_panel(attention.KEY, lambda: attention.draw(board, view.catalogue, state.open_explanation))
        panel.draw_panel(tiles.KEY, lambda: tiles.draw(board, view.catalogue, unit, kpi_id, state.pick_kpi))
        scenes.draw(scenes.SceneContext(view, kpi_id, chosen))
    if said := periods.notice_text(board, unit.id):
        header.notice(said)
    if (asked := state.explained_kpi(board)) is not None:
        panel.draw_panel(explain.KEY, lambda: explained(asked, view))
    if view.error_age is not None:
        header.stale_note(words.LAST_GOOD.format(age=words.age(view.error_age)))


seams.styles()
with st.container(key="wall"):
    with st.container(key="bar", horizontal=True):
        periods.draw()
        frame.draw_menu(tongues=True)
    wall()
