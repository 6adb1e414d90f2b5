"""Guards every answer of the server: without a session there is the page to sign in, and no more."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.access.viewer import Scope as ViewerScope
from dashboards.auth.login import LOGIN
from dashboards.auth.pages import front_pages
from dashboards.auth.request import is_cross_site, is_this_machine, session_digest, with_identity
from dashboards.auth.session_store import session_store
from dashboards.auth.uploads import upload_refusal
from dashboards.auth.websocket_guard import redirect_to_sign_in
from dashboards.i18n.words import auth as words
from dashboards.server.open_sockets import SOCKETS
from dashboards.server.shown_database import last_known_database

# Addresses that tell nothing about the data. By the second and third an open tab finds the server again after an
# outage, and learns that its session is over.
PUBLIC = frozenset({"/healthz", "/readyz", "/_stcore/health", "/_stcore/host-config"})
# Streamlit's own: files, which answer any session (ours leave by file_tickets.py), and counts of everybody's sessions.
CLOSED = ("/media/", "/_stcore/metrics")
WEBSOCKET_REFUSED = 4403


class HomePage(Protocol):
    """Home page of a viewer."""

    def __call__(self, scope: ViewerScope, *, demo: bool) -> str:
        """Return its address; empty for the first page."""


class AuthMiddleware:
    """Denies by default. `home_of` gives a viewer's home page, in a demonstration or in a real bureau."""

    def __init__(self, app: ASGIApp, home_of: HomePage) -> None:
        self._app = app
        self._front = front_pages()
        self._home_of = home_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its session's identity on it, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif reason := _refusal(scope):
            await _refuse(reason, scope, receive, send)
        elif scope["type"] == "websocket":
            session = _live_session(scope)
            if session is None and session_store().requires_sign_in():
                await redirect_to_sign_in(scope, receive, send)
            else:
                with SOCKETS.counted():
                    await self._app(with_identity(scope, session), receive, send)
        else:
            answer = self._answer(scope)
            await (answer or self._app)(with_identity(scope, None), receive, send)

    def _answer(self, scope: Scope) -> ASGIApp | None:
        """Return the app that answers in place of ours, if any does."""
        path = scope["path"]
        if path in PUBLIC:
            return None
        if self._front.has_path(path):
            return self._front
        if not session_store().requires_sign_in():
            return _closed(path)
        session = session_digest(scope)
        viewer = session_store().viewer(session) if session else None
        if session is None or viewer is None:
            return _to_sign_in(scope)
        if (refused := _closed(path)) is not None:
            return refused
        if (refused := upload_refusal(scope, session, viewer.scope.role)) is not None:
            return refused
        home = self._home_of(viewer.scope, demo=last_known_database().demo)
        if path == "/" and home and "text/html" in Headers(scope=scope).get("accept", ""):
            return RedirectResponse(f"/{home}{_query(scope)}", 303)
        return None


def _closed(path: str) -> Response | None:
    return PlainTextResponse(words.NO_SUCH, 404) if path.startswith(CLOSED) else None


def _live_session(scope: Scope) -> str | None:
    session = session_digest(scope)
    return session if session and session_store().viewer(session) else None


def _refusal(scope: Scope) -> str | None:
    """Return why such a request is not answered at all (Chinese), or None."""
    if is_cross_site(scope):
        return words.FOREIGN
    if (
        not session_store().requires_sign_in() and not last_known_database().demo and not is_this_machine(scope)
    ):  # however it was started
        return words.NO_ACCOUNTS
    return None


def _query(scope: Scope) -> str:
    query: str = scope["query_string"].decode("ascii", "ignore")
    return f"?{query}" if query else ""


def _to_sign_in(scope: Scope) -> Response:
    """Redirect a page to signing in, to come back afterwards; refuse everything else."""
    if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(f"{LOGIN}?next={quote(scope['path'] + _query(scope), safe='')}", 303)
    return PlainTextResponse(words.SIGN_IN_FIRST, 401)


async def _refuse(reason: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": WEBSOCKET_REFUSED})
    else:
        await PlainTextResponse(reason, 403)(scope, receive, send)
