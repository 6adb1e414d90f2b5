"""`fengjing serve` in a process of its own, which tests may kill; and its command line."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from multiprocessing.process import BaseProcess
from pathlib import Path

from click.testing import CliRunner

from dashboards.cli.command import cli
from tests.support.server_process import server_process

LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:http://127.0.0.1:", "data:")


START_SECONDS = 60


class Server:
    """`fengjing serve` on a database, in a process of its own."""

    def __init__(self, db: Path) -> None:
        self.db = db
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
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


def command(*words: object) -> str:
    """Runs `fengjing` with these words; what it says."""
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return str(result.stdout)
