"""Guards the server while there is no account: it answers with the first run's pages, and with nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.store.sqlite import StoreError
from dashboards.auth.middleware import WEBSOCKET_REFUSED
from dashboards.auth.request import is_cross_site, is_this_machine
from dashboards.i18n.words import auth as auth_words
from dashboards.i18n.words import setup as words
from dashboards.server.allowed_hosts import LOOPBACK
from dashboards.setup.pages import over_page
from dashboards.setup.routes import setup_pages
from dashboards.setup.session import SETUP
from dashboards.setup.steps import SETUP_PATH

HEALTH = "/healthz"


class SetupMiddleware:
    """Denies by default: until there is an account, only this machine, only these pages, only with the token."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = setup_pages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of the first run, and pass on all others once it is over."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = await self._answer(scope)
        if scope["type"] == "websocket" and answer is not self._app:
            await send({"type": "websocket.close", "code": WEBSOCKET_REFUSED})
        else:
            await answer(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp:
        try:
            step = await run_in_threadpool(SETUP.step)
        except StoreError as error:
            return PlainTextResponse(str(error), 503)
        if step is None:
            return over_page() if SETUP.was_open and _is_setup_path(scope) else self._app
        if scope["path"] == HEALTH:
            return JSONResponse({"status": "ok"})
        if reason := _refusal(scope):
            return PlainTextResponse(reason, 403)
        return self._pages if _is_setup_path(scope) else _to_setup(scope)


def _is_setup_path(scope: Scope) -> bool:
    path: str = scope["path"]
    return path == SETUP_PATH or path.startswith(f"{SETUP_PATH}/")


def _refusal(scope: Scope) -> str | None:
    """Return why such a request is not answered at all (Chinese), or None."""
    if is_cross_site(scope):
        return auth_words.FOREIGN
    if not is_this_machine(scope) or urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname not in LOOPBACK:
        return words.ELSEWHERE
    return None


def _to_setup(scope: Scope) -> Response:
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(SETUP_PATH, 303, {"Cache-Control": "no-store"})
    return PlainTextResponse(words.SHUT_TITLE, 403)
