"""Generated bureaus for the trainer: make one, let time run on in the one shown, put it back to its first day."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Lock

from core.store.file_lock import FileLocked
from core.store.open import open_store
from core.time.days import to_date
from dashboards.server.shared_files import one_worker_at_a_time
from seed import make as making
from seed import reset as resetting
from seed.bureau import SIZES, plan
from seed.fill import advance, stored_plan
from seed.plan_store import FIRST_DAY_KEY
from seed.stories.story import Wish

Progress = Callable[[str, float], None]
WAIT_SECONDS = 10.0  # for other generating to end: a day that runs on by itself takes less
_generating = Lock()


class GenerationBusyError(RuntimeError):
    """Another session of this server is generating."""


@contextmanager
def exclusive_generation(wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the only place to generate in this server. Raises GenerationBusyError; -1 waits as long as it takes."""
    if not _generating.acquire(timeout=wait_seconds):
        raise GenerationBusyError
    with ExitStack() as held:
        held.callback(_generating.release)
        try:
            held.enter_context(one_worker_at_a_time("generation", wait_seconds))
        except FileLocked as error:
            raise GenerationBusyError from error
        yield


def sizes() -> tuple[str, ...]:
    """Return the sizes of a bureau, the smallest first."""
    return tuple(sorted(SIZES, key=lambda size: SIZES[size].calls))


def file_for(database: Path, size: str, seed: int, as_of: date, stories: Sequence[str] = ()) -> Path:
    """Return the file of a bureau, beside the database shown. The date is the one it began at.

    The name says that there are stories, not which.
    """
    mark = f"-{hashlib.sha256('+'.join(stories).encode()).hexdigest()[:6]}" if stories else ""
    return database.with_name(f"fengjing-{size}-{seed}-{as_of:%Y%m%d}{mark}.db")


def generate(file: Path, size: str, seed: int, as_of: date, progress: Progress, stories: Sequence[str] = ()) -> None:
    """Generate a bureau into a new file, which appears under its name only when it is complete.

    Each kind in `stories` is planted once, where and when the seed puts it.
    """
    with exclusive_generation():
        planned = plan(size, seed, as_of, stories=[Wish(kind) for kind in stories])
        making.make(file, planned, now=int(time.time()), progress=progress)


def advance_days(file: Path, days: int, progress: Progress) -> None:
    """Let so many days pass in a generated bureau."""
    with exclusive_generation():
        store = open_store(file)
        try:
            standing = stored_plan(store)
            later = standing.as_of + timedelta(days=days)
            advance(store, standing, later, now=int(time.time()), progress=progress)
        finally:
            store.close()


def first_day(file: Path) -> date:
    """Return the day that a bureau began at, to which it can be put back. Raises FillError (Chinese)."""
    store = open_store(file, read_only=True)
    try:
        first = store.meta(FIRST_DAY_KEY)
        return stored_plan(store).as_of if first is None else to_date(int(first))
    finally:
        store.close()


def reset(file: Path, actor: str, progress: Progress) -> None:
    """Put a bureau back to the day it began at."""
    with exclusive_generation():
        resetting.reset(file, actor=actor, now=int(time.time()), progress=progress)
