"""What has time waits while a page is drawn, but not for ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

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
