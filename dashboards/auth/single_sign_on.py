"""The routes of single sign-on: to the provider, and back from it into a session of ours."""

from __future__ import annotations

import asyncio
import logging
import re
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.access.oidc.provider import Provider
from core.access.oidc.refusals import UNTRUSTED, Reason, SignOnRefusedError
from core.access.oidc.settings import CALLBACK, START, Settings
from core.access.oidc.sign_on import note_refusal, sign_on
from dashboards.auth.attempt import ATTEMPT_SECONDS, Attempt, Attempts, cookie_name
from dashboards.auth.login import (
    address_of,
    end_session_of,
    login_page,
    onward_page,
    own_path,
    session_seconds,
    set_cookie,
    signed_in,
)
from dashboards.auth.session_store import gate

_STATUS = {Reason.UNREACHABLE: 503, Reason.MISCONFIGURED: 503}
_log = logging.getLogger(__name__)


class SingleSignOn:
    """The provider that is configured, and the attempts of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._provider = Provider(settings)
        self._attempts = Attempts()
        self._asking = asyncio.Semaphore(4)  # a provider that answers slowly holds up nothing else
        self._one_by_one = Lock()

    def routes(self) -> list[Route]:
        """The two addresses."""
        return [Route(START, self._start, methods=["GET"]), Route(CALLBACK, self._return, methods=["GET"])]

    async def _start(self, request: Request) -> Response:
        then = own_path(request.query_params.get("next", "/"))
        if not gate().guarded() or signed_in(request):
            return RedirectResponse(then, 303)
        attempt, name, value = self._attempts.start(then)
        try:
            async with self._asking:
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
        if not gate().guarded():
            return RedirectResponse("/", 303)
        state = request.query_params.get("state", "")
        name = cookie_name(state)
        then = "/"
        try:
            attempt = self._attempts.take(state, request.cookies.get(name))
            then = attempt.then
            code = self._code(request)
            async with self._asking:
                token = await run_in_threadpool(self._enter, code, attempt, address_of(request))
        except SignOnRefusedError as refused:
            answer = _refusal(refused, then)
        else:
            await run_in_threadpool(end_session_of, request)  # what it had before is not the one it gets
            answer = onward_page(then)
            set_cookie(request, answer, token, session_seconds())
        answer.delete_cookie(name, path=CALLBACK, httponly=True, samesite="lax")
        return answer

    def _code(self, request: Request) -> str:
        """The code that the provider sends the browser back with. Raises SignOnRefusedError if there is none."""
        said = request.query_params
        if said.get("iss", self._settings.issuer) != self._settings.issuer:  # RFC 9207: another provider's answer
            raise SignOnRefusedError(Reason.ISSUER, "the answer is another issuer's")
        if "error" in said:
            reason = Reason.CANCELLED if said["error"] == "access_denied" else Reason.TURNED_DOWN
            raise SignOnRefusedError(reason, re.sub(r"[^\w.-]", "", said["error"])[:40])
        if not said.get("code"):
            raise SignOnRefusedError(Reason.TURNED_DOWN, "neither a code nor an error")
        return said["code"]

    def _enter(self, code: str, attempt: Attempt, address: str) -> str:
        """The token of a session for a code. An identity that is not to be believed leaves a line in the audit."""
        now = gate().now()
        try:
            identity = self._provider.identity(code, nonce=attempt.nonce, verifier=attempt.verifier, now=now)
        except SignOnRefusedError as refused:
            if refused.reason in UNTRUSTED:
                with gate().writing() as connection:
                    note_refusal(connection, refused, address=address, now=now)
            raise
        with self._one_by_one, gate().writing() as connection:
            return sign_on(connection, identity, self._settings, address=address, now=now, seconds=session_seconds())


def _refusal(refused: SignOnRefusedError, then: str) -> Response:
    _log.warning("single sign-on refused: %s", refused)
    return login_page(
        said=refused.message, subject=refused.subject or "", then=then, status=_STATUS.get(refused.reason, 403)
    )
