"""Answers the addresses of the classroom, before anybody is asked to sign in; a real bureau has no such address.

Without accounts a demonstration opens to whoever comes. While a class is open, other machines find the class alone:
else a participant could open the trainer's page and read the answers.
"""

from __future__ import annotations

from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.store.sqlite import StoreError
from dashboards.auth.middleware import PUBLIC, WEBSOCKET_REFUSED
from dashboards.auth.request import is_cross_site
from dashboards.classroom.addresses import ROOM
from dashboards.classroom.gate import is_kept_to_class
from dashboards.classroom.participant import participant_routes
from dashboards.classroom.reader import class_file, is_sweep_due
from dashboards.classroom.trainer import trainer_routes
from dashboards.i18n.words import auth as words


class ClassroomMiddleware:
    """Answers what is below /class in a demonstration, and keeps strangers to it while a class is open."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._router = Router([*trainer_routes(), *participant_routes()], redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and _is_class_path(scope):
            await self._answer(scope, receive, send)
        elif scope["path"] not in PUBLIC and await run_in_threadpool(_is_kept, scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": WEBSOCKET_REFUSED})
            else:
                await _to_class(scope)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, _until_kept(scope, receive), send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if is_cross_site(scope):
                answer: ASGIApp = PlainTextResponse(words.FOREIGN, 403)
            elif not (await run_in_threadpool(class_file)).is_demo:
                answer = PlainTextResponse(words.NO_SUCH, 404)
            else:
                answer = self._router
            await answer(scope, receive, send)
        except HTTPException as error:
            await PlainTextResponse(words.NO_SUCH, error.status_code, error.headers)(scope, receive, send)
        except StoreError as error:
            await PlainTextResponse(str(error), 503, {"Retry-After": "2"})(scope, receive, send)


def _is_class_path(scope: Scope) -> bool:
    path: str = scope["path"]
    return path == ROOM or path.startswith(f"{ROOM}/")


def _is_kept(scope: Scope) -> bool:
    with suppress(StoreError):
        class_file()  # at anybody's look names go whose day has come
    try:
        return is_kept_to_class(scope)
    except StoreError:
        return False  # without a database there is neither a class nor anything to be seen


def _to_class(scope: Scope) -> Response:
    if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(ROOM, 303, {"Cache-Control": "no-store"})
    return PlainTextResponse(words.NO_SUCH, 403)


def _until_kept(scope: Scope, receive: Receive) -> Receive:
    """End an open tab of another machine at its next word, once a class is open."""

    async def receive_or_end() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and await _is_kept_by_now(scope):
            return {"type": "websocket.disconnect", "code": WEBSOCKET_REFUSED}
        return message

    return receive_or_end


async def _is_kept_by_now(scope: Scope) -> bool:
    """Return True if a request is kept to the class, as of this moment.

    Every wall sends a word every few seconds. The look reads a page or two that are in memory: handed to a thread it
    would cost several times as much. What may write has a thread.
    """
    return await run_in_threadpool(_is_kept, scope) if is_sweep_due() else _is_kept(scope)
