"""Runs one source as a process of its own: `python -m core.sources.due_process DATABASE NAME ACTOR`.

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
    path, name, actor = Path(arguments[0]), *arguments[1:]
    store = open_store(path, now=int(time.time()))
    try:
        with suppress(*MENDABLE):
            run_source(store, name, clock=lambda: int(time.time()), actor=actor)
    finally:
        store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
