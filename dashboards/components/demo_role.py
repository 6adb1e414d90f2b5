"""Choice of whom to play in a demonstration: the chief who sends, or the station that answers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.access.roles import NAMES, Role
from core.store.unit_words import placed_full_name
from dashboards.auth import current_user, demo_roles
from dashboards.i18n.words import instructions as words
from dashboards.server.shown_database import last_known_database

SENDER_AND_STATION = {Role.CHIEF: words.PLAY_CHIEF, Role.STATION: words.PLAY_STATION}
WRITERS = {role: NAMES[role] for role in (Role.CHIEF, Role.INSPECTOR, Role.STATION)}  # who sign for each other
_ROLE_KEY, _STATION_KEY = "instruction_role", "instruction_station"


def _handle_change() -> None:
    st.session_state[demo_roles.ROLE] = st.session_state[_ROLE_KEY]
    if _STATION_KEY in st.session_state:
        st.session_state[demo_roles.STATION] = st.session_state[_STATION_KEY]


def draw_picker(labels: Mapping[Role, str] = SENDER_AND_STATION) -> None:
    """Draw the choice of one of the roles that have a label; where people sign in there is nothing to choose."""
    viewer = current_user.required()
    if not demo_roles.is_demo_role(viewer):
        return
    tree = last_known_database().engine.units
    stations = {unit.id: placed_full_name(tree, unit) for unit in tree.stations(tree.root.id)}
    role = viewer.scope.role if viewer.scope.role in labels else next(iter(labels))
    st.session_state[_ROLE_KEY] = role
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            words.PLAY,
            list(labels),
            format_func=labels.__getitem__,
            key=_ROLE_KEY,
            required=True,
            on_change=_handle_change,
        )
        if role is Role.STATION and stations:
            st.session_state[_STATION_KEY] = viewer.scope.unit
            st.selectbox(
                words.STATION,
                list(stations),
                format_func=stations.__getitem__,
                key=_STATION_KEY,
                on_change=_handle_change,
                width=240,
            )
