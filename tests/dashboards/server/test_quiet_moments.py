"""What has time waits while a page is drawn, but not for ever."""

from __future__ import annotations

import asyncio
import time

from dashboards.server.quiet_moments import DrawnPages

SOON = 20.0  # seconds, of which a busy machine needs a part


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

    assert asyncio.run(is_done_during_and_after()) == (False, True)


def test_it_does_not_wait_beyond_its_deadline() -> None:
    pages = DrawnPages()
    with pages.drawing():
        asyncio.run(pages.quiet_moment(time.monotonic()))


def test_a_page_that_fails_is_drawn_no_more() -> None:
    pages = DrawnPages()
    try:
        with pages.drawing():
            raise LookupError
    except LookupError:
        asyncio.run(asyncio.wait_for(pages.quiet_moment(time.monotonic() + SOON), SOON / 2))
