"""The door: answers every browser by handing its requests to its worker, one by one, and the answers back.

Requests are read whole heads at a time by the web server under it, with the same limits as without workers, and written
anew: what two servers could read differently is refused here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import h11
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dashboards.i18n.words import door as words
from dashboards.server.door_pass import HEADER, Visitor, write_pass
from dashboards.workers.affinity import Affinity, Worker

TICKET_COOKIE = "fengjing_worker"
ONE_WORKER_PATH = "/class"  # a class has its participants in one process: all of them go to the first worker
CONNECT_SECONDS = 5.0
PIECE = 65_536  # bytes read at a time
LOOPBACK = "127.0.0.1"
# Of one connection alone, or written anew by the door; and the pass, which nobody else may bring.
_NOT_HANDED_ON = frozenset(
    {
        b"connection",
        b"expect",
        b"keep-alive",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        HEADER,
    }
)
OWN_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_log = logging.getLogger(__name__)
RawHeaders = list[tuple[bytes, bytes]]


class WorkerGone(Exception):
    """The worker went away before it had answered."""


class Door:
    """Hands requests on. `proxies` are believed about visitors; `on_end` is called in a thread at the end."""

    def __init__(
        self,
        affinity: Affinity,
        secret: str,
        *,
        proxies: Sequence[str],
        base_path: str,
        on_end: Callable[[], None],
    ) -> None:
        self.affinity = affinity
        self.tunnels: set[asyncio.Task[None]] = set()  # websockets that are open
        self._secret, self._base_path, self._on_end = secret, base_path, on_end
        self._behind_proxies: Any = ProxyHeadersMiddleware(_do_nothing, list(proxies)) if proxies else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["method"] == "CONNECT" or is_ambiguous(scope["headers"]):
            await _answer(words.AMBIGUOUS, 400)(scope, receive, send)
        else:
            await self._hand_on(scope, receive, send)

    async def visitor(self, scope: Scope) -> Visitor:
        """Return who asks: the other end of the connection, or whom a believed proxy names."""
        if self._behind_proxies is not None:
            await self._behind_proxies(scope, _do_nothing, _do_nothing)
        address, port = scope["client"] or ("", 0)
        return Visitor(scope["scheme"].replace("ws", "http"), address, port)

    def ticket(self, scope: Scope, visitor: Visitor) -> str | None:
        """Return the ticket that a browser brings."""
        name = self._cookie_name(visitor)
        ticket = cookie_parser(Headers(scope=scope).get("cookie", "")).get(name)
        return ticket if self.affinity.is_ticket(ticket) else None

    def pass_of(self, visitor: Visitor) -> bytes:
        """Return the pass of a visitor."""
        return write_pass(self._secret, visitor)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self._on_end)
                await send({"type": "lifespan.shutdown.complete"})
                return
            await send({"type": "lifespan.startup.complete"})

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = await self.visitor(scope)
        brought = self.ticket(scope, visitor)
        ticket = brought or self.affinity.new_ticket()
        worker = None if ticket is None else self._worker(scope, ticket)
        if ticket is None or worker is None:
            await _answer(words.STARTING, 503)(scope, receive, send)
            return
        answer = _Answer(send, None if brought else self._cookie(ticket, visitor))
        try:
            await hand_on(scope, receive, answer.send, worker, self.pass_of(visitor))
        except WorkerGone:
            _log.warning("worker %d did not answer, or not to the end", worker.number)
            if not answer.has_begun:  # else the browser sees that it is not whole
                await _answer(words.STARTING, 503)(scope, receive, send)

    def _worker(self, scope: Scope, ticket: str) -> Worker | None:
        path = scope["path"].removeprefix(self._base_path)
        if path == ONE_WORKER_PATH or path.startswith(f"{ONE_WORKER_PATH}/"):
            return self.affinity.first()
        return self.affinity.worker_of(ticket)

    def _cookie_name(self, visitor: Visitor) -> str:
        if visitor.scheme != "https":
            return TICKET_COOKIE
        return f"__Secure-{TICKET_COOKIE}" if self._base_path else f"__Host-{TICKET_COOKIE}"

    def _cookie(self, ticket: str, visitor: Visitor) -> str:
        """Return the cookie of a ticket. A link from elsewhere brings it too (Lax): the tab must find its others."""
        secure = "; Secure" if visitor.scheme == "https" else ""
        path = f"{self._base_path}/"
        return f"{self._cookie_name(visitor)}={ticket}; Path={path}; HttpOnly; SameSite=Lax{secure}"


def is_ambiguous(headers: RawHeaders) -> bool:
    """Return True for a head that tells two lengths of its body, or not one host: servers would not agree on it."""
    names = [name.lower() for name, _ in headers]
    has_both = b"content-length" in names and b"transfer-encoding" in names
    return has_both or names.count(b"host") != 1


def handed_on(headers: RawHeaders, door_pass: bytes) -> RawHeaders:
    """Return the headers that a worker gets."""
    kept = [(name, value) for name, value in headers if name.lower() not in _NOT_HANDED_ON]
    if any(name.lower() == b"transfer-encoding" for name, _ in headers):
        kept.append((b"transfer-encoding", b"chunked"))
    return [*kept, (HEADER, door_pass)]


async def hand_on(scope: Scope, receive: Receive, send: Send, worker: Worker, door_pass: bytes) -> None:
    """Ask a worker by a connection of its own, and hand its answer back. Raises WorkerGone where there is none."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(LOOPBACK, worker.port)
    except (OSError, TimeoutError) as error:
        raise WorkerGone from error
    connection, browser_gone = h11.Connection(h11.CLIENT), asyncio.Event()
    request = asyncio.create_task(_ask(connection, scope, receive, writer, door_pass, browser_gone))
    try:
        await _hand_back(connection, reader, send)
    except WorkerGone:
        if not browser_gone.is_set():
            raise
    finally:
        request.cancel()
        with suppress(asyncio.CancelledError):
            await request
        writer.close()


