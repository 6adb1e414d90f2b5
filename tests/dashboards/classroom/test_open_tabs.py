"""Tabs that stood open before a class: another machine's ends at its next word, and a word costs no thread."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.store.sqlite import connect
from dashboards.classroom import middleware, reader
from dashboards.classroom.middleware import ClassroomMiddleware
from tests.support.class_world import opened

THIS_MACHINE, OTHER_MACHINE = "127.0.0.1", "10.0.0.77"
ENDED = "ended"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer every word with itself, and say so when there are no more to come."""
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        await socket.send_text(ENDED)


def browser(address: str) -> TestClient:
    return TestClient(ClassroomMiddleware(echo), client=(address, 50_000))


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The looks that were handed to a thread."""
    handed_over: list[str] = []

    async def noted(work: Any, *arguments: Any) -> Any:
        handed_over.append(work.__name__)
        return await run_in_threadpool(work, *arguments)

    monkeypatch.setattr(middleware, "run_in_threadpool", noted)
    return handed_over


@pytest.mark.parametrize(("address", "answer"), [(THIS_MACHINE, "next"), (OTHER_MACHINE, ENDED)])
def test_a_class_ends_an_open_tab_of_another_machine_at_its_next_word(path: Path, address: str, answer: str) -> None:
    with browser(address).websocket_connect("/_stcore/stream") as tab:
        tab.send_text("first")
        assert tab.receive_text() == "first"
        with closing(connect(path, read_only=False)) as connection:
            opened(connection, now=reader.now())
        tab.send_text("next")
        assert tab.receive_text() == answer


def test_words_of_an_open_tab_take_a_thread_only_when_names_may_have_to_go(path: Path, threads: list[str]) -> None:
    with browser(OTHER_MACHINE).websocket_connect("/_stcore/stream") as tab:
        del threads[:]  # the connection's own
        for swept_at in (reader._current._swept_at, None):
            reader._current._swept_at = swept_at
            for number in range(5):
                tab.send_text(str(number))
                assert tab.receive_text() == str(number)
            assert threads == [] if swept_at is not None else threads == ["_is_kept"]
