"""The web server sleeps where nothing comes, and a signal to stop wakes it."""

from __future__ import annotations

import signal
from threading import Thread
from typing import Any

import pytest
import uvicorn

from dashboards.server import calm_server
from tests.support.polling import wait_for


async def app(_scope: Any, _receive: Any, _send: Any) -> None:
    """Answer nothing: nobody asks."""


def test_it_stops_when_told_without_having_looked_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calm_server, "TICK", 600.0)
    looks: list[int] = []
    server = calm_server.CalmServer(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
    on_tick = server.on_tick

    async def counted(count: int) -> bool:
        looks.append(count)
        return await on_tick(count)

    monkeypatch.setattr(server, "on_tick", counted)
    thread = Thread(target=server.run_until_told, daemon=True)
    thread.start()
    wait_for(lambda: looks, bool)
    server.handle_exit(signal.SIGTERM, None)
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert looks == [0, calm_server.NEW_DATE]


def test_one_that_cannot_be_started_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    server = calm_server.CalmServer(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
    monkeypatch.setattr(server, "run", lambda: None)
    with pytest.raises(SystemExit) as ended:
        server.run_until_told()
    assert ended.value.code
