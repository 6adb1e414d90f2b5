"""The worker processes: started, started again where one ends or hangs, and ended with the server.

Each listens on a socket that this process made and keeps, so that no other program of the machine gets its port
while it is away. It ends when this process lets go of its standard input: so none is left, however this one ends.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import IO, Any

from core.child_environment import child_environment
from dashboards.server.own_processes import apart
from dashboards.settings import WORKER_VARIABLE
from dashboards.workers.affinity import Worker
from dashboards.workers.health import answers
from dashboards.workers.worker_plan import READY, WorkerPlan, hand_over_socket

BACKLOG = 2048
SOON = 60.0  # seconds after its start; one that ends sooner has hardly worked
MAX_SOON_ENDED = 5  # times in a row, then nothing is tried any more
PAUSE, LONGEST_PAUSE = 0.5, 8.0  # seconds before it is started again, doubled each time in a row
END_SECONDS = 8.0  # for what is under way, then it is killed
PROBE_EVERY = 5.0  # seconds between two looks at whether it answers
ANSWER_SECONDS = 15.0  # for an answer; without one nobody is led to it any more
MAX_UNANSWERED = 2  # looks in a row, then it is killed and started again
RELAY_SECONDS = 2.0  # for its last lines; what it has started may still hold the channel
_log = logging.getLogger(__name__)


class WorkerProcesses:
    """All workers of a server. `relay` takes their lines of the log where one process alone may write it."""

    module = "dashboards.cli.worker"  # that each of them runs

    def __init__(self, plan: WorkerPlan, count: int, relay: Callable[[bytes], None] | None = None) -> None:
        self._plan, self._relay = plan, relay
        self._sockets = [_listening() for _ in range(count)]
        self.workers = [Worker(number, own.getsockname()[1]) for number, own in enumerate(self._sockets, 1)]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._is_closed = Event()
        self._keepers: list[Thread] = []
        self._lock = Lock()  # of whether a worker is there
        self._has_come_up: set[int] = set()  # those that have said that they are ready, since they were started

    def start(self, *, is_ending: Callable[[], bool], give_up: Callable[[int], None]) -> None:
        """Start all of them.

        `is_ending` tells that the server ends; `give_up` is called with the number of one that cannot be kept up.
        """
        for worker in self.workers:
            name, arguments = f"worker {worker.number}", (worker, is_ending, give_up)
            self._keepers.append(Thread(target=self._keep, args=arguments, name=name, daemon=True))
            self._keepers[-1].start()
            Thread(target=self._watch, args=(worker,), name=f"watch of {name}", daemon=True).start()

    def end(self) -> None:
        """End all of them: what is under way has some seconds."""
        self._is_closed.set()
        for process in list(self._processes.values()):
            _let_end(process)
        deadline = time.monotonic() + END_SECONDS
        for process in list(self._processes.values()):
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("a worker did not end in %g s and is killed", END_SECONDS)
                process.kill()
        for keeper in self._keepers:
            keeper.join(END_SECONDS)
        for own in self._sockets:
            own.close()

    def process_ids(self) -> list[int]:
        """Return the ids of the processes that run."""
        return [process.pid for process in self._processes.values() if process.poll() is None]

    def _keep(self, worker: Worker, is_ending: Callable[[], bool], give_up: Callable[[int], None]) -> None:
        """Start a worker, and again each time that it ends, until the server ends."""
        soon_ended = 0
        while not self._is_closed.is_set():
            started = time.monotonic()
            code = self._run(worker)
            soon_ended = soon_ended + 1 if time.monotonic() - started < SOON else 0
            pause = min(PAUSE * 2 ** max(0, soon_ended - 1), LONGEST_PAUSE)
            if self._is_closed.wait(pause) or is_ending():
                return
            if soon_ended >= MAX_SOON_ENDED:
                give_up(worker.number)
                return
            _log.error("worker %d ended (%d) and is started again", worker.number, code)

    def _run(self, worker: Worker) -> int:
        """Run a worker until it ends, and return its code."""
        process = self._started(worker)
        self._processes[worker.number] = process
        if self._is_closed.is_set():  # while it was being started
            _let_end(process)
        relaying = self._relaying(process.stderr)
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == READY:
                self._has_come_up.add(worker.number)
                worker.is_ready = True
        code = process.wait()
        with self._lock:
            self._has_come_up.discard(worker.number)
            worker.is_ready = False
        if relaying is not None:
            relaying.join(RELAY_SECONDS)
        return code

    def _watch(self, worker: Worker) -> None:
        """Lead nobody to a worker that does not answer, and kill it if that lasts: it is started again then."""
        unanswered = 0
        while not self._is_closed.wait(PROBE_EVERY):
            process = self._processes.get(worker.number)
            if process is None or worker.number not in self._has_come_up:
                unanswered = 0
                continue
            has_answered = answers(worker.port, ANSWER_SECONDS)
            with self._lock:
                if self._processes.get(worker.number) is not process or worker.number not in self._has_come_up:
                    continue  # it has ended meanwhile
                worker.is_ready = has_answered
            unanswered = 0 if has_answered else unanswered + 1
            if unanswered >= MAX_UNANSWERED and not self._is_closed.is_set():
                _log.error("worker %d has not answered %d times and is killed", worker.number, unanswered)
                process.kill()
                unanswered = 0
            elif unanswered:
                _log.warning("worker %d does not answer: nobody is led to it meanwhile", worker.number)

    def _started(self, worker: Worker) -> subprocess.Popen[bytes]:
        own = self._sockets[worker.number - 1]
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if self._relay is None else subprocess.PIPE,
            env=child_environment() | {WORKER_VARIABLE: f"{worker.number} {len(self.workers)}"},
            **_apart(own),
        )
        assert process.stdin is not None
        with suppress(OSError):  # it has ended already, and its code will tell
            process.stdin.write(self._plan.line(hand_over_socket(own, process.pid)))
            process.stdin.flush()
        return process

    def _relaying(self, lines: IO[bytes] | None) -> Thread | None:
        relay = self._relay
        if lines is None or relay is None:
            return None

        def hand_on() -> None:
            for line in lines:
                relay(line)

        thread = Thread(target=hand_on, name="log of a worker", daemon=True)
        thread.start()
        return thread


def _listening() -> socket.socket:
    own = socket.socket()
    own.bind(("127.0.0.1", 0))
    own.listen(BACKLOG)
    return own


def _apart(own: socket.socket) -> dict[str, Any]:
    """Return how a worker is started: apart from the terminal, and with its socket."""
    return apart() if sys.platform == "win32" else apart() | {"pass_fds": [own.fileno()]}


def _let_end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(OSError):  # it has ended already
        process.stdin.close()
