"""局长: the chief's board, one screen that keeps itself up to date."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import NamedTuple

import streamlit as st

from dashboards import frame, theme
from dashboards.auth import current_user
from dashboards.components import explain, last_good, panel_feed, period_picker, unknown_choices
from dashboards.heartbeat import errors_in_chinese
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words
from dashboards.pages.chief import attention, feed, header, presence, scenes, seams, snapshot, state, tiles, url_state
from dashboards.queries import boards
from dashboards.registry import entry_of
from dashboards.server.log_once import LogOnce
from dashboards.server.refresh_times import timed_refresh

Standing = tuple[str, ...] | str | None  # the panels on the page by key, why there are none, or nothing at all
_STANDING, _IS_NEW = "standing", "is_new"
_troubles = LogOnce(logging.getLogger(__name__))


class Newest(NamedTuple):
    """The newest of what a wall shows: which panels, their data, and a line where the picture is not fresh."""

    standing: Standing
    panels: dict[str, bytes]
    stale: str = ""


@st.fragment
@errors_in_chinese(refreshes=True)
@current_user.pinned_request
def wall() -> None:
    """Draw the panels. They stand until somebody chooses something else; `refresh` feeds them."""
    st.session_state[_STANDING], st.session_state[_IS_NEW] = None, True
    url = url_state.read()
    view = snapshot.latest(period_picker.current(), state.unit_id(), url)
    if isinstance(view, str):
        frame.draw_empty_page(view)
        st.session_state[_STANDING] = view
        return
    with panel_feed.collected_panels(draws=True) as drawn:
        header.draw(view, url, state.show_whole_bureau)
        draw_panels(view, partial(st.container, key="deck"))
    st.session_state[_STANDING] = tuple(drawn.panels)


@st.fragment(run_every=theme.REFRESH_SECONDS)
@timed_refresh
def refresh() -> None:
    """Feed the panels that stand. Where others should stand, or none, the page is drawn anew.

    So it is where the viewer may see nothing any more, and where the panels cannot be made at all.
    """
    has_just_drawn, answer = st.session_state.pop(_IS_NEW, False), None
    try:
        viewer = current_user.viewer()
        if viewer is not None:
            with current_user.pinned_for(viewer):
                answer = newest()
    except Exception as error:  # whatever it is, the page that is drawn anew says it
        _troubles.failed("refresh", "refresh", error)
    else:
        _troubles.recovered("refresh", "refresh")
    if (answer and answer.standing) != st.session_state.get(_STANDING) and not has_just_drawn:
        st.rerun(scope="app")
    if answer is None or not answer.panels:
        return
    feed.send(answer.panels)
    if answer.stale:
        header.draw_stale_note(answer.stale)


def newest() -> Newest:
    """Return the newest of all that the wall shows."""
    url = url_state.read()
    view, below, notice, _ = feed.content(
        (*period_picker.choices_made(), state.explained()), lambda: newest_content(url)
    )
    if isinstance(view, str):
        return Newest(view, {})
    presence.report(view)
    with panel_feed.collected_panels(draws=False) as top:
        header.draw(view, url, state.show_whole_bureau, notice)
    panels = {**top.panels, **below}
    stale = "" if view.error_age is None else chief_words.LAST_GOOD.format(age=words.age(view.error_age))
    return Newest(tuple(panels), panels, stale)


def newest_content(url: url_state.WallUrlState) -> feed.Content:
    """Ask for all that the wall shows below its header."""
    view = snapshot.latest(period_picker.current(), state.unit_id(), url)
    if isinstance(view, str):
        return feed.Content(view, {}, is_whole=False)
    with panel_feed.collected_panels(draws=False) as collected:
        draw_panels(view, nullcontext)
    notices = [*unknown_choices.texts(entry_of("chief")), period_picker.notice_text(view.board, view.unit.id)]
    is_whole = collected.is_whole and view.error_age is None
    return feed.Content(view, collected.panels, " ".join(filter(None, notices)), is_whole)


def draw_panels(view: snapshot.WallView, deck: Callable[[], AbstractContextManager[object]]) -> None:
    """Draw the panels below the header, in the order in which they stand, and over them what explains a figure."""
    board, unit, catalogue = view.board, view.unit, view.catalogue
    kpi_id = state.kpi_id(board, catalogue.scenes[view.scene].focus)
    station = None if unit.id == board.units[0].id else unit.id
    with deck():
        last_good.draw_panel(attention.KEY, lambda: draw_attention(view))
        last_good.draw_panel(tiles.KEY, lambda: tiles.draw(view, kpi_id, state.pick_kpi))
        scenes.draw(scenes.SceneContext(view, kpi_id, station))
    if (explained_kpi := state.explained_kpi(board)) is not None:
        last_good.draw_panel(explain.KEY, lambda: draw_explanation(explained_kpi, view))


def draw_attention(view: snapshot.WallView) -> None:
    """Draw the strip of what needs the chief: of the board's own tiles, whatever the scene shows."""
    shown_kpis = view.board.kpis

    def open_notice(kpi: str, unit: int) -> None:
        if kpi not in shown_kpis:
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
refresh()  # outside of the containers: Streamlit copies all that a part stands in before each run of it
