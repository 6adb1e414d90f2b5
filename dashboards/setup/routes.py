"""The addresses of the first run: each page tells its step, each form does one thing, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from core.catalogue.load import load_catalogue
from core.intake.fields import UNITS
from core.intake.table import LARGEST_FILE
from core.intake.template import template
from core.intake.upload import Upload
from core.store.faults import plain_faults
from core.store.sqlite import StoreError
from dashboards.auth.cookies import client_of, set_cookie
from dashboards.auth.login import session_seconds
from dashboards.i18n.words import auth as auth_words
from dashboards.i18n.words import setup as words
from dashboards.server.body_length import said_length
from dashboards.server.shown_database import served_path
from dashboards.setup import steps
from dashboards.setup.pages import FOLDER, fault_page, shut_page
from dashboards.setup.session import SETUP
from dashboards.setup.steps import SETUP_PATH
from dashboards.setup.unit_rows import TypedUnit, typed_units

COOKIE = "fengjing_setup"
TOO_LARGE = 413
MOST_FIELDS = 20_000  # of a form: rows of units times their columns
_ROOM_FOR_NAMES = 1024 * 1024  # bytes of a form beside the file in it
Handler = Callable[[Request], Awaitable[Response]]


def setup_pages() -> ASGIApp:
    """Return the app that answers the addresses of the first run."""
    routes = [
        Route(SETUP_PATH, _enter, methods=["GET"]),
        Route(f"{SETUP_PATH}/bureau", _with_token(_bureau), methods=["GET", "POST"]),
        Route(f"{SETUP_PATH}/units", _with_token(_units), methods=["GET", "POST"]),
        Route(f"{SETUP_PATH}/units/file", _with_token(_units_file), methods=["POST"]),
        Route(f"{SETUP_PATH}/units/take-out", _with_token(_units_take_out), methods=["POST"]),
        Route(f"{SETUP_PATH}/units.csv", _with_token(_units_template), methods=["GET"]),
        Route(f"{SETUP_PATH}/units.js", _with_token(_script), methods=["GET"]),
        Route(f"{SETUP_PATH}/account", _with_token(_account), methods=["GET", "POST"]),
    ]
    router = Router(routes)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with plain_faults(served_path()):
                await router(scope, receive, send)
        except HTTPException as error:
            reason = words.TOO_LONG if error.status_code == TOO_LARGE else auth_words.NO_SUCH
            await PlainTextResponse(reason, error.status_code, error.headers)(scope, receive, send)
        except StoreError as error:
            await fault_page(str(error))(scope, receive, send)

    return answer


async def _enter(request: Request) -> Response:
    """Take the token out of the printed address into a cookie, and lead to the next step."""
    token = request.query_params.get("token")
    if token is None:
        return await _with_token(_to_next)(request)
    if not SETUP.admits(token):
        return shut_page()
    answer = RedirectResponse(SETUP_PATH, 303, {"Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, path=SETUP_PATH, httponly=True, samesite="strict", secure=secure)
    return answer


def _with_token(handler: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        return await handler(request) if SETUP.admits(request.cookies.get(COOKIE)) else shut_page()

    return guarded


async def _to_next(_request: Request) -> Response:
    return RedirectResponse(steps.address_of(await run_in_threadpool(steps.next_step)), 303)


async def _bureau(request: Request) -> Response:
    if request.method == "GET":
        return await run_in_threadpool(steps.show_bureau)
    form = await _form(request)
    is_new = form.get("new") == "1"
    is_encrypted = form.get("encrypt") == "1"
    return await run_in_threadpool(
        steps.name_bureau, str(form.get("bureau", "")), is_new=is_new, is_encrypted=is_encrypted
    )


async def _units(request: Request) -> Response:
    if request.method == "GET":
        return await run_in_threadpool(steps.show_units)
    form = await _form(request)
    columns = {name: [str(text) for text in form.getlist(name)] for name in TypedUnit._fields}
    return await run_in_threadpool(steps.add_typed_units, typed_units(columns))


async def _units_file(request: Request) -> Response:
    form = await _form(request)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await run_in_threadpool(steps.show_units, words.UNITS_NO_FILE)
    return await run_in_threadpool(steps.add_units_of_file, Upload(file.filename, await file.read()))


async def _units_take_out(request: Request) -> Response:
    await _form(request)
    return await run_in_threadpool(steps.take_out_units)


async def _units_template(_request: Request) -> Response:
    content = await run_in_threadpool(lambda: template(UNITS, load_catalogue()))
    disposition = f"attachment; filename*=UTF-8''{quote(words.UNITS_TEMPLATE_FILE)}"
    return Response(content, media_type="text/csv", headers={"Content-Disposition": disposition})


async def _script(_request: Request) -> Response:
    script = (FOLDER / "units.js").read_bytes()
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-store"})


async def _account(request: Request) -> Response:
    if request.method == "GET":
        return await run_in_threadpool(steps.show_account)
    form = await _form(request)
    fields = [str(form.get(name, "")) for name in ("name", "password", "again")]
    client, seconds = client_of(request), session_seconds()
    answer, token = await run_in_threadpool(steps.make_account, *fields, client=client, seconds=seconds)
    if token is not None:
        answer.delete_cookie(COOKIE, path=SETUP_PATH, httponly=True, samesite="strict")
        set_cookie(request, answer, token, seconds)
    return answer


async def _form(request: Request) -> FormData:
    """Read a form. Raises HTTPException for one that does not say its size, or is too large."""
    length = said_length(request.headers)
    if length is None or length > LARGEST_FILE + _ROOM_FOR_NAMES:
        raise HTTPException(TOO_LARGE)
    return await request.form(max_files=1, max_fields=MOST_FIELDS)
