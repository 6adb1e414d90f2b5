"""The security headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.server.streamlit_patches.first_scripts import first_scripts
from dashboards.settings import frame_ancestors

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STRICT_SECONDS = 365 * 86_400
_REFUSAL = "websocket.http.response"  # ASGI's own name for an answer in place of a websocket
_FAILED = "服务器这一下没有办成，请稍后再试；一直这样，请找本局数据管理员。"
_log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def content_policy() -> str:
    """Return the policy of what a page may load and run.

    Its own files, and by their hash the inline scripts of the installed Streamlit and our first ones.
    """
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = [*_INLINE_SCRIPT.findall(page), *first_scripts()]
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' 'wasm-unsafe-eval' blob: {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *frame_ancestors()]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """Adds the headers to every answer, failures and refused websockets too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(),
            "X-Content-Type-Options": "nosniff",
            # It knows no list of sites; browsers that know frame-ancestors pass over it (CSP level 2).
            **({} if frame_ancestors() else {"X-Frame-Options": "SAMEORIGIN"}),
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write the headers onto the start of the answer."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket" and _REFUSAL in scope.get("extensions", {}):
            await self._app(scope, receive, self._refusing(send))
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._write(message)
                _write_by_kind(message, scope)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except Exception:
            if started:
                raise
            _log.exception("no answer to %s %s", scope["method"], scope["path"])
            await PlainTextResponse(_FAILED, 500)(scope, receive, send_with_headers)

    def _refusing(self, send: Send) -> Send:
        """Answer a websocket that is closed before it is opened like any other request."""
        accepted = False

        async def send_or_refuse(message: Message) -> None:
            nonlocal accepted
            accepted = accepted or message["type"] == "websocket.accept"
            if message["type"] == f"{_REFUSAL}.start":
                self._write(message)
            if accepted or message["type"] != "websocket.close":
                await send(message)
                return
            start: Message = {"type": f"{_REFUSAL}.start", "status": 403, "headers": [(b"content-length", b"0")]}
            self._write(start)
            await send(start)
            await send({"type": f"{_REFUSAL}.body", "body": b""})

        return send_or_refuse

    def _write(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self._headers.items():
            headers.setdefault(name, value)


def _write_by_kind(message: Message, scope: Scope) -> None:
    """Write what depends on the request and the answer: stay with TLS once it is there, keep no page in a cache."""
    headers = MutableHeaders(scope=message)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", f"max-age={STRICT_SECONDS}")
    if headers.get("content-type", "").startswith("text/html"):
        headers["Cache-Control"] = "no-store"
