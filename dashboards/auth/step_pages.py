"""Pages between the right password and the screens: a code, an enrolment, a new password."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

import segno
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.access.accounts import AccountError
from core.access.factor_key import FactorKeyError
from core.access.password_change import change_own_password
from core.access.policy import access_policy
from core.access.second_factor import begin_enrolment, confirm_enrolment, prove
from core.access.sessions import KeptSignIn
from core.access.sign_in import SignInResult, go_on
from core.access.sign_in_steps import STEP_SECONDS, PendingSignIn, Step, end_steps, note_proof, pending_sign_in
from core.time.days import CHINA
from dashboards.auth.cookies import client_of, delete_cookie, set_cookie, set_device_cookie
from dashboards.auth.forms import form_fields
from dashboards.auth.front import plain_page
from dashboards.auth.login import LOGIN, local_path, login_page, session_seconds
from dashboards.auth.request import session_digest
from dashboards.auth.session_store import session_store
from dashboards.auth.sign_in_queue import RETRY_SECONDS, SIGN_INS, TooManySignInsError
from dashboards.i18n.words import PRODUCT
from dashboards.i18n.words import account as words
from dashboards.i18n.words import auth as auth_words

STEP = "/auth/step"
_log = logging.getLogger(__name__)
_TITLES = {
    Step.CODE: words.CODE_TITLE,
    Step.ENROL: words.ENROL_TITLE,
    Step.PASSWORD: words.PASSWORD_TITLE,
}


class Outcome(NamedTuple):
    """The outcome of a step: a fault to tell (Chinese), recovery codes to show, or neither where it is done."""

    fault: str = ""
    codes: tuple[str, ...] = ()
    status: int = 401


def step_routes() -> list[Route]:
    """Return the routes of the steps."""
    return [
        Route(STEP, _show, methods=["GET"]),
        Route(STEP, _take, methods=["POST"]),
        Route(f"{STEP}/abort", _abort, methods=["POST"]),
    ]


def signed_in(request: Request, outcome: SignInResult, token: str, then: str) -> Response:
    """Return the answer to a sign-in that went well: on to the screens, or to the step before them."""
    address = then if outcome.step is None else f"{STEP}?next={_quoted(then)}"
    answer = RedirectResponse(address, 303)
    set_cookie(request, answer, token, session_seconds() if outcome.step is None else STEP_SECONDS)
    set_device_cookie(request, answer, outcome.device)
    return answer


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="")


async def _show(request: Request) -> Response:
    then = local_path(request.query_params.get("next", "/"))
    return await run_in_threadpool(_draw, request, then, Outcome(status=200))


def _draw(request: Request, then: str, outcome: Outcome) -> Response:
    """Draw the next step, with what was wrong about the last try."""
    with session_store().writing() as connection:
        pending = _pending(request)
        if pending is None:
            return login_page(message=words.STEP_OVER, next_path=then, status=401)
        texts: dict[str, object] = {
            "w": words,
            "step": pending.step,
            "title": f"{PRODUCT} · {_TITLES[pending.step] if pending.step else words.TITLE}",
            "heading": _TITLES.get(pending.step, "") if pending.step else "",
            "fault": outcome.fault,
            "next_path": then,
            "codes": outcome.codes,
            "server_time": words.SERVER_TIME.format(at=datetime.fromtimestamp(session_store().now(), CHINA)),
            "name": pending.account.name,
            "length": access_policy(connection).password_length,
            "qr": "",
            "secret": "",
        }
        if pending.step is Step.ENROL:
            try:
                enrolment = begin_enrolment(connection, pending.account)
                texts |= {"qr": qr_code(enrolment.uri), "secret": enrolment.secret}
            except FactorKeyError as error:
                outcome = key_fault(error)
                texts["fault"] = outcome.fault
    return plain_page("step.html", texts, outcome.status if outcome.fault else 200)


def key_fault(error: FactorKeyError) -> Outcome:
    """Tell a visitor that it is the server's fault, and the log what it is: places of files are none of theirs."""
    _log.error("%s", error)
    return Outcome(words.FACTOR_KEY_FAULT, status=503)


