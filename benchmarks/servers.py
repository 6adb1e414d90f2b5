"""Servers in processes of their own, whose processor time and memory can be read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType

START_SECONDS = 60
ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server on loopback: the command gets its port in place of {port}; `health` is a path that answers."""

    def __init__(self, command: list[str], health: str, environment: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._health = health
        self._command = [sys.executable, *(word.format(port=self.port) for word in command)]
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment = {
            **variables,
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }  # as installed, bytecode is kept
        self._folder = tempfile.TemporaryDirectory()  # where no settings file of a project lies
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        """Starts it and waits until it answers."""
        self.start()
        return self

    def start(self) -> None:
        """Starts it, perhaps once more, and waits until it answers."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, cwd=self._folder.name, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server does not answer: {' '.join(self._command)}")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kills it; what it had not written is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def pause(self, stopped: bool) -> None:
        """Makes it hang, or go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP if stopped else signal.SIGCONT)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stops it."""
        self.kill()
        self._folder.cleanup()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + self._health, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _proc(self, name: str) -> str:
        assert self._process is not None
        return Path(f"/proc/{self._process.pid}/{name}").read_text(encoding="ascii")

    def processor_seconds(self) -> float:
        """Processor seconds of the process so far, all its threads, by the system's own count."""
        return _processor_seconds(self._proc("stat"))

    def workers(self) -> list[Path]:
        """The processes that this one has started, as folders of the system."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        own = {child for task in children.parent.parent.glob("*/children") for child in task.read_text().split()}
        return [Path("/proc", child) for child in sorted(own, key=int)]

    def workers_processor_seconds(self) -> float:
        """Processor seconds of its workers so far."""
        return sum(_processor_seconds((worker / "stat").read_text(encoding="ascii")) for worker in self.workers())

    def workers_resident_mb(self) -> list[float]:
        """Resident memory of each of its workers."""
        return [_resident_mb((worker / "status").read_text(encoding="ascii")) for worker in self.workers()]

    def running_seconds(self) -> float:
        """Seconds that it has been running, by the system's own clock."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return float(Path("/proc/uptime").read_text(encoding="ascii").split()[0]) - int(fields[19]) / TICK

    def open_files(self) -> int:
        """Its open files, sockets among them."""
        assert self._process is not None
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def resident_mb(self) -> float:
        """Its resident memory."""
        return _resident_mb(self._proc("status"))


def _processor_seconds(stat: str) -> float:
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident_mb(status: str) -> float:
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
