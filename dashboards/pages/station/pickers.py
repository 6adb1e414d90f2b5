"""Pickers of the station's page: the station, kept in the address, its peer group, and a demonstration's role."""

from __future__ import annotations

import streamlit as st

from core.access.roles import Role
from core.store.unit_words import placed_full_name
from core.store.units import UnitRef
from dashboards.auth import current_user, demo_roles
from dashboards.components import choices
from dashboards.i18n.words import station as words
from dashboards.queries import session
from dashboards.registry import Choice
from dashboards.server.shown_database import last_known_database

_STATION_KEY, _ROLE_KEY = "station_picked", "station_role"
_ROLES = {Role.STATION: words.PLAY_STATION, Role.CHIEF: words.PLAY_CHIEF}


def draw_role_picker() -> None:
    """Draw the choice of whom to play in a demonstration: the station's chief or the bureau's."""
    viewer = current_user.required()
    if not demo_roles.is_demo_role(viewer):
        return
    st.session_state[_ROLE_KEY] = viewer.scope.role if viewer.scope.role in _ROLES else Role.CHIEF

    def play() -> None:
        st.session_state[demo_roles.ROLE] = st.session_state[_ROLE_KEY]

    st.segmented_control(
        words.PLAY,
        list(_ROLES),
        format_func=_ROLES.__getitem__,
        key=_ROLE_KEY,
        required=True,
        on_change=play,
        label_visibility="collapsed",
    )


def _is_played() -> bool:
    viewer = current_user.required()
    return demo_roles.is_demo_role(viewer) and viewer.scope.role is Role.STATION


def _stations() -> dict[int, UnitRef]:
    """Return the stations to choose from: in a demonstration a station's chief may be any station's."""
    tree = last_known_database().engine.units if _is_played() else session.units()
    if tree.root.kind == "station":
        return {tree.root.id: tree.root}
    return {station.id: station for station in tree.stations(tree.root.id)}


def is_own_station() -> bool:
    """Return True for a station's chief, who came for what is due there."""
    return current_user.required().scope.role is Role.STATION


def current_station() -> int | None:
    """Return the station shown: the one played or in the address, or else the first; None where there is none."""
    stations = _stations()
    requested = current_user.required().scope.unit if _is_played() else choices.station_in_address()
    return requested if requested in stations else next(iter(stations), None)


def pick_station(current: int | None) -> UnitRef | None:
    """Draw the choice of a station, where there is one, and return it; None where the viewer may see none."""
    stations = _stations()
    if current is None or len(stations) == 1:
        return None if current is None else stations[current]
    st.session_state[_STATION_KEY] = current

    def keep_in_address() -> None:
        st.query_params[Choice.UNIT] = str(st.session_state[_STATION_KEY])
        if _is_played():
            st.session_state[demo_roles.STATION] = st.session_state[_STATION_KEY]

    tree = session.units()
    names = {station_id: placed_full_name(tree, station) for station_id, station in stations.items()}
    picked = st.selectbox(
        words.STATION,
        list(names),
        format_func=names.__getitem__,
        key=_STATION_KEY,
        on_change=keep_in_address,
        width=220,
    )
    return stations[int(picked)]


def pick_group(groups: dict[str, str]) -> str | None:
    """Draw the choice of a peer group and return it; None where the station is in none that is large enough."""
    if not groups:
        return None
    picked = st.selectbox(
        words.GROUP,
        list(groups),
        format_func=lambda name: words.AMONG.format(group=groups[name]),
        key="station_group",
        width=210,
    )
    return str(picked)
