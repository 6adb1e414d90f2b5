"""The pages before the screens: signing in, signing out, and a kiosk's link. Plain HTML that needs no script."""

from __future__ import annotations

import asyncio
import os
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from core.access import kiosks
from core.access.sessions import end_session
from core.access.sign_in import SESSION_SECONDS, SignedIn, sign_in
from dashboards import theme
from dashboards.database import known
from dashboards.sign_in.gate import gate
from dashboards.sign_in.request import COOKIE, session_digest
from dashboards.words import DEMO, PRODUCT
from dashboards.words import sign_in as words

LOGIN, LOGOUT, KIOSK = "/login", "/auth/logout", "/kiosk/"
HOURS_VARIABLE = "FENGJING_SESSION_HOURS"
_LONGEST_BODY = 8192
_OWN_PATH = re.compile(r"/[\w/-]*(\?[\w%&=.+:~-]*)?", re.ASCII)
_guessing = asyncio.Semaphore(2)  # each guess takes 64 MiB and a tenth of a second


class _Front:
    """Routes of our own before the app's."""

    def __init__(self, router: ASGIApp) -> None:
        self._router = router

    def knows(self, path: str) -> bool:
        """Whether a path is one of these."""
        return path in (LOGIN, LOGOUT) or re.fullmatch(KIOSK + r"[\w-]+", path, re.ASCII) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        await self._router(scope, receive, send)


def front_pages() -> _Front:
    """The pages that answer without a session."""
    return _Front(
        Router(
            [
                Route(LOGIN, _form, methods=["GET"]),
                Route(LOGIN, _enter, methods=["POST"]),
                Route(LOGOUT, _leave, methods=["GET"]),
                Route(KIOSK + "{token}", _open_kiosk, methods=["GET"]),
            ]
        )
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    return Template(Path(__file__).with_name("login.html").read_text(encoding="utf-8"))


def _page(*, said: str = "", name: str = "", then: str = "/", status: int = 200, form: bool = True) -> Response:
    shown = known()
    texts = {
        "title": f"{PRODUCT} · {words.TITLE}",
        "product": PRODUCT,
        "bureau": shown.bureau,
        "demo": DEMO if shown.demo else "",
        "said": said,
        "name": name,
        "then": then,
        "hidden": "" if form else "hidden",
        "name_label": words.NAME,
        "password_label": words.PASSWORD,
        "enter": words.ENTER,
        "help": words.HELP,
    }
    page = _template().substitute({key: escape(text) for key, text in texts.items()}, style=theme.css_variables())
    # Under no-referrer a browser would not say where the form comes from, and the form would be refused.
    return HTMLResponse(page, status, {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"})


def _own(path: str) -> str:
    """A path on this server to go on to; anything else is the first page."""
    inside = _OWN_PATH.fullmatch(path) and not path.startswith("//") and path.partition("?")[0] not in (LOGIN, LOGOUT)
    return path if inside else "/"


async def _form(request: Request) -> Response:
    then = _own(request.query_params.get("next", "/"))
    session = session_digest(request.scope)
    if not gate().guarded() or (session and gate().viewer(session)):
        return RedirectResponse(then, 303)
    return _page(then=then)


async def _enter(request: Request) -> Response:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            return _page(said=words.TOO_LONG, status=413)
    fields = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
    name, then = fields.get("name", ""), _own(fields.get("next", "/"))
    address = request.client.host if request.client else "-"
    outcome = await _guess(name, fields.get("password", ""), address)
    if outcome.token is None:
        said = words.waiting(outcome.wait) if outcome.wait else words.WRONG
        return _page(said=said, name=name, then=then, status=429 if outcome.wait else 401)
    await run_in_threadpool(
        _end, session_digest(request.scope)
    )  # whatever session the browser had is not the one it gets
    answer = RedirectResponse(then, 303)
    _set_cookie(request, answer, outcome.token, session_seconds())
    return answer


async def _guess(name: str, password: str, address: str) -> SignedIn:
    async with _guessing:
        return await run_in_threadpool(_try, name, password, address)


def session_seconds() -> int:
    """How long a session lasts."""
    hours = os.environ.get(HOURS_VARIABLE)
    return int(hours) * 3600 if hours else SESSION_SECONDS


def _try(name: str, password: str, address: str) -> SignedIn:
    with gate().writing() as connection:
        return sign_in(connection, name, password, address=address, now=gate().now(), seconds=session_seconds())


def _end(session: str | None) -> None:
    viewer = gate().viewer(session) if session else None
    if viewer is not None and viewer.session is not None:
        with gate().writing() as connection:
            end_session(connection, viewer.session, actor=viewer.actor, now=gate().now())


def _set_cookie(request: Request, answer: Response, token: str, seconds: int) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=seconds, httponly=True, samesite="strict", secure=secure)
    answer.headers["Cache-Control"] = "no-store"


async def _leave(request: Request) -> Response:
    """Ends the session. Another site's link comes without the cookie, and does nothing."""
    answer = RedirectResponse(LOGIN, 303, {"Cache-Control": "no-store"})
    if COOKIE in request.cookies:
        await run_in_threadpool(_end, session_digest(request.scope))
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


async def _open_kiosk(request: Request) -> Response:
    if request.method != "GET":  # who only looks ahead does not use the link up
        return Response()
    address = request.client.host if request.client else "-"
    token = await run_in_threadpool(_take, request.path_params["token"], address)
    if token is None:
        return _page(said=words.KIOSK_GONE, status=410, form=False)
    # What the link says of the scene goes along: it is the address of our own board, whatever it says.
    answer = RedirectResponse(f"/?{request.url.query}" if request.url.query else "/", 303)
    _set_cookie(request, answer, token, kiosks.SESSION_SECONDS)
    return answer


def _take(token: str, address: str) -> str | None:
    with gate().writing() as connection:
        return kiosks.open_kiosk(connection, token, address=address, now=gate().now())
