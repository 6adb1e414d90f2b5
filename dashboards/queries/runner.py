"""Time that runs on by itself: a day every so many seconds, in a process of its own, one for a database.

It belongs to the server, not to a session: pages come and go, and it goes on. When the server ends, so does it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Condition, Lock, Thread

from dashboards.queries import maker

WAIT = 120.0  # seconds that stopping waits for the day at hand
FOR_AS_LONG = -1.0


class State(StrEnum):
    """How a run stands."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    ARRIVED = "arrived"
    STOPPED = "stopped"
    BROKEN = "broken"


LIVE = (State.STARTING, State.RUNNING, State.PAUSED)


@dataclass(frozen=True)
class Told:
    """How a run stands: seconds a day, days still to go, the last day reached, and why it broke (Chinese)."""

    state: State
    seconds: float
    left: int
    as_of: str = ""
    reason: str = ""


class Run:
    """One run of time in one database."""

    def __init__(self, file: Path, seconds: float, days: int) -> None:
        self._changed = Condition()
        self._told = Told(State.STARTING, seconds, days)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "seed.walker", str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._thread = Thread(target=self._go, name=f"time in {file.name}", daemon=True)
        self._thread.start()

    @property
    def told(self) -> Told:
        """How it stands now."""
        with self._changed:
            return self._told

    def pause(self) -> None:
        """Waits, after the day at hand, until it is told to go on."""
        self._tell(State.PAUSED)

    def go_on(self) -> None:
        """Goes on after a pause."""
        self._tell(State.RUNNING)

    def stop(self) -> None:
        """Ends after the day at hand, and waits for that."""
        self._tell(State.STOPPED)
        self._thread.join(WAIT)

    def _tell(self, state: State) -> None:
        with self._changed:
            if self._told.state in LIVE:
                self._told = replace(self._told, state=state)
                self._changed.notify_all()

    def _go(self) -> None:
        due = time.monotonic()
        try:
            while self._wait(due):
                due = max(due + self._told.seconds, time.monotonic())
                with maker.alone(FOR_AS_LONG):
                    said = self._ask()
                self._hear(said)
        finally:
            self._end()

    def _wait(self, due: float) -> bool:
        """Waits until the next day is due; False if there is none."""
        with self._changed:
            while self._told.state in LIVE:
                rest = due - time.monotonic()
                if self._told.state is State.PAUSED:
                    self._changed.wait()
                elif rest > 0:
                    self._changed.wait(rest)
                else:
                    return True
        return False

    def _ask(self) -> dict[str, str]:
        """Asks for a day."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as error:
            return {"error": str(error)}
        found: dict[str, str] = json.loads(line) if line else {"error": f"进程已结束（{self._process.poll()}）"}
        return found

    def _hear(self, said: dict[str, str]) -> None:
        with self._changed:
            if "error" in said:
                self._told = replace(self._told, state=State.BROKEN, reason=said["error"])
                return
            left, state = self._told.left - 1, self._told.state
            if state in LIVE:
                state = State.ARRIVED if left == 0 else State.RUNNING if state is State.STARTING else state
            self._told = replace(self._told, state=state, left=left, as_of=said["as_of"])

    def _end(self) -> None:
        """Lets the process end by itself."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with self._changed:
            if self._told.state in LIVE:  # the thread itself failed
                self._told = replace(self._told, state=State.BROKEN)
        with suppress(OSError):  # it has ended already
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Runs:
    """The runs of this server, one a database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs: dict[Path, Run] = {}

    def start(self, file: Path, seconds: float, days: int) -> None:
        """Starts one. Raises maker.Busy if one is on its way in this database."""
        with self._lock:
            known = self._runs.get(file.resolve())
            if known is not None and known.told.state in LIVE:
                raise maker.Busy
            self._runs[file.resolve()] = Run(file, seconds, days)

    def of(self, file: Path) -> Run | None:
        """The run in a database, the last one if it is over."""
        with self._lock:
            return self._runs.get(file.resolve())

    def end(self, file: Path) -> None:
        """Ends the run in a database, if there is one, and forgets it."""
        with self._lock:
            known = self._runs.pop(file.resolve(), None)
        if known is not None:
            known.stop()


RUNS = Runs()
