"""Time that runs on by itself in a generated bureau: a day every so many seconds, in one process a database.

It belongs to the server, not to a session: pages come and go, and it runs on. When the server ends, so does it.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Condition, Lock, Thread

from core.store.file_lock import FileLocked
from dashboards.queries import demo_bureau
from dashboards.queries.demo_steps import AdvanceSteps
from dashboards.server.shared_files import one_worker_at_a_time

STOP_TIMEOUT = 120.0  # seconds to wait for the day in progress
NO_TIMEOUT = -1.0


class RunState(StrEnum):
    """State of a run."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    ARRIVED = "arrived"
    STOPPED = "stopped"
    BROKEN = "broken"


LIVE = (RunState.STARTING, RunState.RUNNING, RunState.PAUSED)


@dataclass(frozen=True)
class RunStatus:
    """State of a run, its pace, the days still to go, the last day reached, and the reason why it broke (Chinese)."""

    state: RunState
    seconds_per_day: float
    days_left: int
    as_of: str = ""
    reason: str = ""


class ClockRun:
    """A run of time in one database. Raises GenerationBusyError where another worker of this server has one."""

    def __init__(self, file: Path, seconds: float, days: int) -> None:
        self._changed = Condition()
        self._status = RunStatus(RunState.STARTING, seconds, days)
        self._held = ExitStack()
        try:
            self._held.enter_context(one_worker_at_a_time(_lock_name(file), wait_seconds=0.0))
        except FileLocked as error:
            raise demo_bureau.GenerationBusyError from error
        self._steps = AdvanceSteps(file)
        self._thread = Thread(target=self._run, name=f"time in {file.name}", daemon=True)
        self._thread.start()

    @property
    def status(self) -> RunStatus:
        """The status now."""
        with self._changed:
            return self._status

    def pause(self) -> None:
        """Pause after the day in progress, until `resume`."""
        self._request(RunState.PAUSED)

    def resume(self) -> None:
        """Go on after a pause."""
        self._request(RunState.RUNNING)

    def stop(self) -> None:
        """End after the day in progress, and wait for that."""
        self._request(RunState.STOPPED)
        self._thread.join(STOP_TIMEOUT)

    def _request(self, state: RunState) -> None:
        with self._changed:
            if self._status.state in LIVE:
                self._status = replace(self._status, state=state)
                self._changed.notify_all()

    def _run(self) -> None:
        due = time.monotonic()
        try:
            while self._wait_until(due):
                due = max(due + self._status.seconds_per_day, time.monotonic())
                with demo_bureau.exclusive_generation(NO_TIMEOUT):
                    reply = self._steps.step()
                self._apply_reply(reply)
        finally:
            self._end_process()

    def _wait_until(self, due: float) -> bool:
        """Wait until the next day is due; return False if there is none."""
        with self._changed:
            while self._status.state in LIVE:
                remaining = due - time.monotonic()
                if self._status.state is RunState.PAUSED:
                    self._changed.wait()
                elif remaining > 0:
                    self._changed.wait(remaining)
                else:
                    return True
        return False

    def _apply_reply(self, reply: dict[str, str]) -> None:
        with self._changed:
            if "error" in reply:
                self._status = replace(self._status, state=RunState.BROKEN, reason=reply["error"])
                return
            days_left, state = self._status.days_left - 1, self._status.state
            if state in LIVE:
                state = (
                    RunState.ARRIVED if days_left == 0 else RunState.RUNNING if state is RunState.STARTING else state
                )
            self._status = replace(self._status, state=state, days_left=days_left, as_of=reply["as_of"])

    def _end_process(self) -> None:
        """Let the process end by itself."""
        with self._changed:
            if self._status.state in LIVE:  # the thread itself failed
                self._status = replace(self._status, state=RunState.BROKEN)
        self._steps.end()
        self._held.close()


def _lock_name(file: Path) -> str:
    return f"clock-{hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:16]}"


class ClockRuns:
    """The runs of this server, one a database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs: dict[Path, ClockRun] = {}

    def start(self, file: Path, seconds: float, days: int) -> None:
        """Start a run. Raises demo_bureau.GenerationBusyError if one is under way in this database."""
        with self._lock:
            run = self._runs.get(file.resolve())
            if run is not None and run.status.state in LIVE:
                raise demo_bureau.GenerationBusyError
            self._runs[file.resolve()] = ClockRun(file, seconds, days)

    def of(self, file: Path) -> ClockRun | None:
        """Return the run in a database, the last one if it is over."""
        with self._lock:
            return self._runs.get(file.resolve())

    def end(self, file: Path) -> None:
        """End the run in a database, if there is one, and forget it."""
        with self._lock:
            run = self._runs.pop(file.resolve(), None)
        if run is not None:
            run.stop()


CLOCK_RUNS = ClockRuns()
