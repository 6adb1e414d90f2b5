"""Which station the page is about: one's own, or one picked and kept in the address."""

from __future__ import annotations

import streamlit as st

from core.access.roles import Role
from core.store.units import UnitRef
from dashboards.auth import current_user, demo_roles
from dashboards.i18n.words import station as words
from dashboards.queries import session
from dashboards.server.engine_pool import last_known_database

UNIT = "unit"
_PICKED, _ROLE = "station_picked", "station_role"
_ROLES = {Role.STATION: words.PLAY_STATION, Role.CHIEF: words.PLAY_CHIEF}


def role_picker() -> None:
    """In a demonstration: whether one plays the station's chief or the bureau's; else nothing to choose."""
    viewer = current_user.required()
    if not demo_roles.is_demo_role(viewer):
        return
    st.session_state[_ROLE] = viewer.scope.role if viewer.scope.role in _ROLES else Role.CHIEF

    def played() -> None:
        st.session_state[demo_roles.ROLE] = st.session_state[_ROLE]

    st.segmented_control(
        words.PLAY, list(_ROLES), format_func=_ROLES.__getitem__, key=_ROLE, required=True, on_change=played,
        label_visibility="collapsed",
    )  # fmt: skip


def picker() -> UnitRef | None:
    """Draws the choice, where there is one, and gives the station; None where there is none to see."""
    viewer = current_user.required()
    played = demo_roles.is_demo_role(viewer) and viewer.scope.role is Role.STATION
    tree = last_known_database().engine.units if played else session.units()
    stations = {one.id: one for one in tree.stations(tree.root.id)}
    if tree.root.kind == "station":
        return tree.root
    if not stations:
        return None
    asked = str(st.query_params.get(UNIT, ""))
    shown = viewer.scope.unit if played else int(asked) if asked.isdecimal() else 0
    st.session_state[_PICKED] = shown if shown in stations else next(iter(stations))

    def picked() -> None:
        st.query_params[UNIT] = str(st.session_state[_PICKED])
        if played:
            st.session_state[demo_roles.STATION] = st.session_state[_PICKED]

    names = {number: one.name for number, one in stations.items()}
    chosen = st.selectbox(
        words.STATION, list(names), format_func=names.__getitem__, key=_PICKED, on_change=picked, width=220,
        label_visibility="collapsed",
    )  # fmt: skip
    return stations[int(chosen)]


def group_picker(groups: dict[str, str]) -> str | None:
    """The peer group picked; None where the station is in none that is large enough."""
    if not groups:
        return None
    chosen = st.selectbox(
        words.GROUP, list(groups), format_func=lambda name: words.AMONG.format(group=groups[name]), key="station_group",
        width=210, label_visibility="collapsed",
    )  # fmt: skip
    return str(chosen)
