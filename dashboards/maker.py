"""The trainer's work: making another bureau, and letting time run on in the one that is shown."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Lock

from core.store.store import create_store, open_store
from seed import campaign
from seed.bureau import SIZES, plan
from seed.fill import advance, fill, stored_plan

Progress = Callable[[str, float], None]
_one_at_a_time = Lock()


class Busy(RuntimeError):
    """Another session of this process is generating."""


@contextmanager
def _alone() -> Iterator[None]:
    if not _one_at_a_time.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _one_at_a_time.release()


def sizes() -> tuple[str, ...]:
    """The sizes there are, the smallest first."""
    return tuple(sorted(SIZES, key=lambda size: SIZES[size].calls))


def file_for(beside: Path, size: str, seed: int, as_of: date) -> Path:
    """Where a bureau of these three is kept: beside the database shown. The date is the one it began at."""
    return beside.with_name(f"fengjing-{size}-{seed}-{as_of:%Y%m%d}.db")


def make(file: Path, size: str, seed: int, as_of: date, progress: Progress) -> None:
    """Generates a bureau into a new file, which appears under its name only when it is whole."""
    with _alone():
        part = file.with_name(f"{file.name}.part")
        for suffix in ("", "-wal", "-shm"):
            Path(f"{part}{suffix}").unlink(missing_ok=True)
        planned = plan(size, seed, as_of)
        now = int(time.time())
        store = create_store(part, bureau=planned.bureau, demo=True, now=now, overlays=campaign.files(planned))
        fill(store, planned, now=now, progress=progress)
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        os.replace(part, file)


def run_on(file: Path, days: int, progress: Progress) -> None:
    """Lets so many days pass in a generated bureau."""
    with _alone():
        store = open_store(file)
        try:
            standing = stored_plan(store)
            later = standing.as_of + timedelta(days=days)
            advance(store, standing, later, now=int(time.time()), progress=progress)
        finally:
            store.close()
