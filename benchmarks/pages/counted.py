"""Serves the product and notes what it spends: `python -m benchmarks.pages.counted DB PORT FILE`.

FILE gets a line for every run of a page, for what is asked for one beforehand and for every background query, at its
end: which of the two, and the processor seconds of the page's thread or of the process beside the server.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from dashboards.background.messages import Answer
from dashboards.background.process import BackgroundProcess
from dashboards.cli.serve import serve
from dashboards.first_looks import FirstLooks

PAGE, BACKGROUND = "page", "background"
_lock = Lock()


def counted(file: Path, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, noting the processor seconds of each call."""

    @wraps(run)
    def run_and_note(*args: Any) -> Any:
        before = time.thread_time()
        try:
            return run(*args)
        finally:
            _note(file, name, time.thread_time() - before)

    return run_and_note


def counted_answers(file: Path, answer: Callable[..., Answer]) -> Callable[..., Answer]:
    """Return what asks the process beside the server, noting the processor seconds that it says it has spent."""

    @wraps(answer)
    def answer_and_note(*args: Any) -> Answer:
        answered = answer(*args)
        _note(file, BACKGROUND, answered.seconds)
        return answered

    return answer_and_note


def _note(file: Path, name: str, seconds: float) -> None:
    with _lock, file.open("a", encoding="ascii") as notes:
        notes.write(f"{name} {seconds:.4f}\n")


def spent(file: Path) -> dict[str, float]:
    """Return the seconds noted so far, by what spent them."""
    sums = {PAGE: 0.0, BACKGROUND: 0.0}
    for line in file.read_text("ascii").splitlines():
        name, seconds = line.split()
        sums[name] += float(seconds)
    return sums


def main() -> None:
    """The command."""
    db, port, file = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    ScriptRunner._run_script = counted(file, PAGE, ScriptRunner._run_script)  # type: ignore[method-assign]
    FirstLooks.ask = counted(file, PAGE, FirstLooks.ask)  # type: ignore[method-assign]
    BackgroundProcess.answer = counted_answers(file, BackgroundProcess.answer)  # type: ignore[method-assign]
    serve(db, "127.0.0.1", port)


if __name__ == "__main__":
    main()
