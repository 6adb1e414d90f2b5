"""The names under which the server answers. A foreign name is refused: a page elsewhere may point it at us."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HOSTS_VARIABLE = "FENGJING_HOSTS"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY_ADDRESS = "*"  # any address written in numbers: only names can be made to point elsewhere
_REFUSED = "不认识的主机名：请用本机地址，或在启动时用 --name 加上这个名字。"


def is_address(host: str) -> bool:
    """Return True if a host is written in numbers."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def allowed_hosts(host: str, names: Sequence[str] = ()) -> list[str]:
    """Return the names of a server bound to `host`, with its further names."""
    hosts = [*LOOPBACK, *names]
    if is_address(host) and ipaddress.ip_address(host).is_unspecified:
        return list(dict.fromkeys([*hosts, socket.gethostname().lower(), ANY_ADDRESS]))
    return list(dict.fromkeys([*hosts, host]))


class AllowedHosts:
    """Refuses requests for any other host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._names = frozenset(os.environ.get(HOSTS_VARIABLE, ",".join(LOOPBACK)).lower().split(","))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the requests meant for us."""
        if scope["type"] not in ("http", "websocket") or self._is_allowed(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4400})
        else:
            await PlainTextResponse(_REFUSED, 400)(scope, receive, send)

    def _is_allowed(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names - {ANY_ADDRESS} or (ANY_ADDRESS in self._names and is_address(name))
