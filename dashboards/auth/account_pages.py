"""One's own account (我的账号): the last sign-in, the sessions, the password and the second factor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from core.access.accounts import AccountError
from core.access.factor_key import FactorKeyError
from core.access.own_account import OwnAccount
from core.access.roles import NAMES, Role
from core.access.viewer import Viewer
from core.time.days import minute_text
from dashboards.auth.cookies import client_of
from dashboards.auth.forms import form_fields
from dashboards.auth.front import plain_page
from dashboards.auth.login import LOGIN
from dashboards.auth.request import session_digest
from dashboards.auth.session_store import session_store
from dashboards.auth.sign_in_queue import RETRY_SECONDS, SIGN_INS, TooManySignInsError
from dashboards.auth.step_pages import key_fault, qr_code
from dashboards.i18n.words import PRODUCT
from dashboards.i18n.words import account as words
from dashboards.i18n.words import auth as auth_words
from dashboards.server.sent_numbers import whole_number

ACCOUNT, ALIVE = "/auth/account", "/auth/alive"
Fields = dict[str, str]


class Done:
    """The outcome of a form: what was done, what was wrong, recovery codes to show, or that the session is over."""

    def __init__(self, text: str = "", fault: str = "", codes: tuple[str, ...] = (), *, is_over: bool = False) -> None:
        self.text, self.fault, self.codes, self.is_over = text, fault, codes, is_over


def account_routes() -> list[Route]:
    """Return the routes."""
    forms = {"password": _change_password, "sessions": _end_sessions, "factor": _confirm_factor, "renew": _renew_factor}
    return [
        Route(ACCOUNT, _show, methods=["GET"]),
        Route(ALIVE, _note_use, methods=["POST"]),
        *(Route(f"{ACCOUNT}/{name}", _form(handler), methods=["POST"]) for name, handler in forms.items()),
    ]


def _viewer(request: Request) -> Viewer | None:
    """Return whoever is signed in; a wall is nobody."""
    digest = session_digest(request.scope)
    viewer = session_store().viewer(digest) if digest else None
    return viewer if viewer is not None and viewer.scope.role is not Role.KIOSK else None


async def _show(request: Request) -> Response:
    viewer = await run_in_threadpool(_viewer, request)
    if viewer is None:
        return RedirectResponse(f"{LOGIN}?next=%2F", 303)
    return await run_in_threadpool(_draw, viewer, Done(), enrol="enrol" in request.query_params)


async def _note_use(request: Request) -> Response:
    """Note that somebody is at the screen. A browser says so when a key or a pointer was used."""
    viewer = await run_in_threadpool(_viewer, request)
    if viewer is None:
        return PlainTextResponse(auth_words.SIGN_IN_FIRST, 401)
    await run_in_threadpool(session_store().note_use, viewer)
    return Response(status_code=204)


def _form(handler: Callable[[Request, OwnAccount, Fields], Done]) -> Callable[[Request], Awaitable[Response]]:
    """Return the route of a form: it is read, done in the queue of those who sign in, and the page is drawn anew."""

    async def answer(request: Request) -> Response:
        fields = await form_fields(request)
        viewer = await run_in_threadpool(_viewer, request)
        if viewer is None or fields is None:
            return RedirectResponse(f"{LOGIN}?next=%2F", 303)
        try:
            done = await SIGN_INS.run(partial(_do, handler, request, viewer, fields))
        except TooManySignInsError:
            page = await run_in_threadpool(_draw, viewer, Done(fault=words.BUSY), status=503)
            page.headers["Retry-After"] = str(RETRY_SECONDS)
            return page
        if done.is_over:
            return RedirectResponse(LOGIN, 303)
        return await run_in_threadpool(_draw, viewer, done, status=422 if done.fault else 200)

    return answer


def _do(
    handler: Callable[[Request, OwnAccount, Fields], Done], request: Request, viewer: Viewer, fields: Fields
) -> Done:
    with session_store().writing() as connection:
        try:
            return handler(request, OwnAccount(connection, viewer, session_store().now()), fields)
        except FactorKeyError as error:
            return Done(fault=key_fault(error).fault)
        except AccountError as error:
            return Done(fault=str(error))


def _change_password(_request: Request, own: OwnAccount, fields: Fields) -> Done:
    if fields.get("new", "") != fields.get("again", ""):
        return Done(fault=words.DIFFERENT)
    own.change_password(fields.get("current", ""), fields.get("new", ""))
    return Done(words.CHANGED)


def _end_sessions(_request: Request, own: OwnAccount, fields: Fields) -> Done:
    number = fields.get("session", "")
    if number.isdecimal():
        own.end_session(whole_number(number))
        return Done(words.ENDED)
    return Done(words.ENDED_OTHERS.format(count=own.end_other_sessions()))


def _confirm_factor(_request: Request, own: OwnAccount, fields: Fields) -> Done:
    return Done(codes=tuple(own.confirm_factor(fields.get("current", ""), fields.get("code", ""))))


def _renew_factor(request: Request, own: OwnAccount, fields: Fields) -> Done:
    own.remove_factor(fields.get("code", ""), address=client_of(request).address)
    return Done(is_over=True)


def _draw(viewer: Viewer, done: Done, *, enrol: bool = False, status: int = 200) -> Response:
    with session_store().writing() as connection:
        own = OwnAccount(connection, viewer, session_store().now())
        last, factor = own.last_sign_in(), own.factor()
        texts: dict[str, object] = {
            "w": words,
            "title": f"{PRODUCT} · {words.TITLE}",
            "width": "wide",
            "who": f"{viewer.name} · {NAMES[viewer.scope.role]}",
            "done": done.text,
            "fault": done.fault,
            "codes": done.codes,
            "last": words.LAST.format(at=minute_text(last.at), address=last.address) if last.at else words.LAST_NONE,
            "failures": words.FAILURES.format(count=last.failures) if last.failures else "",
            "sessions": [
                (line.id, minute_text(line.opened_at), minute_text(line.last_seen), line.address, line.device)
                for line in own.sessions()
            ],
            "this": viewer.session,
            "has_password": own.has_password(),
            "length": own.password_length(),
            "factor": words.FACTOR_ON.format(at=minute_text(factor.confirmed_at), left=factor.codes_left)
            if factor.confirmed_at
            else "",
            "enrolment": None,
        }
        if enrol and not factor.confirmed_at and own.has_password():
            try:
                begun = own.begin_factor()
                texts["enrolment"] = {"qr": qr_code(begun.uri), "secret": begun.secret}
            except FactorKeyError as error:
                texts["fault"], status = key_fault(error).fault, 503
    return plain_page("account.html", texts, status)
