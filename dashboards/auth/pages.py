"""The pages before the screens: signing in, signing out, and a kiosk's link. Plain HTML that needs no script."""

from __future__ import annotations

import logging
import re
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from core.access import kiosks
from core.access.client import Client
from core.access.sign_in import SignInResult, sign_in
from core.store.sqlite import StoreError
from dashboards.auth.account_pages import account_routes
from dashboards.auth.cookies import client_address, client_of, delete_cookie, set_cookie
from dashboards.auth.forms import form_fields
from dashboards.auth.front import plain_page
from dashboards.auth.login import (
    LOGIN,
    LOGOUT,
    SIGNED_OUT,
    end_session_of,
    is_signed_in,
    local_path,
    login_page,
    session_seconds,
)
from dashboards.auth.request import cookie_name
from dashboards.auth.session_store import session_store
from dashboards.auth.sign_in_queue import RETRY_SECONDS, SIGN_INS, TooManySignInsError
from dashboards.auth.single_sign_on_settings import single_sign_on
from dashboards.auth.step_pages import signed_in, step_routes
from dashboards.i18n.words import PRODUCT
from dashboards.i18n.words import account as account_words
from dashboards.i18n.words import auth as words

log = logging.getLogger(__name__)

KIOSK = "/kiosk/"


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
        except StoreError as error:  # which may name files and machines: not for strangers
            log.warning("%s", error)
            await PlainTextResponse(words.NOT_NOW, 503)(scope, receive, send)


def front_pages() -> _FrontPages:
    """Return the pages that need no session. Raises SettingsError (Chinese) if single sign-on is misconfigured."""
    routes = [
        Route(LOGIN, _login_form, methods=["GET"]),
        Route(LOGIN, _log_in, methods=["POST"]),
        Route(LOGOUT, _leave_page, methods=["GET"]),
        Route(LOGOUT, _log_out, methods=["POST"]),
        *step_routes(),
        *account_routes(),
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
    fields = await form_fields(request)
    if fields is None:
        return login_page(message=words.TOO_LONG, status=413)
    name, then = fields.get("name", ""), local_path(fields.get("next", "/"))
    attempt = partial(_sign_in_now, name, fields.get("password", ""), client_of(request))
    try:
        outcome = await SIGN_INS.run(attempt)
    except TooManySignInsError:
        answer = login_page(message=account_words.BUSY, name=name, next_path=then, status=503)
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    if outcome.token is None:
        message = words.waiting(outcome.wait) if outcome.wait else words.WRONG
        return login_page(message=message, name=name, next_path=then, status=429 if outcome.wait else 401)
    await run_in_threadpool(end_session_of, request)  # the session before is not the new one
    return signed_in(request, outcome, outcome.token, then)


def _sign_in_now(name: str, password: str, client: Client) -> SignInResult:
    with session_store().writing() as connection:
        return sign_in(connection, name, password, client, now=session_store().now(), seconds=session_seconds())


async def _leave_page(request: Request) -> Response:
    """Lead to signing in whoever has no session any more; ask all others, since a link alone signs nobody out."""
    if await run_in_threadpool(is_signed_in, request):
        return plain_page("leave.html", {"title": f"{PRODUCT} · {account_words.LEAVE}", "w": account_words})
    return _left(request)


async def _log_out(request: Request) -> Response:
    """End the session."""
    await run_in_threadpool(end_session_of, request)
    return _left(request)


def _left(request: Request) -> Response:
    answer = RedirectResponse(LOGIN, 303, {"Cache-Control": "no-store"})
    if cookie_name(request.scope) in request.cookies:
        delete_cookie(request, answer)
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
