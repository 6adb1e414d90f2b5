"""Who looks at a page: by session where there are accounts, by role in a demonstration, else this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.access.roles import Role
from core.access.viewer import AccessRefused, Scope, Viewer
from core.store.sqlite import StoreError
from core.store.store import ROOT
from dashboards.auth import demo_roles
from dashboards.auth.session_store import session_store
from dashboards.i18n.words import auth as words
from dashboards.server.engine_pool import last_known_database, pinned_database

_LAST_VIEWER = "viewer_before"
_acting: ContextVar[Viewer | None] = ContextVar("acting", default=None)


def viewer() -> Viewer | None:
    """Who looks; None where signing in is required and there is no session.

    Asked anew at every question, but for what is drawn as a whole by whoever looked when it began (`asked_once`).
    """
    if (acting := _acting.get()) is not None:
        return acting
    if session_store().requires_sign_in():
        session = st.user.to_dict().get("session") if get_script_run_ctx() else None
        return session_store().viewer(session) if isinstance(session, str) else None
    try:
        found = demo_roles.viewer() if last_known_database().demo else local_viewer()
    except StoreError:  # who looks does not hang on the file
        before: Viewer | None = st.session_state.get(_LAST_VIEWER)
        if before is None:
            raise
        return before
    st.session_state[_LAST_VIEWER] = found
    return found


def local_viewer() -> Viewer:
    """Whoever is at a machine whose database has no accounts yet: it is served on loopback alone."""
    return Viewer("local", words.LOCAL, Scope(Role.CHIEF, ROOT))


def required() -> Viewer:
    """Who looks. Without a session the page ends here and the browser is led to sign in."""
    found = viewer()
    if found is None:
        redirect_to_sign_in()
    return found


def redirect_to_sign_in() -> NoReturn:
    """Ends the page: nothing of it stays, and the browser goes to sign in."""
    if get_script_run_ctx() is None:
        raise AccessRefused(words.SIGN_IN_FIRST)
    st.info(words.LEFT)
    st.logout()
    st.stop()


def pinned_request(draw: Callable[[], None]) -> Callable[[], None]:
    """Of what refreshes itself: it is drawn as a whole from one file, by whoever looks when it begins."""

    @wraps(draw)
    def drawn() -> None:
        with pinned_database(), impersonate(required()):
            draw()

    return drawn


@contextmanager
def impersonate(someone: Viewer) -> Iterator[None]:
    """What is asked within is asked by this viewer: the server itself before anybody has come."""
    token = _acting.set(someone)
    try:
        yield
    finally:
        _acting.reset(token)
