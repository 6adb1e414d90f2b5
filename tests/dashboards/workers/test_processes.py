"""Worker processes: one that ends is started again, one that cannot live ends all in words, and none is ever left."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from dashboards.workers import processes as module
from dashboards.workers.affinity import Affinity, Worker
from dashboards.workers.processes import WorkerProcesses
from dashboards.workers.worker_plan import WorkerPlan
from tests.support.living_process import is_there
from tests.support.paths import ROOT
from tests.support.polling import wait_for
from tests.support.small_worker import ENDS_AT_ONCE, SAYS

pytestmark = pytest.mark.slow  # as a whole: each test starts and ends processes
NOBODY = 0  # it was killed in the midst
PLAN = WorkerPlan("127.0.0.1", 8501, "text", is_log_relayed=False)


class SmallProcesses(WorkerProcesses):
    module = "tests.support.small_worker"


@pytest.fixture
def given_up() -> list[int]:
    return []


@pytest.fixture
def processes(given_up: list[int], monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallProcesses]:
    monkeypatch.setattr(module, "PAUSE", 0.01)
    processes = SmallProcesses(PLAN, 2)
    yield processes
    processes.end()


def start(processes: WorkerProcesses, given_up: list[int]) -> None:
    processes.start(is_ending=lambda: False, give_up=given_up.append)


def ready(processes: WorkerProcesses) -> int:
    return sum(worker.is_ready for worker in processes.workers)


def process_at(port: int) -> int:
    """The process that answers there; who asks while it is away waits for the next one."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, suppress(ConnectionError):
        return int(connection.recv(100) or NOBODY)
    return NOBODY


def test_a_worker_that_is_killed_is_started_again_at_the_same_port(
    processes: SmallProcesses, given_up: list[int]
) -> None:
    start(processes, given_up)
    wait_for(lambda: ready(processes), lambda count: count == 2)
    first, second = (process_at(worker.port) for worker in processes.workers)
    assert sorted(processes.process_ids()) == sorted([first, second])
    os.kill(first, signal.SIGKILL)
    port = processes.workers[0].port
    again = wait_for(lambda: process_at(port), lambda answered: answered not in (first, NOBODY))
    assert again != second and process_at(processes.workers[1].port) == second
    wait_for(lambda: ready(processes), lambda count: count == 2)
    assert not given_up


def probe_soon(monkeypatch: pytest.MonkeyPatch, *, most_unanswered: int) -> None:
    """Lets workers be probed many times a second."""
    monkeypatch.setattr(module, "PROBE_EVERY", 0.05)
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(module, "MAX_UNANSWERED", most_unanswered)


def test_a_worker_that_hangs_is_left_by_all_and_started_again(
    processes: SmallProcesses, given_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    probe_soon(monkeypatch, most_unanswered=3)
    affinity = Affinity(processes.workers)
    start(processes, given_up)
    wait_for(lambda: ready(processes), lambda count: count == 2)
    ticket = next(filter(lambda ticket: ticket[0] == "1", iter(lambda: str(affinity.new_ticket()), "")))
    first, second = (process_at(worker.port) for worker in processes.workers)
    os.kill(first, signal.SIGSTOP)
    wait_for(lambda: affinity.worker_of(ticket), lambda worker: worker is processes.workers[1])
    wait_for(lambda: is_there(first), lambda is_alive: not is_alive)
    wait_for(lambda: affinity.worker_of(ticket), lambda worker: worker is processes.workers[0])
    assert process_at(processes.workers[0].port) not in (first, NOBODY)
    assert process_at(processes.workers[1].port) == second and not given_up


def test_a_worker_that_was_only_slow_is_led_to_again(
    processes: SmallProcesses, given_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    probe_soon(monkeypatch, most_unanswered=10_000)
    start(processes, given_up)
    wait_for(lambda: ready(processes), lambda count: count == 2)
    first = process_at(processes.workers[0].port)
    os.kill(first, signal.SIGSTOP)
    wait_for(lambda: ready(processes), lambda count: count == 1)
    os.kill(first, signal.SIGCONT)
    wait_for(lambda: ready(processes), lambda count: count == 2)
    assert process_at(processes.workers[0].port) == first


def test_a_worker_that_ends_again_and_again_is_given_up(
    processes: SmallProcesses, given_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(module, "MAX_SOON_ENDED", 3)
    monkeypatch.setenv(ENDS_AT_ONCE, "1")
    runs: list[int] = []
    run = processes._run

    def noted(worker: Worker) -> int:
        runs.append(worker.number)
        return run(worker)

    monkeypatch.setattr(processes, "_run", noted)
    start(processes, given_up)
    wait_for(lambda: sorted(given_up), lambda numbers: numbers == [1, 2])
    assert sorted(runs) == [1] * 3 + [2] * 3 and ready(processes) == 0


def test_at_the_end_all_end_and_none_is_started_again(processes: SmallProcesses, given_up: list[int]) -> None:
    start(processes, given_up)
    wait_for(lambda: ready(processes), lambda count: count == 2)
    ids = processes.process_ids()
    processes.end()
    assert len(ids) == 2 and not any(map(is_there, ids)) and processes.process_ids() == []


def test_one_that_does_not_end_is_killed(
    processes: SmallProcesses, given_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "END_SECONDS", 0.2)
    start(processes, given_up)
    wait_for(lambda: ready(processes), lambda count: count == 2)
    ids = processes.process_ids()
    os.kill(ids[0], signal.SIGSTOP)
    processes.end()
    assert not any(map(is_there, ids))


def test_lines_of_workers_are_handed_on(given_up: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SAYS, "something went wrong")
    lines: list[bytes] = []
    processes = SmallProcesses(PLAN, 2, lines.append)
    start(processes, given_up)
    try:
        wait_for(lambda: lines, lambda lines: lines == [b"something went wrong\n"] * 2)
    finally:
        processes.end()


_PARENT = """
import sys, time
from tests.dashboards.workers.test_processes import PLAN, SmallProcesses
processes = SmallProcesses(PLAN, 1)
processes.start(is_ending=lambda: False, give_up=print)
while not processes.workers[0].is_ready:
    time.sleep(0.01)
print(processes.process_ids()[0], flush=True)
time.sleep(60)
"""


def test_no_worker_outlives_the_door_however_that_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_there(worker)
        parent.kill()
    wait_for(lambda: is_there(worker), lambda is_alive: not is_alive)