def qr_code(text: str) -> Markup:
    """Return a QR code as an inline picture, which the policy of what a page may load allows."""
    return Markup(segno.make(text, error="m").svg_inline(scale=5, border=2))


def _pending(request: Request) -> PendingSignIn | None:
    digest = session_digest(request.scope)
    if digest is None:
        return None
    with session_store().writing() as connection:
        return pending_sign_in(connection, digest, session_store().now())


async def _take(request: Request) -> Response:
    fields = await form_fields(request)
    if fields is None:
        return login_page(message=auth_words.TOO_LONG, status=413)
    then = local_path(fields.get("next", "/"))
    try:
        outcome = await SIGN_INS.run(partial(_try, request, fields))
    except TooManySignInsError:
        answer = await run_in_threadpool(_draw, request, then, Outcome(words.BUSY, status=503))
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    if outcome is None or outcome.fault or outcome.codes:
        return await run_in_threadpool(_draw, request, then, outcome or Outcome())
    return await run_in_threadpool(_go_on, request, then)


def _try(request: Request, fields: dict[str, str]) -> Outcome | None:
    """Try what was sent for the next step; None where there is no such sign-in."""
    pending, digest = _pending(request), session_digest(request.scope)
    if pending is None or digest is None:
        return None
    if pending.step is None or fields.get("step") != pending.step:
        return Outcome()  # sent twice, or recovery codes that have been read
    return _TRIES[pending.step](request, pending, digest, fields)


def _try_code(request: Request, pending: PendingSignIn, digest: str, fields: dict[str, str]) -> Outcome:
    client, now = client_of(request), session_store().now()
    with session_store().writing() as connection:
        try:
            wait = prove(
                connection,
                pending.account,
                fields.get("code", ""),
                address=client.address,
                now=now,
                device=client.device,
            )
        except FactorKeyError as error:
            return key_fault(error)
        if wait is None:
            return Outcome(words.CODE_WRONG)
        if wait:
            return Outcome(auth_words.waiting(wait), status=429)
        note_proof(connection, digest)
    return Outcome()


def _try_enrolment(_request: Request, pending: PendingSignIn, digest: str, fields: dict[str, str]) -> Outcome:
    with session_store().writing() as connection:
        try:
            codes = confirm_enrolment(
                connection,
                pending.account,
                fields.get("code", ""),
                actor=pending.account.actor,
                now=session_store().now(),
            )
        except AccountError as error:
            return Outcome(str(error))
        note_proof(connection, digest)
    return Outcome(codes=tuple(codes))


def _try_password(_request: Request, pending: PendingSignIn, digest: str, fields: dict[str, str]) -> Outcome:
    current, new = fields.get("current", ""), fields.get("new", "")
    if new != fields.get("again", ""):
        return Outcome(words.DIFFERENT, status=422)
    with session_store().writing() as connection:
        try:
            change_own_password(
                connection, pending.account, current, new, now=session_store().now(), keep=KeptSignIn(step=digest)
            )
        except AccountError as error:
            return Outcome(str(error), status=422)
    return Outcome()


_TRIES: dict[Step, Callable[[Request, PendingSignIn, str, dict[str, str]], Outcome]] = {
    Step.CODE: _try_code,
    Step.ENROL: _try_enrolment,
    Step.PASSWORD: _try_password,
}


def _go_on(request: Request, then: str) -> Response:
    digest = session_digest(request.scope)
    if digest is None:
        return RedirectResponse(LOGIN, 303)
    with session_store().writing() as connection:
        result = go_on(connection, digest, client_of(request), now=session_store().now(), seconds=session_seconds())
    if result.token is not None:
        return signed_in(request, result, result.token, then)
    return RedirectResponse(f"{STEP}?next={_quoted(then)}", 303)


async def _abort(request: Request) -> Response:
    await run_in_threadpool(_forget, request)
    answer = RedirectResponse(LOGIN, 303, {"Cache-Control": "no-store"})
    delete_cookie(request, answer)
    return answer


def _forget(request: Request) -> None:
    digest = session_digest(request.scope)
    if digest is not None:
        with session_store().writing() as connection:
            end_steps(connection, digest)
