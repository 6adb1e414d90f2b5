"""Routes of single sign-on: to the provider, and back from it into a session of ours."""

from __future__ import annotations

import asyncio
import logging
import re
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.access.client import Client
from core.access.oidc.provider import Provider
from core.access.oidc.refusals import UNTRUSTED, Reason, SignOnRefusedError
from core.access.oidc.settings import CALLBACK, START, Settings
from core.access.oidc.sign_on import record_refusal, sign_on
from dashboards.auth.attempt import ATTEMPT_SECONDS, Attempt, Attempts, cookie_name
from dashboards.auth.cookies import client_of, set_cookie
from dashboards.auth.login import (
    end_session_of,
    is_signed_in,
    local_path,
    login_page,
    onward_page,
    session_seconds,
)
from dashboards.auth.session_store import session_store

_STATUS = {Reason.UNREACHABLE: 503, Reason.MISCONFIGURED: 503}
_log = logging.getLogger(__name__)


class SingleSignOn:
    """The provider that is configured, and the attempts of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._provider = Provider(settings)
        self._attempts = Attempts()
        self._provider_slots = asyncio.Semaphore(4)  # a provider that answers slowly holds up nothing else
        self._write_lock = Lock()

    def routes(self) -> list[Route]:
        """Return the two routes."""
        return [Route(START, self._start, methods=["GET"]), Route(CALLBACK, self._return, methods=["GET"])]

    async def _start(self, request: Request) -> Response:
        then = local_path(request.query_params.get("next", "/"))
        if not session_store().requires_sign_in() or is_signed_in(request):
            return RedirectResponse(then, 303)
        attempt, name, value = self._attempts.start(then)
        try:
            async with self._provider_slots:
                address = await run_in_threadpool(
                    self._provider.address, state=attempt.state, nonce=attempt.nonce, verifier=attempt.verifier
                )
        except SignOnRefusedError as refused:
            return _refusal(refused, then)
        answer = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
        # Lax: the provider's page leads back here, and a Strict cookie would stay behind.
        secure = request.url.scheme == "https"
        answer.set_cookie(name, value, ATTEMPT_SECONDS, path=CALLBACK, httponly=True, samesite="lax", secure=secure)
        return answer

    async def _return(self, request: Request) -> Response:
        if not session_store().requires_sign_in():
            return RedirectResponse("/", 303)
        state = request.query_params.get("state", "")
        name = cookie_name(state)
        then = "/"
        try:
            attempt = self._attempts.take(state, request.cookies.get(name))
            then = attempt.next_path
            code = self._code(request)
            async with self._provider_slots:
                token = await run_in_threadpool(self._open_session, code, attempt, client_of(request))
        except SignOnRefusedError as refused:
            answer = _refusal(refused, then)
        else:
            await run_in_threadpool(end_session_of, request)  # the session before is not the new one
            answer = onward_page(then)
            set_cookie(request, answer, token, session_seconds())
        answer.delete_cookie(name, path=CALLBACK, httponly=True, samesite="lax")
        return answer

    def _code(self, request: Request) -> str:
        """Return the code that the provider sends the browser back with. Raises SignOnRefusedError if there is none."""
        parameters = request.query_params
        if parameters.get("iss", self._settings.issuer) != self._settings.issuer:  # RFC 9207: another provider's answer
            raise SignOnRefusedError(Reason.ISSUER, "the answer is another issuer's")
        if "error" in parameters:
            reason = Reason.CANCELLED if parameters["error"] == "access_denied" else Reason.TURNED_DOWN
            raise SignOnRefusedError(reason, re.sub(r"[^\w.-]", "", parameters["error"])[:40])
        if not parameters.get("code"):
            raise SignOnRefusedError(Reason.TURNED_DOWN, "neither a code nor an error")
        return parameters["code"]

    def _open_session(self, code: str, attempt: Attempt, client: Client) -> str:
        """Return the token of a session for a code. An untrusted identity leaves a line in the trail."""
        now = session_store().now()
        try:
            identity = self._provider.identity(code, nonce=attempt.nonce, verifier=attempt.verifier, now=now)
        except SignOnRefusedError as refused:
            if refused.reason in UNTRUSTED:
                with session_store().writing() as connection:
                    record_refusal(connection, refused, address=client.address, now=now)
            raise
        with self._write_lock, session_store().writing() as connection:
            return sign_on(connection, identity, self._settings, client, now=now, seconds=session_seconds())


def _refusal(refused: SignOnRefusedError, then: str) -> Response:
    # What it says holds no secret. Its reason is in the template, by which bursts are told apart: none hides another.
    _log.warning(f"single sign-on refused: {refused.reason}%s", str(refused).removeprefix(str(refused.reason)))
    return login_page(
        message=refused.message, subject=refused.subject or "", next_path=then, status=_STATUS.get(refused.reason, 403)
    )
