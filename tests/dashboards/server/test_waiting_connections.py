"""Connections that never say what they want are closed, and cost nobody else the answer; by a real server."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from dashboards.server import waiting_connections
from dashboards.server.options import WEBSOCKET
from dashboards.server.waiting_connections import CROWD, CROWD_SECONDS, PER_ADDRESS, Crowds, PromptConnection
from dashboards.settings import DOOR_VARIABLE, WORKER_VARIABLE
from tests.support.polling import wait_for

pytestmark = pytest.mark.slow  # as a whole: time must pass for those that wait
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        if scope["path"] == "/form":
            await Request(scope, receive).body()
        await PlainTextResponse("well")(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(waiting_connections, "SECONDS", 0.5)
    monkeypatch.setattr(waiting_connections, "BODY_SECONDS", 0.5)
    server = uvicorn.Server(
        uvicorn.Config(_app, port=0, http=PromptConnection, lifespan="off", log_level="error", **WEBSOCKET)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started, bool)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join()


def _connect(port: int, said: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(said)
    return connection


def _connect_from(port: int, address: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(address, 0))


def _is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(4096) == b""
    except ConnectionResetError:
        return True


def _receive_answer(connection: socket.socket) -> None:
    received = b""
    while not received.endswith(b"well"):
        part = connection.recv(4096)
        assert part, received
        received += part


def _ends_dripping(connection: socket.socket, text: bytes) -> bool:
    """Send letter by letter, listening between two of them for the end."""
    connection.settimeout(0.02)
    for letter in text:
        try:
            connection.sendall(bytes([letter]))
            if connection.recv(4096) == b"":
                return True
        except (BrokenPipeError, ConnectionResetError):
            return True
        except TimeoutError:
            continue
    return False


@pytest.mark.parametrize("head", [b"", b"G", GET[:-2], b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n"])
def test_a_head_that_is_never_whole_ends_the_connection(port: int, head: bytes) -> None:
    assert _is_closed(_connect(port, head))
    assert _answer(port) == b"well"


def test_a_letter_now_and_then_gains_no_time(port: int) -> None:
    assert _ends_dripping(_connect(port), GET[:-2] + b"x-padding: " + b"a" * 500)


def test_a_body_that_drips_after_its_answer_ends_the_connection(port: int) -> None:
    connection = _connect(port, POST)
    _receive_answer(connection)
    assert _ends_dripping(connection, b"a" * 500)


@pytest.mark.parametrize("part", [b"", b"a" * 70_000])
def test_a_body_that_stops_coming_ends_the_connection(port: int, part: bytes) -> None:
    connection = _connect(port, POST.replace(b"POST /", b"POST /form") + part)
    assert _is_closed(connection)
    wait_for(waiting_connections.WAITING.total, lambda count: not count)


def test_a_body_that_comes_slowly_is_waited_for(port: int) -> None:
    connection = _connect(port, POST.replace(b"POST /", b"POST /form"))
    for _ in range(10):
        connection.settimeout(0.12)  # together far longer than one pause may be
        with pytest.raises(TimeoutError):
            connection.recv(4096)
        connection.settimeout(20)
        connection.sendall(b"a" * 10_000)
    _receive_answer(connection)


def test_where_too_many_wait_altogether_the_one_that_waits_longest_gives_way(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_connections, "WAITING", waiting_connections.WaitingConnections(altogether=20))
    monkeypatch.setattr(waiting_connections, "SECONDS", 60)
    silent = [_connect_from(port, f"127.0.1.{number}") for number in range(20)]
    wait_for(waiting_connections.WAITING.total, lambda count: count == 20)
    assert _answer(port, "127.0.0.2") == b"well", "whoever means it is answered"
    assert _is_closed(silent[0])
    silent[1].sendall(GET)
    _receive_answer(silent[1])


def test_an_answered_connection_can_ask_again(port: int) -> None:
    connection = _connect(port)
    for _ in range(3):
        connection.sendall(GET)
        _receive_answer(connection)


def test_no_more_than_a_few_of_an_address_wait_and_others_are_answered(port: int) -> None:
    silent = [_connect(port) for _ in range(PER_ADDRESS)]
    assert _is_closed(_connect(port)), "one too many"
    assert _answer(port, "127.0.0.2") == b"well", "another address is answered meanwhile"
    assert all(map(_is_closed, silent))
    wait_for(waiting_connections.WAITING.total, lambda count: not count)
    assert _answer(port) == b"well"


def test_at_the_door_of_workers_no_more_of_an_address_wait_and_behind_it_any_number(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody comes to a worker from the door, and to the door from where he is."""
    monkeypatch.setattr(waiting_connections, "SECONDS", 60)
    monkeypatch.setenv(DOOR_VARIABLE, "the-secret")
    silent = [_connect(port) for _ in range(PER_ADDRESS)]
    assert _is_closed(_connect(port)), "one too many at the door"
    monkeypatch.setenv(WORKER_VARIABLE, "1 2")
    assert _answer(port) == b"well"
    for connection in silent:
        connection.close()


def _answer(port: int, own_address: str = "127.0.0.1") -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(own_address, 0)) as connection:
        connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = b""
        while part := connection.recv(4096):
            received += part
    return received.rpartition(b"\r\n\r\n")[2]


def test_a_crowd_is_so_many_in_so_short_a_time() -> None:
    crowds = Crowds()
    assert [crowds.count(0.0) for _ in range(CROWD)].count(True) == 1
    assert not any(crowds.count(moment * CROWD_SECONDS / 900) for moment in range(5 * CROWD)), "people, all day long"


def test_what_a_crowd_leaves_behind_is_collected(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However seldom the collector comes by itself: a second crowd finds the room of the first."""
    monkeypatch.setattr(waiting_connections, "CROWDS", Crowds(connections=50))
    thresholds = gc.get_threshold()
    gc.set_threshold(1_000_000)
    try:
        for _ in range(160):
            connection = _connect(port, b"no request at all\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 400")
            connection.close()
        left = sum(type(one).__name__ == "_SelectorSocketTransport" for one in gc.get_objects())
    finally:
        gc.set_threshold(*thresholds)
    assert left < 80
