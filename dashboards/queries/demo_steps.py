"""Steps of a demo database's time, taken in a process of its own: it shares neither memory nor locks with the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from core.child_environment import child_environment

NOW = "now"  # the word by which seed.advance_process goes up to now


class AdvanceSteps:
    """A process that lets the time of a database run on, by a day a step, or with `to_now` up to now."""

    def __init__(self, file: Path, *, to_now: bool = False) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "seed.advance_process", str(file), *([NOW] if to_now else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=child_environment(),
        )

    def step(self) -> dict[str, str]:
        """Take a step, and return the last complete day as `as_of`, or as `error` (Chinese) why it was not reached."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as error:
            return {"error": str(error)}
        reply: dict[str, str] = json.loads(line) if line else {"error": f"进程已结束（{self._process.poll()}）"}
        return reply

    def end(self, seconds: float | None = None) -> None:
        """Let the process end by itself, after the step in progress; wait so long for it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError):  # it has ended already
            self._process.stdin.close()
        self._process.wait(seconds)
        self._process.stdout.close()
