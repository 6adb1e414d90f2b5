"""The pass that the door of several workers gives to each request, and what a worker makes of it.

A worker listens on loopback, where any program of the machine could ask it and say that it comes from elsewhere. What
brings no pass, or a wrong one, is not answered. A pass says who the visitor is, as the door saw it; the headers that
proxies write stay as they came.
"""

from __future__ import annotations

from secrets import compare_digest
from typing import NamedTuple
from urllib.parse import quote, unquote

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = b"x-fengjing-door"
MEASUREMENTS = "measurements"  # in place of a visitor's scheme: the door itself asks how the worker is
_NO_ADDRESS = "-"
_REFUSED = "请从看板的地址进来，不要直接找它的工作进程。"
_WEBSOCKET_REFUSED = 4403


class Visitor(NamedTuple):
    """A visitor as seen at the door: by `http` or `https`, and from which address and port."""

    scheme: str
    address: str
    port: int


def write_pass(secret: str, visitor: Visitor) -> bytes:
    """Return the value of the header."""
    address = quote(visitor.address, safe=":") or _NO_ADDRESS
    return f"{secret} {visitor.scheme} {visitor.port} {address}".encode("ascii")


def read_pass(secret: str, value: bytes) -> Visitor | None:
    """Return the visitor that a pass is of; None if it is not of our door."""
    words = value.split(b" ")
    if len(words) != 4 or not compare_digest(words[0], secret.encode()):
        return None
    scheme, port, address = (word.decode("ascii") for word in words[1:])
    return Visitor(scheme, "" if address == _NO_ADDRESS else unquote(address), int(port))


class DoorPass:
    """Lets in what has a pass, with the visitor's own address and scheme; `measurements` answers the door itself."""

    def __init__(self, app: ASGIApp, secret: str, measurements: ASGIApp) -> None:
        self._app, self._secret, self._measurements = app, secret, measurements

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what came through the door, and refuse all else."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        passes = [value for name, value in scope["headers"] if name == HEADER]
        visitor = read_pass(self._secret, passes[0]) if len(passes) == 1 else None
        if visitor is None:
            await _refuse(scope, receive, send)
        elif visitor.scheme == MEASUREMENTS:
            await self._measurements(scope, receive, send)
        else:
            await self._app(_seen_at_the_door(scope, visitor), receive, send)


def _seen_at_the_door(scope: Scope, visitor: Visitor) -> Scope:
    scheme = visitor.scheme.replace("http", "ws") if scope["type"] == "websocket" else visitor.scheme
    headers = [pair for pair in scope["headers"] if pair[0] != HEADER]
    return {**scope, "scheme": scheme, "client": (visitor.address, visitor.port), "headers": headers}


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _WEBSOCKET_REFUSED})
    else:
        await PlainTextResponse(_REFUSED, 403)(scope, receive, send)
