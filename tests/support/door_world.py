"""A door with two workers that only tell what has reached them: web servers in threads, without Streamlit."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboards.cli.serve import server_config
from dashboards.server.door_pass import DoorPass
from dashboards.workers.affinity import Affinity, Worker
from dashboards.workers.door import Door
from dashboards.workers.tunnel import DoorConnection
from tests.support.polling import wait_for

SECRET = "the-secret-of-the-door"


@dataclass
class TellingWorker:
    """A worker that answers with what has reached it, and keeps the paths."""

    number: int
    reached: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)  # set once a browser has gone in the midst

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached.append(scope.get("path", ""))
        if scope["type"] == "websocket":
            await self._talk(WebSocket(scope, receive, send))
        else:
            await (await self._answer(Request(scope, receive)))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path == "/large":
            return Response(b"a" * 1_000_000, headers={"Set-Cookie": "own=1"})
        length = 0
        try:
            async for part in request.stream():
                length += len(part)
        finally:
            if await request.is_disconnected():
                self.left.set()
        assert request.client is not None
        told = {
            "worker": self.number,
            "client": request.client.host,
            "scheme": request.url.scheme,
            "path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": dict(request.headers),
            "length": length,
        }
        return JSONResponse(told)

    async def _talk(self, websocket: WebSocket) -> None:
        await websocket.accept()
        assert websocket.client is not None
        await websocket.send_text(json.dumps({"worker": self.number, "client": websocket.client.host}))
        try:
            while (text := await websocket.receive_text()) != "close":
                await websocket.send_text(text)
            await websocket.close(4001)
        except WebSocketDisconnect:
            self.left.set()


async def no_measurements(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("measured")(scope, receive, send)


@dataclass
class DoorWorld:
    """The door's port, its workers, and what has reached them."""

    port: int
    workers: list[Worker]
    telling: list[TellingWorker]
    affinity: Affinity


@contextmanager
def served(app: Any, **options: Any) -> Iterator[int]:
    """Serve an app by a web server in a thread; yields its port."""
    server = uvicorn.Server(server_config(app, port=0, lifespan="off", **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started, bool)
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def door_world(*, proxies: Sequence[str] = (), base_path: str = "") -> Iterator[DoorWorld]:
    with ExitStack() as stack:
        telling = [TellingWorker(number) for number in (1, 2)]
        ports = [stack.enter_context(served(DoorPass(app, SECRET, no_measurements))) for app in telling]
        workers = [Worker(number, port, is_ready=True) for number, port in enumerate(ports, 1)]
        affinity = Affinity(workers)
        door = Door(affinity, SECRET, proxies=proxies, base_path=base_path, on_end=lambda: None)
        port = stack.enter_context(served(door, http=partial(DoorConnection, door), date_header=False))
        yield DoorWorld(port, workers, telling, affinity)
