"""What has time waits while a page is drawn, but not for ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from dashboards.server import asked_pages, quiet_moments
from dashboards.server.asked_pages import AskedPages
from dashboards.server.quiet_moments import DrawnPages

SOON = 20.0  # seconds, of which a busy machine needs a part
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser in this process may have a loop of its own here."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, work).result()


def test_it_waits_for_the_last_page() -> None:
    pages = DrawnPages()

    async def is_done_during_and_after() -> tuple[bool, bool]:
        with pages.drawing():
            with pages.drawing():
                waiting = asyncio.create_task(pages.quiet_moment(time.monotonic() + SOON))
                await asyncio.wait([waiting], timeout=0)
            during = waiting.done()
        await asyncio.wait_for(waiting, SOON / 2)
        return during, waiting.done()

    assert run(is_done_during_and_after()) == (False, True)


def test_it_does_not_wait_beyond_its_deadline() -> None:
    pages = DrawnPages()
    with pages.drawing():
        run(pages.quiet_moment(time.monotonic()))


def test_a_page_that_fails_is_drawn_no_more() -> None:
    pages = DrawnPages()
    try:
        with pages.drawing():
            raise LookupError
    except LookupError:
        run(asyncio.wait_for(pages.quiet_moment(time.monotonic() + SOON), SOON / 2))


def test_it_waits_for_a_wall_from_the_moment_a_browser_asks_for_it_until_it_is_drawn() -> None:
    pages = DrawnPages()

    async def is_done_before_and_after() -> tuple[bool, bool]:
        pages.note_asked(is_wall=True)
        waiting = asyncio.create_task(pages.quiet_moment(time.monotonic() + SOON))
        await asyncio.wait([waiting], timeout=0)
        before = waiting.done()
        with pages.drawing():
            pass
        await asyncio.wait_for(waiting, SOON / 2)
        return before, waiting.done()

    assert run(is_done_before_and_after()) == (False, True)


def test_a_wall_that_is_never_drawn_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet_moments, "OPENING_SECONDS", 0.1)
    pages = DrawnPages()
    pages.note_asked(is_wall=True)
    run(asyncio.wait_for(pages.quiet_moment(time.monotonic() + SOON), SOON / 2))


def test_the_first_page_is_waited_for_until_it_is_asked_for_but_not_for_ever() -> None:
    pages = DrawnPages()

    async def is_asked_before_and_after() -> tuple[bool, bool]:
        waiting = asyncio.create_task(pages.first_asked(time.monotonic() + SOON))
        await asyncio.wait([waiting], timeout=0)
        before = waiting.done()
        pages.note_asked(is_wall=False)
        await asyncio.wait_for(waiting, SOON / 2)
        return before, waiting.done()

    assert run(is_asked_before_and_after()) == (False, True)
    run(DrawnPages().first_asked(time.monotonic()))


@pytest.mark.parametrize(
    ("path", "accept", "is_opening"),
    [("/", "text/html", True), ("/chief", "text/html", True), ("/indicators", "text/html", True), ("/", "*/*", False)],
)
def test_only_a_browser_that_asks_for_a_page_opens_one(
    path: str, accept: str, is_opening: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = DrawnPages()
    monkeypatch.setattr(asked_pages, "PAGES", pages)
    client = TestClient(AskedPages(PlainTextResponse("the frame")))
    assert client.get(path, headers={"Accept": accept}).text == "the frame"
    waiting = pages.quiet_moment(time.monotonic() + SOON)

    async def is_quiet_at_once() -> bool:
        moment = asyncio.create_task(waiting)
        await asyncio.wait([moment], timeout=0)
        is_done = moment.done()
        moment.cancel()
        return is_done

    assert run(is_quiet_at_once()) is not is_opening


@pytest.mark.parametrize(
    ("method", "path", "accept", "is_desk"),
    [
        ("GET", "/indicators", "text/html", True),
        ("HEAD", "/indicators", "text/html", False),
        ("GET", "/", "text/html", False),
        ("GET", "/indicators", "*/*", False),
    ],
)
def test_what_a_desk_page_says_is_asked_for_with_its_frame(method: str, path: str, accept: str, is_desk: bool) -> None:
    asked: list[str] = []
    app = AskedPages(PlainTextResponse("the frame"), on_desk=lambda request: asked.append(request["path"]))
    TestClient(app).request(method, path, headers={"Accept": accept})
    assert asked == ([path] if is_desk else [])
