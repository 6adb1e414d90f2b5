"""`fengjing serve` in a process of its own, which tests may kill; and its command line."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from multiprocessing.process import BaseProcess
from pathlib import Path
from weakref import WeakValueDictionary

from click.testing import CliRunner

from dashboards.cli.command import cli
from tests.support.server_process import server_process

LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:http://127.0.0.1:", "data:")


START_SECONDS = 60
FIRST_PORT, OWN_PORTS = 10_000, 10  # so many ports from there on for each process, below those that systems give away


def own_port() -> int:
    """A free port, one that a server of this process had before if there is any.

    A browser keeps the scripts of a server, compiled, by its address: the next one there costs it a third less.
    """
    first = FIRST_PORT + os.getpid() % 2_000 * OWN_PORTS
    for port in (*range(first, first + OWN_PORTS), 0):
        if port in _servers:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


class Server:
    """`fengjing serve` on a database, in a process of its own."""

    def __init__(self, db: Path) -> None:
        self.db = db
        self.port = own_port()
        _servers[self.port] = self
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: BaseProcess | None = None
        self.log: Path | None = None  # where it writes its log, if anybody wants to read it
        self.printed: Path | None = None  # and what it prints

    def start(self, *options: str) -> None:
        self.run("dashboards.cli.command", "serve", "--db", str(self.db), "--port", str(self.port), *options)

    def run(self, *words: str) -> None:
        """Starts `python -m WORDS…`, which serves at the port, and waits until it answers."""
        self.process = server_process(words, printed=self.printed or Path(os.devnull), log=self.log)
        self.process.start()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.is_alive(), "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self.process is not None and self.process.pid is not None
        return self.process.pid

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()


_servers: WeakValueDictionary[int, Server] = WeakValueDictionary()  # by their ports: one that was killed may come back


def command(*words: object) -> str:
    """Runs `fengjing` with these words; what it says."""
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return str(result.stdout)
