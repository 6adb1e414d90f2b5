"""Keeps a demo database at the time of day while its dashboards are open: a process that is asked every minute."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import click

TICK = 60.0  # seconds; a call is entered every few minutes
END_TIMEOUT = 30.0  # seconds to wait for the writing in progress


class LiveFeed:
    """A running bureau: brought up to now when it is opened, and once a tick until it is closed."""

    def __init__(self, db: Path, tick: float = TICK) -> None:
        self._tick, self._closed = tick, Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "seed.live_process", str(db)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = Thread(target=self._run, name=f"now in {db.name}", daemon=True)

    def catch_up(self) -> str:
        """Bring the database up to now, and return the last complete day. Raises ClickException (Chinese)."""
        reply = self._ask()
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
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError):  # it has ended already
            self._process.stdin.close()
        self._process.wait(END_TIMEOUT)
        self._process.stdout.close()

    def _run(self) -> None:
        while not self._closed.wait(self._tick):
            reply = self._ask()
            if "error" in reply:
                click.echo(f"时间停下了：{reply['error']}", err=True)
                return

    def _ask(self) -> dict[str, str]:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as error:
            return {"error": str(error)}
        reply: dict[str, str] = json.loads(line) if line else {"error": f"进程已结束（{self._process.poll()}）"}
        return reply
