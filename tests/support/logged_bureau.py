"""A database with lines of the trail, and its log as a checkpoint leaves it that ended half-way."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.store import log_pages
from core.store.create import create_store
from core.store.units import NewUnit, add_units


def bureau(path: Path, name: str, lines: int) -> None:
    """A database with so many lines of the trail, all of them in the file itself."""
    store = create_store(path, bureau=name, demo=False, now=0)
    with store.write(name, "units", "", 0):
        add_units(store, [NewUnit(f"{name}{number}", f"{name}{number}所", "station", name) for number in range(60)])
    for number in range(lines):
        with store.write(name, f"line {number}", "x" * 3000, 0):
            pass
    store.close()


def half_checkpoint(path: Path, copy: Path) -> int:
    """A copy with its log, as a checkpoint leaves it that ended half-way: lowest pages first; how many were written."""
    shutil.copy(path, copy)
    shutil.copy(f"{path}-wal", f"{copy}-wal")
    with Path(f"{copy}-wal").open("rb") as log, copy.open("r+b") as file:
        size, newest = log_pages._newest(log)
        pages = sorted(newest)[: len(newest) // 2]
        for page in pages:
            file.seek((page - 1) * size)
            file.write(log_pages._content(log, size, newest[page]))
    return len(pages)
