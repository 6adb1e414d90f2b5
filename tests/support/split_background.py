"""The process beside a server, split off from one that has imported its libraries: that takes a second each time.

A server of the tests starts this module in place of `dashboards.background.child`. It hands its channels and its
environment to the process that splits, and ends with the process split off; that one ends when this one is killed.
How the server starts the real one and starts it again is tried in tests/dashboards/background.
"""

from __future__ import annotations

import os
import socket
import sys
from threading import Thread

ADDRESS = "TESTS_SPLIT_BACKGROUND"  # the variable with the path of the socket
LONGEST_ENVIRONMENT = 1 << 20


def hand_over() -> None:
    """Let the process that splits make one for our channels; stay until that one ends."""
    entries = (b"%s=%s" % entry for entry in os.environb.items())
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as splitter:
        splitter.connect(os.environ[ADDRESS])
        socket.send_fds(splitter, [b"\0".join(entries)], [0, 1, 2])
        splitter.recv(1)
    sys.exit(1)  # it ended by itself: where the server ends it, it closes this one's channel too


def listening(address: str) -> socket.socket:
    """Return a socket that listens at an address."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(address)
    listener.listen()
    return listener


def split(listener: socket.socket) -> None:
    """Split off a process for each that asks."""
    from dashboards.background import child

    while True:
        asker, _ = listener.accept()
        with asker:
            environment, channels, _, _ = socket.recv_fds(asker, LONGEST_ENVIRONMENT, 3)
            if os.fork() == 0:
                listener.close()
                _become(asker, environment, channels)
                child.main()
                os._exit(0)
            for channel in channels:
                os.close(channel)
        while _has_ended():
            pass


def _has_ended() -> bool:
    """Forget one that has ended, if there is one."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _become(asker: socket.socket, environment: bytes, channels: list[int]) -> None:
    os.setsid()
    os.environb.clear()
    for entry in environment.split(b"\0"):
        name, _, value = entry.partition(b"=")
        os.environb[name] = value
    for number, channel in enumerate(channels):
        os.dup2(channel, number)
        os.close(channel)
    Thread(target=_end_with, args=(asker.dup(),), daemon=True).start()


def _end_with(asker: socket.socket) -> None:
    asker.recv(1)
    os._exit(1)


if __name__ == "__main__":
    hand_over()
