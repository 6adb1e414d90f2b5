"""The door hands a request to its browser's worker as it came, and nothing that two servers could read otherwise."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from dashboards.server.door_pass import HEADER, Visitor, read_pass, write_pass
from tests.support.door_world import SECRET, DoorWorld, door_world
from tests.support.polling import wait_for

HEAD = b"GET /a HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def world() -> Iterator[DoorWorld]:
    with door_world() as world:
        yield world


class Browser:
    """One connection that asks again and again, with whatever cookie it is told to have."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookies: list[str] = []

    def ask(self, path: str = "/", method: str = "GET", body: Any = None, **headers: str) -> dict[str, Any]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        self.cookies = answer.headers.get_all("set-cookie") or []
        told: dict[str, Any] = json.loads(answer.read())
        return told


def spoken(port: int, said: bytes) -> bytes:
    """All that is answered to what is said, until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(said)
        received = b""
        while part := connection.recv(65_536):
            received += part
        return received


def test_a_browser_gets_a_ticket_and_stays_with_its_worker(world: DoorWorld) -> None:
    browser = Browser(world.port)
    number = browser.ask()["worker"]
    (cookie,) = browser.cookies
    assert cookie.startswith(f"fengjing_worker={number}.") and cookie.endswith("; Path=/; HttpOnly; SameSite=Lax")
    ticket = cookie.partition(";")[0]
    assert {Browser(world.port).ask(Cookie=f"a=b; {ticket}")["worker"] for _ in range(5)} == {number}
    assert browser.ask(Cookie=ticket)["worker"] == number and browser.cookies == []


def test_one_connection_may_carry_the_requests_of_several_browsers(world: DoorWorld) -> None:
    """As that of a proxy does, which keeps a few for all."""
    tickets: list[str] = []
    while len({ticket[:17] for ticket in tickets}) < 2:
        (browser := Browser(world.port)).ask()
        tickets.append(browser.cookies[0].partition(";")[0])
    shared = Browser(world.port)
    assert [shared.ask(Cookie=ticket)["worker"] for ticket in tickets * 2] == [int(t[16]) for t in tickets * 2]


def test_a_request_arrives_as_it_was_sent(world: DoorWorld) -> None:
    told = Browser(world.port).ask("/a%2Fb//c/%E5%B1%80?x=1&y=%20", X_Own="1", Accept="text/html")
    assert told["path"] == "/a%2Fb//c/%E5%B1%80" and told["query"] == "x=1&y=%20" and told["scheme"] == "http"
    assert told["headers"]["host"] == f"127.0.0.1:{world.port}" and told["headers"]["x-own"] == "1"
    assert told["client"] == "127.0.0.1"


def test_nobody_brings_a_pass_of_their_own_or_is_believed_about_an_address(world: DoorWorld) -> None:
    forged = write_pass("guessed", Visitor("https", "192.0.2.7", 1)).decode()
    told = Browser(world.port).ask(X_Fengjing_Door=forged, X_Forwarded_For="192.0.2.8", X_Forwarded_Proto="https")
    assert told["client"] == "127.0.0.1" and told["scheme"] == "http" and HEADER.decode() not in told["headers"]
    assert told["headers"]["x-forwarded-for"] == "192.0.2.8", "it stays, and tells that somebody is behind a proxy"


def test_a_worker_answers_nobody_but_the_door(world: DoorWorld) -> None:
    port, before = world.workers[0].port, len(world.telling[0].reached)
    forged = write_pass("guessed", Visitor("http", "127.0.0.1", 1))
    twice = HEADER + b": " + write_pass(SECRET, Visitor("http", "127.0.0.1", 1)) + b"\r\n"
    for head in (b"", HEADER + b": " + forged + b"\r\n", HEADER + b": x\r\n", twice * 2):
        assert spoken(port, HEAD + head + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 403"), head
    with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{port}/"):
        pass
    assert len(world.telling[0].reached) == before


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Content-Length: +5\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: identity, chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Host: y\r\n",
        b"X: a\rb\r\n",
        b"X: a\0b\r\n",
    ],
)
def test_what_two_servers_could_read_otherwise_reaches_no_worker(world: DoorWorld, head: bytes) -> None:
    before = [len(worker.reached) for worker in world.telling]
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    for method in (b"POST", b"GET"):
        received = spoken(world.port, HEAD.replace(b"GET", method) + head + b"\r\n" + smuggled)
        assert received.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501")), received
        assert received.count(b"HTTP/1.1") == 1, received
    assert [len(worker.reached) for worker in world.telling] == before


def test_a_body_of_chunks_arrives_whole_and_the_next_request_is_another(world: DoorWorld) -> None:
    browser = Browser(world.port)
    assert browser.ask("/", "POST", iter([b"a" * 70_000, b"b" * 70_000]))["length"] == 140_000
    assert browser.ask("/", "PUT", b"c" * 9_000_000)["length"] == 9_000_000
    assert browser.ask()["length"] == 0


def test_large_answers_heads_and_cookies_of_a_worker_come_back(world: DoorWorld) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", world.port, timeout=20)
    for method, length in (("GET", 1_000_000), ("HEAD", 0)):
        connection.request(method, "/large")
        answer = connection.getresponse()
        assert len(answer.read()) == length and answer.headers["content-length"] == "1000000"
        cookies = answer.headers.get_all("set-cookie") or []
        assert cookies[0] == "own=1" and cookies[1].startswith("fengjing_worker=")
        assert len(answer.headers.get_all("date") or []) == 1


def test_an_old_browser_that_knows_no_chunks_is_answered(world: DoorWorld) -> None:
    received = spoken(world.port, HEAD.replace(b"1.1", b"1.0") + b"\r\n")
    assert json.loads(received.rpartition(b"\r\n\r\n")[2])["path"] == "/a"


def test_a_browser_that_goes_in_the_midst_lets_its_worker_go(world: DoorWorld) -> None:
    for worker in world.telling:
        worker.left.clear()
    with socket.create_connection(("127.0.0.1", world.port), timeout=20) as connection:
        connection.sendall(HEAD.replace(b"GET /a", b"POST /midst") + b"Content-Length: 100000\r\n\r\n" + b"a" * 1000)
        wait_for(lambda: "/midst" in world.telling[0].reached + world.telling[1].reached, bool)
    wait_for(lambda: any(worker.left.is_set() for worker in world.telling), bool)


def test_a_websocket_talks_both_ways_with_the_worker_of_its_ticket(world: DoorWorld) -> None:
    for _ in range(2):
        (browser := Browser(world.port)).ask()
        ticket = browser.cookies[0].partition(";")[0]
        with connect(f"ws://127.0.0.1:{world.port}/s", additional_headers={"Cookie": ticket}) as websocket:
            told = json.loads(websocket.recv())
            assert told == {"worker": int(ticket[16]), "client": "127.0.0.1"}
            assert world.workers[told["worker"] - 1].tabs == 1
            for text in ("局", "a" * 900_000):
                websocket.send(text)
                assert websocket.recv() == text
            websocket.send("close")
            with pytest.raises(ConnectionClosed) as closed:
                websocket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 4001
        wait_for(lambda: [worker.tabs for worker in world.workers], lambda tabs: tabs == [0, 0])


def test_a_websocket_that_is_torn_off_leaves_its_worker(world: DoorWorld) -> None:
    for worker in world.telling:
        worker.left.clear()
    with connect(f"ws://127.0.0.1:{world.port}/") as websocket:
        websocket.recv()
        websocket.socket.shutdown(socket.SHUT_RDWR)
    wait_for(lambda: any(worker.left.is_set() for worker in world.telling), bool)
    wait_for(lambda: [worker.tabs for worker in world.workers], lambda tabs: tabs == [0, 0])


@pytest.mark.parametrize("head", [b"Content-Length: 5\r\n\r\nhello", b"\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_behind_the_head_of_a_websocket_nothing_is_smuggled(world: DoorWorld, head: bytes) -> None:
    before = [len(worker.reached) for worker in world.telling]
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n"
    assert spoken(world.port, HEAD + upgrade + head).startswith(b"HTTP/1.1 400")
    assert [len(worker.reached) for worker in world.telling] == before


def test_nobody_connects_through_the_door_to_elsewhere(world: DoorWorld) -> None:
    """A worker that agreed would end the talk of heads and answers, of which the door waits for more."""
    before = [len(worker.reached) for worker in world.telling]
    assert spoken(world.port, HEAD.replace(b"GET", b"CONNECT") + b"\r\n").startswith(b"HTTP/1.1 400")
    assert [len(worker.reached) for worker in world.telling] == before
    assert Browser(world.port).ask()["length"] == 0, "the door still answers"


def test_a_worker_that_is_away_is_stood_in_for_and_without_any_one_is_told(world: DoorWorld) -> None:
    try:
        world.workers[0].is_ready = False
        assert [Browser(world.port).ask()["worker"] for _ in range(3)] == [2, 2, 2]
        world.workers[1].is_ready = False
        received = spoken(world.port, HEAD + b"\r\n")
        assert received.startswith(b"HTTP/1.1 503") and b"retry-after: 2" in received.lower()
        with pytest.raises(InvalidStatus) as refused, connect(f"ws://127.0.0.1:{world.port}/"):
            pass
        assert refused.value.response.status_code == 503
    finally:
        for worker in world.workers:
            worker.is_ready = True


def test_a_worker_that_has_just_died_is_told_too(world: DoorWorld) -> None:
    ports = [worker.port for worker in world.workers]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        try:
            for worker in world.workers:
                worker.port = silent.getsockname()[1]
            assert spoken(world.port, HEAD + b"\r\n").startswith(b"HTTP/1.1 503")
            with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{world.port}/"):
                pass
        finally:
            for worker, port in zip(world.workers, ports, strict=True):
                worker.port = port


def test_all_of_a_class_are_in_one_worker(world: DoorWorld) -> None:
    assert {Browser(world.port).ask("/class/join")["worker"] for _ in range(4)} == {1}
    assert {Browser(world.port).ask("/classes")["worker"] for _ in range(4)} == {1, 2}


def test_behind_a_proxy_below_a_path_visitors_and_cookies_are_as_it_says() -> None:
    with door_world(proxies=["127.0.0.1"], base_path="/kpi") as world:
        browser = Browser(world.port)
        told = browser.ask("/kpi/", X_Forwarded_For="192.0.2.8", X_Forwarded_Proto="https")
        assert told["client"] == "192.0.2.8" and told["scheme"] == "https"
        (cookie,) = browser.cookies
        assert cookie.startswith("__Secure-fengjing_worker=") and "; Path=/kpi/; " in cookie and "Secure" in cookie
        headers = {"X-Forwarded-For": "192.0.2.9"}
        with connect(f"ws://127.0.0.1:{world.port}/kpi/s", additional_headers=headers) as websocket:
            assert json.loads(websocket.recv())["client"] == "192.0.2.9"
        assert {Browser(world.port).ask("/kpi/class")["worker"] for _ in range(3)} == {1}


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "局 x", "a%20b"])
def test_a_pass_tells_any_address_and_only_with_the_secret(address: str) -> None:
    visitor = Visitor("https", address, 7)
    assert read_pass("s", write_pass("s", visitor)) == visitor
    assert read_pass("t", write_pass("s", visitor)) is None
