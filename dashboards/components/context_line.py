"""The second line of a page's top: whose figures, of which days, up to which day, and whether they are made up."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access.roles import NAMES
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Board
from core.store.sqlite import StoreError
from core.store.unit_words import whole_word
from dashboards.auth import current_user, demo_roles
from dashboards.components import choices, notices, period_picker
from dashboards.components.markdown import escape_markdown
from dashboards.i18n import words
from dashboards.i18n.words import navigation, verdicts
from dashboards.queries import boards, database, session
from dashboards.registry import Choice, PageEntry


class DaysShown(NamedTuple):
    """The places at the top of a page that say of which days its figures are, and up to which day the data reach.

    Before a page knows its board they are the days of the bureau's own; a page of no period has no place for one.
    """

    period: DeltaGenerator | None
    as_of: DeltaGenerator | None

    def show(self, board: Board) -> None:
        """Say the days of a board whose data end on another day, so that the page names one day and not two."""
        if board.as_of == boards.as_of():
            return
        for place, text in zip(self, notices.span_texts(board), strict=True):
            if place is not None:
                place.text(text, width="content")


def draw(entry: PageEntry | None, unit: int | None = None) -> DaysShown:
    """Draw the line of a page; `unit` is the one shown, where it is not the one in the address."""
    with st.container(key="context", horizontal=True, vertical_alignment="center", gap="small"):
        _draw_unit(entry, unit)
        period, as_of = (
            st.empty().text(text, width="content") if text else None for text in (_period_text(entry), _as_of_text())
        )
        if database.is_board_file():
            st.badge(words.BOARD_AND_STATE if database.has_state_file() else words.BOARD_FILE, color="gray")
        if trouble := database.board_trouble():
            st.badge(verdicts.BOARD_KEPT, color="orange", help=escape_markdown(trouble))
        if database.is_demo():
            st.badge(words.DEMO, color="yellow")
            viewer = current_user.required()
            if demo_roles.is_demo_role(viewer):
                st.caption(navigation.PLAYED.format(role=NAMES[viewer.scope.role]), width="content")
    return DaysShown(period, as_of)


def _draw_unit(entry: PageEntry | None, unit: int | None) -> None:
    """Draw whose figures they are, with the way back to all of the viewer's where it is only a part of them."""
    tree = session.units()
    if unit is None and entry is not None and Choice.UNIT in entry.choices and choices.station_in_address():
        unit = choices.unit_in_address()  # the station, or a community of it; desk pages show no other units
    unit_shown = tree.units.get(tree.root.id if unit is None else unit, tree.root)
    if unit_shown.id == tree.root.id or entry is None:
        st.text(database.bureau() if tree.root.kind == "bureau" else unit_shown.name, width="content")
        return
    whole_name = whole_word(tree.root) if tree.root.kind == "bureau" else tree.root.name
    with st.container(key="crumbs", horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.page_link(
            entry.file, label=escape_markdown(whole_name), query_params=choices.carried(entry) | {Choice.UNIT.value: ""}
        )
        parent = tree.units.get(unit_shown.parent) if unit_shown.parent is not None else None
        if parent is not None and parent.kind == "station":
            params = choices.carried(entry) | {Choice.UNIT.value: str(parent.id)}
            st.text("›", width="content")
            st.page_link(entry.file, label=escape_markdown(parent.name), query_params=params)
        st.text(f"› {unit_shown.name}", width="content")


def _period_text(entry: PageEntry | None) -> str:
    """Return the period that a page shows, by name and days; empty for a page that knows none."""
    if entry is None or Choice.PERIOD not in entry.choices:
        return ""
    period = period_picker.current()
    try:
        resolved = boards.resolved_period(period)
    except (StoreError, PeriodError):
        return ""
    window = resolved.window
    days = str(window.start) if window.days == 1 else words.FROM_TO.format(start=window.start, end=window.end)
    unfinished = "" if resolved.is_complete else verdicts.UNFINISHED
    return " ".join(filter(None, (words.PERIODS.get(period, ""), days, unfinished)))


def _as_of_text() -> str:
    """Return the last day of the board's data; empty where there are none yet: the page says so itself."""
    try:
        return f"{words.AS_OF} {boards.as_of()}"
    except StoreError:
        return ""
