"""Publications and builds that are killed at drawn moments, and what must be true of what they leave."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from core.board_files.order import BoardOrder, EngineName
from core.board_folder.board_checks import board_facts, board_faults
from core.board_folder.publish import PublishOrder, publish_board
from core.board_folder.published_board import read_history, read_pointer
from core.board_folder.shown_board import board_to_show
from core.store.errors import StoreError
from tests.support.boards import built
from tests.support.killed_process import killed_work

NOW = 1_790_000_000


def killed_publication(file: Path, folder: Path, seconds: float) -> list[str]:
    """Kill a publication after a while; return what is wrong with the folder that it leaves (nothing, one hopes)."""
    before = read_pointer(folder)

    def work(acknowledge: int) -> None:
        os.write(acknowledge, b"began 1\n")
        publish_board(file, PublishOrder(folder, keep=1, older=True), by="killed", now=NOW)

    killed_work(work, seconds)
    if before is None and read_pointer(folder) is None:
        return []
    try:
        shown = board_to_show(folder)
    except StoreError as error:
        return [str(error)]
    faults = board_faults(folder / shown.file)
    if before is not None and shown != before and shown.former != before.digest:
        faults.append("what is shown follows neither")
    if shown not in read_history(folder):
        faults.append("the history does not know what is shown")
    return faults


def next_publication_faults(file: Path, folder: Path) -> list[str]:
    """Publish once more, unharmed; return what a killed one has left for good."""
    publish_board(file, PublishOrder(folder, keep=1, older=True), by="next", now=NOW)
    litter = [path.name for path in folder.rglob("*") if path.name.endswith(".part")]
    extra = len(list((folder / "boards").glob("*.db"))) - 2
    return [f"litter: {litter}"] * bool(litter) + [f"{extra} boards too many"] * (extra > 0)


def killed_build(facts: Path, out: Path, seconds: float, name: EngineName = EngineName.DUCKDB) -> list[str]:
    """Kill a build after a while; return what is wrong with the board that was there before, or the new one."""
    before = board_facts(out) if out.exists() else None

    def work(acknowledge: int) -> None:
        os.write(acknowledge, b"began 1\n")
        built(name, BoardOrder(facts, out))

    killed_work(work, seconds)
    return _faults_of(out) if before is not None or out.exists() else []


def next_build_faults(build: Callable[[], object], out: Path) -> list[str]:
    """Build once more, unharmed and an hour later; return what killed ones have left for good."""
    for folder in out.parent.glob(".*"):
        if not any(folder.iterdir()):  # killed before its lock was made, or after: it goes once it is not young
            os.utime(folder, (time.time() - 3600,) * 2)
    build()
    litter = [path.name for path in out.parent.glob(".*")]
    return [*_faults_of(out), *([f"litter: {litter}"] if litter else [])]


def _faults_of(out: Path) -> list[str]:
    return board_faults(out)
