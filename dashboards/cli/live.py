"""Keeps a demo database at the time of day while its dashboards are open: a process that is asked every minute."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import click

from dashboards.queries.demo_steps import AdvanceSteps

TICK = 60.0  # seconds; a call is entered every few minutes
END_TIMEOUT = 30.0  # seconds to wait for the writing in progress


class LiveFeed:
    """A running bureau: brought up to now when it is opened, and once a tick until it is closed."""

    def __init__(self, db: Path, tick: float = TICK) -> None:
        self._tick, self._closed = tick, Event()
        self._steps = AdvanceSteps(db, to_now=True)
        self._thread = Thread(target=self._run, name=f"now in {db.name}", daemon=True)

    def catch_up(self) -> str:
        """Bring the database up to now, and return the last complete day. Raises ClickException (Chinese)."""
        reply = self._steps.step()
        if "error" in reply:
            raise click.ClickException(reply["error"])
        return reply["as_of"]

    def start(self) -> None:
        """Go on by itself from now on."""
        self._thread.start()

    def close(self) -> None:
        """End, after the writing in progress."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(END_TIMEOUT)
        self._steps.end(END_TIMEOUT)

    def _run(self) -> None:
        while not self._closed.wait(self._tick):
            reply = self._steps.step()
            if "error" in reply:
                click.echo(f"时间停下了：{reply['error']}", err=True)
                return
