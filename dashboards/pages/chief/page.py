"""局长: the chief's board, one screen that keeps itself up to date."""

from __future__ import annotations

import streamlit as st

from dashboards import frame, theme
from dashboards.auth import current_user
from dashboards.components import explain, last_good, period_picker, unknown_choices
from dashboards.heartbeat import errors_in_chinese
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words
from dashboards.pages.chief import attention, header, presence, scenes, seams, snapshot, state, tiles, url_state
from dashboards.queries import boards
from dashboards.registry import entry_of
from dashboards.server.refresh_times import timed_refresh


@st.fragment(run_every=theme.REFRESH_SECONDS)
@errors_in_chinese(refreshes=True)
@timed_refresh
@current_user.pinned_request
def wall() -> None:
    """Draw all that changes by itself. It is redrawn in place; what has not changed does not move."""
    url = url_state.read()
    view = snapshot.latest(period_picker.current(), state.unit_id(), url)
    if isinstance(view, str):
        frame.draw_empty_page(view)
        return
    presence.report(view)
    draw_view(view, url)


def draw_view(view: snapshot.WallView, url: url_state.WallUrlState) -> None:
    """Draw the parts of the wall, in the order in which they stand."""
    board, unit, catalogue = view.board, view.unit, view.catalogue
    kpi_id = state.kpi_id(board, catalogue.scenes[view.scene].focus)
    station = None if unit.id == board.units[0].id else unit.id
    header.draw(view, url, state.show_whole_bureau)
    with st.container(key="deck"):
        last_good.draw_panel(attention.KEY, lambda: draw_attention(view))
        last_good.draw_panel(tiles.KEY, lambda: tiles.draw(view, kpi_id, state.pick_kpi))
        scenes.draw(scenes.SceneContext(view, kpi_id, station))
    notices = [*unknown_choices.texts(entry_of("chief")), period_picker.notice_text(board, unit.id)]
    if any(notices):
        header.draw_notice(" ".join(filter(None, notices)))
    if (explained_kpi := state.explained_kpi(board)) is not None:
        last_good.draw_panel(explain.KEY, lambda: draw_explanation(explained_kpi, view))
    if view.error_age is not None:
        header.draw_stale_note(chief_words.LAST_GOOD.format(age=words.age(view.error_age)))


def draw_attention(view: snapshot.WallView) -> None:
    """Draw the strip of what needs the chief: of the board's own tiles, whatever the scene shows."""

    def open_notice(kpi: str, unit: int) -> None:
        if kpi not in view.board.kpis:
            url_state.show_scene(url_state.DEFAULT_SCENE)
        state.open_explanation(kpi, unit)

    attention.draw(snapshot.own_board(view), view.catalogue, open_notice)


def draw_explanation(kpi: str, view: snapshot.WallView) -> None:
    """Draw the dialog of what a figure rests on."""
    explanation = boards.explain(kpi, view.unit.id, view.board)
    explain.draw(explanation, view.unit.name, "wall", state.close_explanation, kpi)


seams.draw_styles()
with st.container(key="wall"):
    with st.container(key="bar", horizontal=True):
        period_picker.draw()
        frame.draw_wall_links("chief")
    wall()
