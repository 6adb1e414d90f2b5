"""A hand-made client: HTTP as anybody may write it, and the websocket without a browser."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboards.auth.request import COOKIE

HTML = {"Accept": "text/html"}
HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
}


@dataclass(frozen=True)
class Answer:
    """An answer, with the cookie that it sets, if any."""

    status: int
    headers: dict[str, str]
    text: str
    cookies: list[str] = field(default_factory=list)

    @property
    def token(self) -> str | None:
        for cookie in self.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == COOKIE:
                return value.strip('"')
        return None


def assert_guarded(headers: Mapping[str, str]) -> None:
    """The answer with these headers carries the security headers, and its policy lets no text become a script."""
    assert set(headers) >= HEADERS, headers
    rules = dict(rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";"))
    scripts = set(rules["script-src"].split())
    assert "'self'" in scripts and not scripts & {"'unsafe-eval'", "'unsafe-inline'", "*", "http:", "https:", "data:"}
    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert rules["object-src"] == "'none'" and "frame-ancestors" in rules and "base-uri" in rules
    assert headers["x-content-type-options"] == "nosniff"


def ask(
    port: int,
    path: str,
    headers: dict[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
    token: str | None = None,
) -> Answer:
    """One request, sent as it is written: nothing tidies the path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    sent = dict(headers or {})
    if token is not None:
        sent["Cookie"] = f"{COOKIE}={token}"
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    found = Answer(
        answer.status,
        {name.lower(): value for name, value in answer.getheaders()},
        answer.read().decode("utf-8", "replace"),
        answer.headers.get_all("set-cookie") or [],
    )
    connection.close()
    return found


def enter(
    port: int,
    name: str,
    password: str,
    *,
    then: str = "/",
    token: str | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Sends the form as our own page does, or with other headers."""
    sent = {"Origin": f"http://127.0.0.1:{port}", **(headers or {})}
    body = urlencode({"name": name, "password": password, "next": then}).encode()
    return ask(port, "/login", sent, method="POST", body=body, token=token)


class Talk:
    """The websocket of one tab, open: each saying is a message as somebody may write it by hand."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.answers: list[ForwardMsg] = []

    def say(self, rerun: ClientState, seconds: float = 30) -> str:
        """Asks for a run and returns everything that the server sent, as text; `answers` holds the messages."""
        wanted = BackMsg()
        wanted.rerun_script.CopyFrom(rerun)
        with suppress(ConnectionClosed):  # what it said before it closed is still to be read
            self._socket.send(wanted.SerializeToString())
        self.answers, said, end = [], [], time.monotonic() + seconds
        while time.monotonic() < end:
            message = ForwardMsg()
            try:
                received = self._socket.recv(timeout=seconds)
            except ConnectionClosed:
                break
            assert isinstance(received, bytes)
            message.ParseFromString(received)
            said.append(received)
            self.answers.append(message)
            if message.WhichOneof("type") == "script_finished":
                break
        text = b"\n".join(said).decode("utf-8", "replace")
        return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)  # what went as JSON

    def elements(self) -> list[tuple[str, str]]:
        """Every widget of the last answer: its kind and its id."""
        found: list[tuple[str, str]] = []
        for message in self.answers:
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
                kind = message.delta.new_element.WhichOneof("type") or ""
                number = getattr(getattr(message.delta.new_element, kind, None), "id", "")
                found += [(kind, str(number))] if number else []
        return found

    def fragments(self) -> set[str]:
        """Every part of the last answer that refreshes by itself."""
        return {message.delta.fragment_id for message in self.answers if message.delta.fragment_id}

    def pages(self) -> dict[str, str]:
        """The hash of every page by its address, as the server told them."""
        return {page.url_pathname: page.page_script_hash for one in self.answers for page in one.navigation.app_pages}


@contextmanager
def talking(port: int, token: str | None = None, headers: dict[str, str] | None = None) -> Iterator[Talk]:
    """Opens the websocket of a tab."""
    sent = list((headers or {}).items())
    if token is not None:
        sent.append(("Cookie", f"{COOKIE}={token}"))
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, additional_headers=sent, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        yield Talk(socket)


def run(
    port: int,
    page: str = "",
    query: str = "",
    *,
    token: str | None = None,
    headers: dict[str, str] | None = None,
    seconds: float = 30,
) -> str:
    """Runs a page over the websocket and returns everything that the server sent, as text."""
    with talking(port, token, headers) as talk:
        return talk.say(ClientState(page_name=page, query_string=query), seconds)
