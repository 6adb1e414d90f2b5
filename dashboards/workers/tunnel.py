"""Websockets through the door: after the head of the request bytes go both ways as they are, read by nobody."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import h11
from starlette.types import Scope

from dashboards.i18n.words import door as words
from dashboards.server.waiting_connections import PromptConnection
from dashboards.workers.affinity import Worker
from dashboards.workers.door import CONNECT_SECONDS, LOOPBACK, OWN_HEADERS, Door, RawHeaders, handed_on, is_ambiguous

_log = logging.getLogger(__name__)
LEAVING_SECONDS = 10.0
_LENGTHS = (b"content-length", b"transfer-encoding")
_UPGRADE = ((b"connection", b"Upgrade"), (b"upgrade", b"websocket"))


class DoorConnection(PromptConnection):
    """A connection of a browser to the door, which the web server makes by `functools.partial`."""

    def __init__(self, door: Door, **options: Any) -> None:
        super().__init__(**options)
        self._door = door

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Lead the websocket to its worker."""
        self._stop_waiting()
        self.connections.discard(self)
        early, _ = self.conn.trailing_data
        has_body = any(name in _LENGTHS for name, _ in self.headers)
        end = TunnelEnd()
        self.transport.set_protocol(end)
        end.connection_made(self.transport)
        if early or has_body or is_ambiguous(self.headers):
            end.refuse(400, words.AMBIGUOUS)
            return
        self.transport.pause_reading()
        scope: Scope = {
            "type": "websocket",
            "client": self.client,
            "scheme": "wss" if self.scheme == "https" else "ws",
            "headers": self.headers,
            "path": self.scope["path"],
        }
        task = self.loop.create_task(lead(self._door, end, event, scope))
        self._door.tunnels.add(task)  # not among the server's own, which it waits for before it ends the workers
        task.add_done_callback(self._door.tunnels.discard)


class TunnelEnd(asyncio.Protocol):
    """One end of a tunnel. Where the other end cannot take more, this one is read no further."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: TunnelEnd | None = None
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the way out."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Write what comes out at the other end."""
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        """Let the other end rest: what it brings cannot leave here."""
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Let the other end go on."""
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def connection_lost(self, _error: Exception | None) -> None:
        """Close the other end, after what has still to leave there; whoever takes it no more is not waited for."""
        self.closed.set()
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()
            asyncio.get_running_loop().call_later(LEAVING_SECONDS, self.other.transport.abort)

    def refuse(self, status: int, text: str) -> None:
        """Answer as a web server does, and close."""
        assert self.transport is not None
        body = text.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            *((name.lower().encode(), value.encode()) for name, value in OWN_HEADERS.items()),
            (b"connection", b"close"),
        ]
        self.transport.write(b"HTTP/1.1 %d Refused\r\n" % status + _lines(headers) + body)
        self.transport.close()


async def lead(door: Door, end: TunnelEnd, request: h11.Request, scope: Scope) -> None:
    """Lead a websocket to a worker, and count it as a tab until it is closed."""
    visitor = await door.visitor(scope)
    ticket = door.ticket(scope, visitor) or door.affinity.new_ticket()
    worker = None if ticket is None else door.affinity.worker_of(ticket)
    if ticket is None or worker is None:
        end.refuse(503, words.STARTING)
        return
    headers = [*handed_on(request.headers.raw_items(), door.pass_of(visitor)), *_UPGRADE]
    with door.affinity.tab(ticket, worker):
        await _join(end, worker, request.method + b" " + request.target + b" HTTP/1.1\r\n" + _lines(headers))


async def _join(end: TunnelEnd, worker: Worker, head: bytes) -> None:
    inner = TunnelEnd()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().create_connection(lambda: inner, LOOPBACK, worker.port)
    except (OSError, TimeoutError):
        _log.warning("worker %d did not answer", worker.number)
        end.refuse(503, words.STARTING)
        return
    assert inner.transport is not None and end.transport is not None
    if end.closed.is_set():
        inner.transport.abort()
        return
    end.other, inner.other = inner, end
    inner.transport.write(head)
    end.transport.resume_reading()
    await inner.closed.wait()


def _lines(headers: RawHeaders) -> bytes:
    """Return headers as they are written, with the blank line at their end."""
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n"
