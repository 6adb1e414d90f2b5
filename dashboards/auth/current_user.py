"""The viewer of a page: by session where there are accounts, by role in a demonstration, else this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import NoReturn, TypeVar

import streamlit as st
from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from core.access.roles import Role
from core.access.sessions import end_session
from core.access.viewer import AccessRefused, Scope, Viewer
from core.store.sqlite import StoreError
from core.store.store import ROOT
from dashboards.auth import demo_roles
from dashboards.auth.login import LOGOUT
from dashboards.auth.session_store import session_store
from dashboards.i18n.words import auth as words
from dashboards.server.shown_database import last_known_database, pinned_database
from dashboards.settings import base_path

_LAST_VIEWER = "viewer_before"
T = TypeVar("T")
_acting: ContextVar[Viewer | None] = ContextVar("acting", default=None)


def viewer() -> Viewer | None:
    """Return the viewer; None where signing in is required and there is no session.

    Looked up at every query, except inside a `pinned_request` or `pinned_for`, which keep the viewer they began with.
    """
    if (acting := _acting.get()) is not None:
        return acting
    if session_store().requires_sign_in():
        own = session()
        return session_store().viewer(own) if own is not None else None
    try:
        current = demo_roles.viewer() if last_known_database().demo else local_viewer()
    except StoreError:  # who the viewer is does not depend on the file
        last: Viewer | None = st.session_state.get(_LAST_VIEWER)
        if last is None:
            raise
        return last
    st.session_state[_LAST_VIEWER] = current
    return current


def session() -> str | None:
    """Return the digest of the page's session; None where there are no accounts, or outside a page."""
    own = st.user.to_dict().get("session") if get_script_run_ctx() else None
    return own if isinstance(own, str) else None


def local_viewer() -> Viewer:
    """Return the viewer at a machine whose database has no accounts yet: it is served on loopback alone."""
    return Viewer("local", words.LOCAL, Scope(Role.CHIEF, ROOT))


def required() -> Viewer:
    """Return the viewer. Without a session the page ends here and the browser is led to sign in."""
    signed_in = viewer()
    if signed_in is None:
        redirect_to_sign_in()
    return signed_in


def sign_out() -> NoReturn:
    """End the session, as its owner asked by a click, and lead to signing in. A link alone ends none."""
    signed_in = viewer()
    if signed_in is not None and signed_in.session is not None:
        with session_store().writing() as connection:
            end_session(connection, signed_in.session, actor=signed_in.actor, now=session_store().now())
    redirect_to_sign_in()


def redirect_to_sign_in() -> NoReturn:
    """End the page: nothing of it stays, and the browser goes to sign in."""
    context = get_script_run_ctx()
    if context is None:
        raise AccessRefused(words.SIGN_IN_FIRST)
    st.info(words.LEFT)
    if base_path():
        _log_out_below_path(context)
    else:
        st.logout()
    st.stop()


def _log_out_below_path(context: ScriptRunContext) -> None:
    """Do what st.logout() does, which knows nothing of the path below which a portal shows the boards."""
    if runtime.exists():
        runtime.get_instance().clear_user_info_for_session(context.session_id)
    context.user_info.clear()
    message = ForwardMsg()
    message.auth_redirect.url = f"{base_path()}{LOGOUT}"
    context.enqueue(message)


def pinned_request(work: Callable[[], T]) -> Callable[[], T]:
    """Decorator of a self-refreshing part: do all of it from one file, for the viewer it began with."""

    @wraps(work)
    def pinned() -> T:
        with pinned_database(), impersonate(required()):
            return work()

    return pinned


@contextmanager
def pinned_for(known_viewer: Viewer) -> Iterator[None]:
    """Do all of the block from one file, for a viewer who has just been looked up: each look costs every wall."""
    with pinned_database(), impersonate(known_viewer):
        yield


@contextmanager
def impersonate(other: Viewer) -> Iterator[None]:
    """Run the block as this viewer: the server itself does, before anybody has come."""
    token = _acting.set(other)
    try:
        yield
    finally:
        _acting.reset(token)
