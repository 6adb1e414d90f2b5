"""Keeps files that never change under their name in memory, and packed: a page's frame is sixty of them.

Streamlit opens and reads such a file anew for every browser, and sends it unpacked: 2.3 MB, which a line of ten
megabits to a station takes two seconds for; packed they are 0.7. Browsers keep them for a year.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = "/static/"
KEPT_BYTES = 32 << 20  # all that Streamlit has are 25 MB
PACKED_FROM = 1_000  # bytes: below, an answer is a packet or two anyhow
PACKED_AFTER = 10.0  # seconds after a file was first asked for: that page is drawn by then
PACKED_TYPES = ("text/", "application/javascript", "application/json")
_IN_PARTS = {b"range", b"if-none-match", b"if-modified-since", b"if-range"}  # of requests that Streamlit answers


@dataclass
class KeptFile:
    """An answer: its start, its body, and the body packed once there was time for it."""

    start: Message
    body: bytes
    packed: bytes | None = None

    async def pack(self) -> None:
        """Pack the body when the page that asked for it stands, if that makes it smaller."""
        await asyncio.sleep(PACKED_AFTER)
        packed = await asyncio.to_thread(gzip.compress, self.body, 6)
        if len(packed) < len(self.body):
            self.packed = packed

    async def send(self, send: Send, takes_packed: bool) -> None:
        """Send the answer, packed where the browser takes that."""
        packed = self.packed if takes_packed else None
        start = {**self.start, "headers": list(self.start["headers"])}
        headers = MutableHeaders(scope=start)
        if self.packed is not None:
            headers.add_vary_header("Accept-Encoding")
        if packed is not None:
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(packed))
            del headers["etag"]  # that of the unpacked file
        await send(start)
        await send({"type": "http.response.body", "body": self.body if packed is None else packed})


class KeptFiles:
    """Answers for a file that has been sent before and may be kept for ever; all else is passed on.

    The files of `first` are there before the first browser asks: after a start all walls load at once.
    """

    def __init__(self, app: ASGIApp, first: Sequence[str] = ()) -> None:
        self._app = app
        self._first = first
        self._files: dict[str, KeptFile] = {}
        self._bytes = 0
        self._packing: set[asyncio.Task[None]] = set()  # or nobody would hold them

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on and keep the answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._filling(send))
            return
        is_whole = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(FOLDER)
        if not is_whole or any(name in _IN_PARTS for name, _ in scope["headers"]):
            await self._app(scope, receive, send)
        elif kept := self._files.get(scope["path"]):
            await kept.send(send, takes_gzip(",".join(Headers(scope=scope).getlist("accept-encoding"))))
        else:
            await self._app(scope, receive, self._keeping(scope["path"], send))

    def _filling(self, send: Send) -> Send:
        async def send_when_filled(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                for path in self._first:
                    await self._app(_asking_for(path), _nobody(), self._keeping(path, _say_nothing))
            await send(message)

        return send_when_filled

    def _keeping(self, path: str, send: Send) -> Send:
        start: Message | None = None
        parts: list[bytes] = []

        async def send_and_keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = {**message, "headers": list(message["headers"])} if _is_for_ever(message) else None
            elif message["type"] == "http.response.body" and start is not None:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    self._keep(path, KeptFile(start, b"".join(parts)))
            await send(message)

        return send_and_keep

    def _keep(self, path: str, file: KeptFile) -> None:
        if path in self._files or self._bytes + len(file.body) > KEPT_BYTES:
            return
        self._files[path] = file
        self._bytes += len(file.body)
        headers = Headers(raw=file.start["headers"])
        if headers.get("content-type", "").startswith(PACKED_TYPES) and len(file.body) >= PACKED_FROM:
            task = asyncio.create_task(file.pack())
            self._packing.add(task)
            task.add_done_callback(self._packing.discard)


def takes_gzip(accepted: str) -> bool:
    """Tell by the header Accept-Encoding (RFC 9110, 12.5.3): a weight of 0 is a refusal, and a name goes before *."""
    weights: dict[str, float] = {}
    for choice in accepted.lower().split(","):
        coding, *parameters = (part.strip() for part in choice.split(";"))
        weight = next(
            (value.strip() for name, _, value in (p.partition("=") for p in parameters) if name.strip() == "q"), "1"
        )
        try:
            weights[coding] = float(weight)
        except ValueError:
            weights[coding] = 0.0
    named = [weights[coding] for coding in ("gzip", "x-gzip", "*") if coding in weights]
    return bool(named) and named[0] > 0


def _asking_for(path: str) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": None,
        "server": None,
    }


def _nobody() -> Receive:
    """Return what a browser sends that asks for a file and stays to the end."""
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else await asyncio.get_running_loop().create_future()

    return receive


async def _say_nothing(_message: Message) -> None:
    """Send it to nobody."""


def _is_for_ever(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_plain = "content-encoding" not in headers and "set-cookie" not in headers
    return start["status"] == 200 and is_plain and "immutable" in headers.get("cache-control", "")
