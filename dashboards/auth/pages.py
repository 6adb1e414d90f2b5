"""The pages before the screens: signing in, signing out, and a kiosk's link. Plain HTML that needs no script."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from core.access import kiosks
from core.access.sign_in import SignInResult, sign_in
from dashboards.auth.login import (
    LOGIN,
    address_of,
    end_session_of,
    login_page,
    own_path,
    session_seconds,
    set_cookie,
    signed_in,
)
from dashboards.auth.request import COOKIE
from dashboards.auth.session_store import gate
from dashboards.auth.single_sign_on_settings import single_sign_on
from dashboards.i18n.words import auth as words

LOGOUT, KIOSK = "/auth/logout", "/kiosk/"
_LONGEST_BODY = 8192
_guessing = asyncio.Semaphore(2)  # each guess takes 64 MiB and a tenth of a second


class _Front:
    """Routes of our own before the app's."""

    def __init__(self, routes: list[Route]) -> None:
        self._router = Router(routes)
        self._paths = frozenset(route.path for route in routes if not route.param_convertors)

    def knows(self, path: str) -> bool:
        """Whether a path is one of these."""
        return path in self._paths or re.fullmatch(KIOSK + r"[\w-]+", path, re.ASCII) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers; in our own words where a page takes no such request."""
        try:
            await self._router(scope, receive, send)
        except HTTPException as error:
            await PlainTextResponse(words.NO_SUCH, error.status_code, error.headers)(scope, receive, send)


def front_pages() -> _Front:
    """The pages that answer without a session. Raises StoreError (Chinese) if single sign-on is ill configured."""
    routes = [
        Route(LOGIN, _form, methods=["GET"]),
        Route(LOGIN, _enter, methods=["POST"]),
        Route(LOGOUT, _leave, methods=["GET"]),
        Route(KIOSK + "{token}", _open_kiosk, methods=["GET"]),
    ]
    if (settings := single_sign_on()) is not None:
        from dashboards.auth.single_sign_on import (
            SingleSignOn,  # here, because its libraries are installed for it alone
        )

        routes += SingleSignOn(settings).routes()
    return _Front(routes)


async def _form(request: Request) -> Response:
    then = own_path(request.query_params.get("next", "/"))
    if not gate().guarded() or signed_in(request):
        return RedirectResponse(then, 303)
    return login_page(then=then)


async def _enter(request: Request) -> Response:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            return login_page(said=words.TOO_LONG, status=413)
    fields = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
    name, then = fields.get("name", ""), own_path(fields.get("next", "/"))
    outcome = await _guess(name, fields.get("password", ""), address_of(request))
    if outcome.token is None:
        said = words.waiting(outcome.wait) if outcome.wait else words.WRONG
        return login_page(said=said, name=name, then=then, status=429 if outcome.wait else 401)
    await run_in_threadpool(end_session_of, request)  # what it had before is not the one it gets
    answer = RedirectResponse(then, 303)
    set_cookie(request, answer, outcome.token, session_seconds())
    return answer


async def _guess(name: str, password: str, address: str) -> SignInResult:
    async with _guessing:
        return await run_in_threadpool(_try, name, password, address)


def _try(name: str, password: str, address: str) -> SignInResult:
    with gate().writing() as connection:
        return sign_in(connection, name, password, address=address, now=gate().now(), seconds=session_seconds())


async def _leave(request: Request) -> Response:
    """Ends the session. Another site's link comes without the cookie, and does nothing."""
    answer = RedirectResponse(LOGIN, 303, {"Cache-Control": "no-store"})
    if COOKIE in request.cookies:
        await run_in_threadpool(end_session_of, request)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


async def _open_kiosk(request: Request) -> Response:
    if request.method != "GET":  # who only looks ahead does not use the link up
        return Response()
    token = await run_in_threadpool(_take, request.path_params["token"], address_of(request))
    if token is None:
        return login_page(said=words.KIOSK_GONE, status=410, form=False)
    # What the link says of the scene goes along: it is the address of our own board, whatever it says.
    answer = RedirectResponse(f"/?{request.url.query}" if request.url.query else "/", 303)
    set_cookie(request, answer, token, kiosks.SESSION_SECONDS)
    return answer


def _take(token: str, address: str) -> str | None:
    with gate().writing() as connection:
        return kiosks.open_kiosk(connection, token, address=address, now=gate().now())
