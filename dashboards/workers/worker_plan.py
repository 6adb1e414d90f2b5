"""Plan of a worker process, which it reads at its start as a line of JSON on its standard input, with its socket."""

from __future__ import annotations

import base64
import json
import socket
import sys
from dataclasses import asdict, dataclass

from dashboards.server.log_setup import LogFormat

READY = b"ready"  # the line that a worker prints once it answers


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """Host and port of the door, the form of the log, and whether lines of the log go to the door's process."""

    host: str
    port: int
    log_format: LogFormat
    is_log_relayed: bool

    def line(self, handed_over: str) -> bytes:
        """Return the line for a worker with this socket."""
        return json.dumps({**asdict(self), "socket": handed_over}).encode("ascii") + b"\n"


def read_plan(line: bytes) -> tuple[WorkerPlan, socket.socket]:
    """Return the plan and the socket that a line tells of."""
    words = json.loads(line)
    handed_over = words.pop("socket")
    return WorkerPlan(**words), _taken_over(handed_over)


def hand_over_socket(own: socket.socket, process_id: int) -> str:
    """Return the words by which another process gets a socket: it inherits the number, or on Windows a copy."""
    if sys.platform == "win32":
        return base64.b64encode(own.share(process_id)).decode("ascii")
    return str(own.fileno())


def _taken_over(handed_over: str) -> socket.socket:
    if sys.platform == "win32":
        return socket.fromshare(base64.b64decode(handed_over))
    return socket.socket(fileno=int(handed_over))
