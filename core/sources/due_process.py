"""Runs one source as a process of its own: `python -m core.sources.due_process DATABASE NAME ACTOR TIME`.

The outcome is in the database. A driver that crashes takes nothing with it but this process.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

from core.sources.errors import MENDABLE
from core.sources.run import run_source
from core.store.open import open_store


def main(arguments: list[str]) -> None:
    """Run the source; what a person can mend has been kept with the run."""
    path, name, actor, now = Path(arguments[0]), arguments[1], arguments[2], int(arguments[3])
    began = time.monotonic()
    store = open_store(path, now=now)
    try:
        with suppress(*MENDABLE):
            run_source(store, name, clock=lambda: now + int(time.monotonic() - began), actor=actor)
    finally:
        store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
