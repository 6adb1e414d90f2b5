"""The process beside the server that answers what takes long: started when it is first asked, and again if it dies.

It has an interpreter of its own, so that what it works out keeps no refresh of a wall from the server's. It listens on
no port: it is asked through pipes, and ends when they are closed, however the server ends.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread, Timer
from typing import IO

from core.child_environment import child_environment
from core.store.state.state_file import is_state_file, noted_place, shown_board
from dashboards.background.child import LONGEST_READ
from dashboards.background.messages import Answer, DatabaseFile, Request
from dashboards.server.own_processes import apart

MODULE = "dashboards.background.child"
LONGEST_ANSWER = 2 * LONGEST_READ  # seconds; a process that has not answered by then hangs
SOON = 60.0  # seconds after its start; one that ends sooner is started again after a pause
PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds, doubled each time in a row
END_SECONDS = 2.0  # that it has to end by itself
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")  # of NumPy's own: it shall use one processor
_log = logging.getLogger(__name__)


class ProcessEnded(Exception):
    """The process ended before it had answered."""


class ServerEnds(ProcessEnded):
    """The process was ended with the server."""


class BackgroundProcess:
    """Asks one process, one question at a time."""

    def __init__(self, longest_answer: float = LONGEST_ANSWER) -> None:
        self._longest_answer = longest_answer
        self._asking, self._changing = Lock(), Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._soon_ended = 0
        self._is_missed = False
        self._is_closed = Event()

    @property
    def process_id(self) -> int | None:
        """The id of the process; None while none runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def is_down(self) -> bool:
        """True where it ended by itself, and no other has answered since."""
        return self._is_missed or (self._process is not None and self.process_id is None)

    def answer(self, request: Request) -> Answer:
        """Ask the process, and start it if need be. Raises ProcessEnded where it dies over the question."""
        with self._asking:
            process = self._running()
            hanging = Timer(self._longest_answer, process.kill)
            hanging.daemon = True
            hanging.start()
            try:
                answer = _asked(process, request)
            except Exception as error:  # nothing comes, or what is no answer, such as that of another release's process
                process.kill()
                self._note_end(process)
                raise (ServerEnds if self._is_closed.is_set() else ProcessEnded) from error
            finally:
                hanging.cancel()
            self._is_missed = False
            if answer.is_last:
                self._process = None
                _end(process)
            return answer

    def close(self) -> None:
        """End the process, whatever it works out."""
        self._is_closed.set()
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def open(self) -> None:
        """Let it be started again after it was closed."""
        self._is_closed.clear()
        self._soon_ended, self._is_missed = 0, False

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, started if none runs; after those that ended soon not before a pause."""
        process = self._process
        if process is not None:
            if process.poll() is None:
                return process
            self._note_end(process)
        pause = min(PAUSE * 2.0 ** (self._soon_ended - 1), LONGEST_PAUSE) if self._soon_ended else 0.0
        self._is_closed.wait(pause)
        with self._changing:
            if self._is_closed.is_set():
                raise ServerEnds
            try:
                self._process, self._started_at = _started(), time.monotonic()
            except OSError as error:  # such as no memory for it
                self._is_missed, self._soon_ended = True, self._soon_ended + 1
                _log.error("the background process cannot be started: %s", error)
                raise ProcessEnded from error
            return self._process

    def _note_end(self, process: subprocess.Popen[bytes]) -> None:
        """Note that a process has ended, and if it was by itself, say so."""
        code = process.wait()
        _close(process.stdin)
        _close(process.stdout)
        if self._is_closed.is_set():
            return
        self._process, self._is_missed = None, True
        is_soon = time.monotonic() - self._started_at < SOON
        self._soon_ended = self._soon_ended + 1 if is_soon else 0
        _log.error("the background process ended (%d) and is started again when it is needed", code)


def database_file(path: Path, identity: int) -> DatabaseFile:
    """Return a file as the process is told of it. Raises StoreError (Chinese) where its board is not there."""
    place = noted_place(path) if is_state_file(path) else None
    is_folder = place is not None and place.is_dir()
    return DatabaseFile(path.absolute(), identity, shown_board(place).absolute() if place and is_folder else None)


def _started() -> subprocess.Popen[bytes]:
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment() | {name: "1" for name in _THREADS if name not in os.environ},
        **apart(is_behind=True),
    )
    assert process.stderr is not None
    Thread(target=_log_lines, args=(process.stderr,), name="log of the background", daemon=True).start()
    return process


def _log_lines(lines: IO[bytes]) -> None:
    with lines:
        for line in lines:
            _log.warning("the background process says: %s", line.decode("utf-8", "replace").rstrip())


def _asked(process: subprocess.Popen[bytes], request: Request) -> Answer:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(pickle.dumps(request))
    process.stdin.flush()
    answer: Answer = pickle.load(process.stdout)
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the channel to a process, which ends by that; kill it if it does not.

    The channel from it comes last: while somebody waits for its answer, closing that would wait as long.
    """
    _close(process.stdin)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _close(process.stdout)


def _close(channel: IO[bytes] | None) -> None:
    assert channel is not None
    with suppress(OSError):  # the process has ended already
        channel.close()
