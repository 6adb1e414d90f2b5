"""A demonstration's viewers: whoever opens a page plays a role that the page is for. Nothing real is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.access.roles import NAMES, Role
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.features.officers.figures import due_disputes
from core.store.store import ROOT
from dashboards.i18n.words import auth as words
from dashboards.server.engine_pool import last_known_database

ROLE, OFFICER, STATION = "demo_role", "demo_officer", "demo_station"
_PREFIX = "demo:"


def _engine() -> Engine:
    shown = last_known_database()
    if not shown.demo:
        raise AccessRefused(words.SIGN_IN_FIRST)  # a real bureau's people are not to be played
    return shown.engine


def is_demo_role(someone: Viewer) -> bool:
    """Whether this viewer is a part that somebody plays, and may be changed for another."""
    return someone.actor.startswith(_PREFIX) and last_known_database().demo


def viewer() -> Viewer:
    """Who is played: the chief to begin with."""
    if not last_known_database().demo:
        raise AccessRefused(words.SIGN_IN_FIRST)  # a real bureau's people are not to be played
    role = st.session_state.get(ROLE, Role.CHIEF)
    return Viewer(f"{_PREFIX}{role}", NAMES[role], _scope(role))


def _scope(role: Role) -> Scope:
    if role is Role.OFFICER:
        return Scope(role, ROOT, st.session_state.get(OFFICER))
    if role is Role.STATION and (stations := _engine().units.stations(ROOT)):
        asked = st.session_state.get(STATION)
        return Scope(role, next((one.id for one in stations if one.id == asked), stations[0].id))
    return Scope(role, ROOT)


def play_allowed_role(roles: Sequence[Role]) -> None:
    """Takes on a role that may open the page at hand: the one played so far, or whom the page is made for."""
    if roles and st.session_state.get(ROLE, Role.CHIEF) not in roles:
        st.session_state[ROLE] = roles[0]


def playable_officers(as_of: date) -> dict[str, str]:
    """The officers that may be played, by number, with name and unit.

    The first has something due: auxiliaries, who come first by number, answer for no records.
    """
    engine = _engine()
    people = {number: f"{number} · {name} · {unit}" for number, name, unit in engine.officers(as_of)}
    busy = next((one for one in reversed(people) if due_disputes(engine.store, one, as_of)), None)
    return {busy: people[busy], **people} if busy else people
