"""Serves the product and notes what it spends: `python -m benchmarks.pages.counted DB PORT FILE`.

FILE gets a line for every run of a page and every background query at its end: which of the two, and the processor
seconds of its thread.
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

from dashboards.cli.serve import serve
from dashboards.queries.background import BackgroundQuery

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
            with _lock, file.open("a", encoding="ascii") as notes:
                notes.write(f"{name} {time.thread_time() - before:.4f}\n")

    return run_and_note


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
    BackgroundQuery._compute = counted(file, BACKGROUND, BackgroundQuery._compute)  # type: ignore[method-assign]
    serve(db, "127.0.0.1", port)


if __name__ == "__main__":
    main()
