"""Hands a file out once, to the session that asked for it, and only while it may still have it.

Streamlit's own address of a file (`/media/…`) answers any session and for as long as it likes; ours is refused
(`middleware.py`). A page issues a ticket at the press of a button, and the browser has a minute to come for the file.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.access.viewer import AccessRefused, Viewer
from core.lru import LruDict
from core.store.sqlite import StoreError
from dashboards.auth import current_user
from dashboards.auth.request import session_digest
from dashboards.auth.session_store import session_store
from dashboards.i18n.words import files as words
from dashboards.server.shown_database import pinned_board

PATH = "/file/"
SECONDS = 60
MOST = 256  # tickets that nobody has come for


class PreparedFile(NamedTuple):
    """A file that is made when it is fetched: its name, its MIME type, and the function that makes it."""

    name: str
    mime: str
    make: Callable[[], bytes]


class _Ticket(NamedTuple):
    """A file and whom it is for: the viewer, and the session where there is one, until a monotonic time (seconds)."""

    file: PreparedFile
    viewer: Viewer
    session: str | None
    expires: float


_tickets: LruDict[str, _Ticket] = LruDict(MOST)
_lock = Lock()


def issue(file: PreparedFile) -> str:
    """Return the address from which the viewer of this page may fetch a file once, within a minute."""
    token = secrets.token_urlsafe(32)
    ticket = _Ticket(file, current_user.required(), current_user.session(), time.monotonic() + SECONDS)
    with _lock:
        _tickets[token] = ticket
    return PATH + token


async def _fetch(request: Request) -> Response:
    ticket = _redeem(request.path_params["token"], session_digest(request.scope))
    if ticket is None:
        return PlainTextResponse(words.GONE, 410)
    try:
        content = await run_in_threadpool(_made, ticket)
    except (AccessRefused, StoreError) as error:
        return PlainTextResponse(str(error), 403)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(ticket.file.name)}",
        "Cache-Control": "no-store, private",
    }
    return Response(content, headers=headers, media_type=ticket.file.mime)


def _redeem(token: str, session: str | None) -> _Ticket | None:
    """Take a ticket out; None unless it is in time, its session's, and the session's viewer is still the same."""
    with _lock:
        ticket = _tickets.get(token)
        if ticket is None or (ticket.session is not None and ticket.session != session):
            return None  # a stranger's try does not use it up
        del _tickets[token]
    is_same_viewer = session_store().viewer(ticket.session) == ticket.viewer if ticket.session else True
    is_guarded_since = ticket.session is None and session_store().requires_sign_in()
    return ticket if time.monotonic() < ticket.expires and is_same_viewer and not is_guarded_since else None


def _made(ticket: _Ticket) -> bytes:
    with pinned_board(), current_user.impersonate(ticket.viewer):
        return ticket.file.make()


def file_route() -> Route:
    """Return the route of the files; it stands behind the guard."""
    return Route(PATH + "{token}", _fetch, methods=["POST"])