async def _ask(
    connection: h11.Connection,
    scope: Scope,
    receive: Receive,
    writer: asyncio.StreamWriter,
    door_pass: bytes,
    browser_gone: asyncio.Event,
) -> None:
    """Send the request as it comes. Where the browser goes, the worker is let go too."""
    query = scope["query_string"]
    request = h11.Request(
        method=scope["method"].encode("ascii"),
        target=scope["raw_path"] + (b"?" + query if query else b""),
        headers=[*handed_on(scope["headers"], door_pass), (b"connection", b"close")],
    )
    with suppress(OSError):  # a worker may answer, and close, before it has read all
        writer.write(connection.send(request) or b"")
        is_whole = False
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                browser_gone.set()
                writer.transport.abort()
                return
            if not is_whole:
                writer.write(connection.send(h11.Data(message.get("body", b""))) or b"")
                is_whole = not message.get("more_body", False)
                if is_whole:
                    writer.write(connection.send(h11.EndOfMessage()) or b"")
            await writer.drain()


async def _hand_back(connection: h11.Connection, reader: asyncio.StreamReader, send: Send) -> None:
    """Send the answer as it comes. Raises WorkerGone where it is not whole."""
    try:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(PIECE))
            elif isinstance(event, h11.Response):
                headers = [(name, value) for name, value in event.headers if name not in _NOT_HANDED_ON]
                await send({"type": "http.response.start", "status": event.status_code, "headers": headers})
            elif isinstance(event, h11.Data):
                await send({"type": "http.response.body", "body": bytes(event.data), "more_body": True})
            elif isinstance(event, h11.EndOfMessage):
                await send({"type": "http.response.body", "body": b""})
                return
            else:  # it closed, or would speak something else from here on
                raise WorkerGone
    except (OSError, h11.RemoteProtocolError) as error:
        raise WorkerGone from error


class _Answer:
    """An answer on its way to the browser, with the cookie of a new ticket."""

    def __init__(self, send: Send, cookie: str | None) -> None:
        self._send, self._cookie = send, cookie
        self.has_begun = False

    async def send(self, message: Message) -> None:
        """Hand on a part of it."""
        if message["type"] == "http.response.start":
            self.has_begun = True
            if self._cookie is not None:
                MutableHeaders(scope=message).append("set-cookie", self._cookie)
        await self._send(message)


def _answer(text: str, status: int) -> PlainTextResponse:
    """Return an answer of the door's own, after which the connection ends."""
    retry = {"Retry-After": "2"} if status == 503 else {}
    return PlainTextResponse(text, status, headers={**OWN_HEADERS, **retry, "Connection": "close"})


async def _do_nothing(*_arguments: Any) -> None:
    """Be the app behind a middleware that only changes what it is asked."""
