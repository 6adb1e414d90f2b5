"""Lets the boards live below a path of a portal, such as https://portal.example/kpi/.

Inside, every address is as if there were none: the path is taken off what comes, whether or not the proxy has done so,
and put before what goes out: redirects, paths of cookies, links and forms of our plain pages. Streamlit's own page has
relative addresses alone.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN_LINK = re.compile(rb'((?:href|src|action)=")/(?!/)')
_COOKIE_PATH = re.compile(r"(;\s*path=)/([^;]*)", re.IGNORECASE)


class BasePath:
    """Takes the path off every request, and puts it before every address in an answer."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as if there were no such path."""
        if scope["type"] not in ("http", "websocket") or not self._base:
            await self._app(scope, receive, send)
        elif scope["path"] == self._base and scope["type"] == "http":
            query = scope["query_string"].decode("ascii", "ignore")
            await RedirectResponse(f"{self._base}/{f'?{query}' if query else ''}", 307)(scope, receive, send)
        else:
            inner = self._inner(scope)
            await self._app(inner, receive, self._rewriting(send) if scope["type"] == "http" else send)

    def _inner(self, scope: Scope) -> Scope:
        path = scope["path"]
        if not path.startswith(f"{self._base}/"):
            return scope  # the proxy has taken it off
        path = path.removeprefix(self._base)
        return {**scope, "path": path, "raw_path": scope.get("raw_path", b"").removeprefix(self._base.encode())}

    def _rewriting(self, send: Send) -> Send:
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                self._rewrite_headers(message)
                if _is_plain_page(message):
                    start = message
                else:
                    await send(message)
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = _OWN_LINK.sub(rb"\g<1>" + self._base.encode() + b"/", body)
                    headers = MutableHeaders(scope=start)
                    if "content-length" in headers and body:
                        headers["content-length"] = str(int(headers["content-length"]) + len(page) - len(body))
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        return rewrite

    def _rewrite_headers(self, start: Message) -> None:
        headers: list[tuple[bytes, bytes]] = []
        for name, value in start["headers"]:
            text = value.decode("latin-1")
            if name == b"location" and text.startswith("/") and not text.startswith("//"):
                text = self._base + text
            elif name == b"set-cookie":
                text = _COOKIE_PATH.sub(lambda found: f"{found[1]}{self._base}/{found[2]}", text)
            headers.append((name, text.encode("latin-1")))
        start["headers"] = headers


def _is_plain_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
