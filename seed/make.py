"""Makes a demo database in a file of its own, which bears its name only when it is whole."""

from __future__ import annotations

import os
from pathlib import Path

from core.catalogue.problems import CatalogueError
from core.store.create import create_store
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.store import Store
from seed import campaign
from seed.bureau import Plan
from seed.fill import Progress, fill
from seed.plan_store import FillError, month_to_draw
from seed.published import publish_and_correct

SUFFIXES = ("", "-wal", "-shm")


def part_of(path: Path) -> Path:
    """The file in which a database is made."""
    return path.with_name(f"{path.name}.part")


def make(path: Path, plan: Plan, *, now: int, progress: Progress) -> bool:
    """Makes the database of a plan. Returns whether it went on with an earlier making that was interrupted.

    What was begun by another plan or another generator is thrown away.
    """
    partial_path = part_of(path)
    begun = _begun(partial_path, plan)
    if begun is None:
        remove(partial_path)
        store = create_store(partial_path, bureau=plan.bureau, demo=True, now=now, overlays=campaign.files(plan))
    else:
        store = begun
    try:
        fill(store, plan, now=now, progress=progress)
        if plan.alive:
            progress("榜单", 1.0)
            publish_and_correct(store, plan)
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()
    os.replace(partial_path, path)
    return begun is not None


def remove(path: Path) -> None:
    """Takes a database away, with the files that SQLite keeps beside it."""
    for suffix in SUFFIXES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _begun(partial_path: Path, plan: Plan) -> Store | None:
    """The beginning of this very making, open for writing; None if there is none."""
    if not partial_path.exists():
        return None
    try:
        store = open_store(partial_path)
    except (StoreError, CatalogueError):
        return None  # broken, or of another version: it is made anew
    try:
        if store.demo and month_to_draw(store, plan) is not None:
            return store
    except FillError:
        pass  # another bureau, or another generator's
    store.close()
    return None
