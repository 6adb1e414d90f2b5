"""Viewers of a demonstration: whoever opens a page plays a role that the page is for. Nothing in it is real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.access.roles import NAMES, Role
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.features.officers.due_disputes import due_disputes
from core.store.store import ROOT
from dashboards.i18n.words import auth as words
from dashboards.server.shown_database import last_known_database

ROLE, OFFICER, STATION, DOMAIN = "demo_role", "demo_officer", "demo_station", "demo_domain"
_PREFIX = "demo:"


def _engine() -> Engine:
    database = last_known_database()
    if not database.demo:
        raise AccessRefused(words.SIGN_IN_FIRST)  # a real bureau's people are not to be played
    return database.engine


def is_demo_role(viewer: Viewer) -> bool:
    """Return True if this viewer is a role that somebody plays, and may change for another."""
    return viewer.actor.startswith(_PREFIX) and last_known_database().demo


def viewer() -> Viewer:
    """Return the role being played as a viewer: the chief to begin with."""
    if not last_known_database().demo:
        raise AccessRefused(words.SIGN_IN_FIRST)  # a real bureau's people are not to be played
    role = st.session_state.get(ROLE, Role.CHIEF)
    return Viewer(f"{_PREFIX}{role}", NAMES[role], _scope(role))


def _scope(role: Role) -> Scope:
    if role is Role.OFFICER:
        return Scope(role, ROOT, st.session_state.get(OFFICER))
    if role is Role.STATION and (stations := _engine().units.stations(ROOT)):
        chosen = st.session_state.get(STATION)
        return Scope(role, next((station.id for station in stations if station.id == chosen), stations[0].id))
    if role is Role.DEPARTMENT:
        return Scope(role, ROOT, domain=st.session_state.get(DOMAIN))
    return Scope(role, ROOT)


def play_allowed_role(roles: Sequence[Role], domain: str = "") -> None:
    """Take on a role that may open the current page: the one played so far, or the page's main one.

    The department played is that of the page's field of work (`domain`), if it is of one.
    """
    if roles and st.session_state.get(ROLE, Role.CHIEF) not in roles:
        st.session_state[ROLE] = roles[0]
    if domain:
        st.session_state[DOMAIN] = domain


def playable_officers(as_of: date) -> dict[str, str]:
    """Return the officers that may be played, by number, with name and unit.

    The first has something due: auxiliaries, who come first by number, answer for no records.
    """
    engine = _engine()
    people = {number: f"{number} · {name} · {unit}" for number, name, unit in engine.officers(as_of)}
    busy = next((number for number in reversed(people) if due_disputes(engine.store, number, as_of, as_of)), None)
    return {busy: people[busy], **people} if busy else people
