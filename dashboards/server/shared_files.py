"""Small files in a private folder of one server: its workers must know this of each other.

It is the server's and not the database's: it ends with the server, and works where the database is only read. Each
file is written whole beside its place and put there at once: whoever reads it reads an old one or a new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.store.file_lock import FOREVER, file_lock
from dashboards.settings import shared_folder, worker_number


def worker_count() -> int:
    """Return how many processes serve together with this one; 1 where it is alone."""
    place = worker_number()
    return 1 if place is None else place.workers


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads a part of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def keep_from_sweepers(path: Path) -> None:
    """Renew the time of a file that is seldom written: systems delete what lies untouched in temporary folders."""
    with suppress(FileNotFoundError):
        os.utime(path)


@contextmanager
def one_worker_at_a_time(name: str, wait_seconds: float = FOREVER) -> Iterator[None]:
    """Be the only worker of this server in such a block. Raises FileLocked where another one stays longer."""
    folder = shared_folder()
    if folder is None:
        yield
        return
    with file_lock(folder / f"{name}.lock", wait_seconds):
        yield
