"""The question whether a worker still answers: one that hangs keeps its port, takes connections, and says nothing."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"
_QUESTION = (
    b"GET / HTTP/1.1\r\nHost: worker\r\nConnection: close\r\n\r\n"  # without a pass: it is refused, and that is life
)


def answers(port: int, seconds: float) -> bool:
    """Tell whether a worker says anything at all within some seconds; one that has let go of its port does not."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=seconds) as connection:
            connection.sendall(_QUESTION)
            return bool(connection.recv(1))
    except OSError:
        return False
