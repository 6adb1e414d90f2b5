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
    LOGOUT,
    SIGNED_OUT,
    client_address,
    end_session_of,
    is_signed_in,
    local_path,
    login_page,
    session_seconds,
    set_cookie,
)
from dashboards.auth.request import COOKIE
from dashboards.auth.session_store import session_store
from dashboards.auth.single_sign_on_settings import single_sign_on
from dashboards.i18n.words import auth as words

KIOSK = "/kiosk/"
_LONGEST_BODY, _BODY_SECONDS = 8192, 10
_sign_in_slots = asyncio.Semaphore(2)  # each guess takes 64 MiB and a tenth of a second


class _FrontPages:
    """Our own routes, before those of the app."""

    def __init__(self, routes: list[Route]) -> None:
        self._router = Router(routes)
        self._paths = frozenset(route.path for route in routes if not route.param_convertors)

    def has_path(self, path: str) -> bool:
        """Return True if a path is one of these."""
        return path in self._paths or re.fullmatch(KIOSK + r"[\w-]+", path, re.ASCII) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, in our own words where a page takes no such request."""
        try:
            await self._router(scope, receive, send)
        except HTTPException as error:
            await PlainTextResponse(words.NO_SUCH, error.status_code, error.headers)(scope, receive, send)


def front_pages() -> _FrontPages:
    """Return the pages that need no session. Raises SettingsError (Chinese) if single sign-on is misconfigured."""
    routes = [
        Route(LOGIN, _login_form, methods=["GET"]),
        Route(LOGIN, _log_in, methods=["POST"]),
        Route(LOGOUT, _log_out, methods=["GET"]),
        Route(KIOSK + "{token}", _open_kiosk, methods=["GET"]),
    ]
    if (settings := single_sign_on()) is not None:
        from dashboards.auth.single_sign_on import (
            SingleSignOn,  # here, because its libraries are installed for it alone
        )

        routes += SingleSignOn(settings).routes()
    return _FrontPages(routes)


async def _login_form(request: Request) -> Response:
    then = local_path(request.query_params.get("next", "/"))
    if not session_store().requires_sign_in() or is_signed_in(request):
        return RedirectResponse(then, 303)
    message = words.SIGNED_OUT if request.query_params.get("reason") == SIGNED_OUT else ""
    return login_page(next_path=then, message=message)


async def _log_in(request: Request) -> Response:
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            body = await _body(request)
    except TimeoutError:
        return login_page(message=words.TOO_SLOW, status=408)
    if body is None:
        return login_page(message=words.TOO_LONG, status=413)
    fields = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
    name, then = fields.get("name", ""), local_path(fields.get("next", "/"))
    outcome = await _sign_in(name, fields.get("password", ""), client_address(request))
    if outcome.token is None:
        message = words.waiting(outcome.wait) if outcome.wait else words.WRONG
        return login_page(message=message, name=name, next_path=then, status=429 if outcome.wait else 401)
    await run_in_threadpool(end_session_of, request)  # the session before is not the new one
    answer = RedirectResponse(then, 303)
    set_cookie(request, answer, outcome.token, session_seconds())
    return answer


async def _body(request: Request) -> bytes | None:
    """Return what was sent; None if it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            return None
    return body


async def _sign_in(name: str, password: str, address: str) -> SignInResult:
    async with _sign_in_slots:
        return await run_in_threadpool(_sign_in_now, name, password, address)


def _sign_in_now(name: str, password: str, address: str) -> SignInResult:
    with session_store().writing() as connection:
        return sign_in(
            connection, name, password, address=address, now=session_store().now(), seconds=session_seconds()
        )


async def _log_out(request: Request) -> Response:
    """End the session. Another site's link comes without the cookie, and does nothing."""
    answer = RedirectResponse(LOGIN, 303, {"Cache-Control": "no-store"})
    if COOKIE in request.cookies:
        await run_in_threadpool(end_session_of, request)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


async def _open_kiosk(request: Request) -> Response:
    if request.method != "GET":  # a browser that only looks ahead does not use the link up
        return Response()
    token = await run_in_threadpool(_redeem_kiosk_link, request.path_params["token"], client_address(request))
    if token is None:
        return login_page(message=words.KIOSK_GONE, status=410, form=False)
    # What the link says of the scene goes along: it is the address of our own board, whatever it says.
    answer = RedirectResponse(f"/?{request.url.query}" if request.url.query else "/", 303)
    set_cookie(request, answer, token, kiosks.SESSION_SECONDS)
    return answer


def _redeem_kiosk_link(token: str, address: str) -> str | None:
    with session_store().writing() as connection:
        return kiosks.open_kiosk(connection, token, address=address, now=session_store().now())
