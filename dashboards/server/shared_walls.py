"""The walls of all workers of one server: each writes its own into a file every few seconds, and reads the others'."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

from dashboards.server.log_once import LogOnce
from dashboards.server.shared_files import keep_from_sweepers, write_whole
from dashboards.server.shown_database import SHOWN
from dashboards.server.walls import WALLS, Wall, WallContent, in_order
from dashboards.settings import shared_folder, worker_number

SECONDS = 4.0  # between two writings: with a refresh every five, a wall is never late for that alone
_log = logging.getLogger(__name__)
_troubles = LogOnce(_log)


def open_walls(now: float) -> list[Wall]:
    """Return the walls of all workers, the first seen first; without those that are closed or long forgotten."""
    folder, place = shared_folder(), worker_number()
    own = WALLS.open_walls(now)
    if folder is None or place is None:
        return own
    others = [number for number in range(1, place.workers + 1) if number != place.number]
    walls = [wall for number in others for wall in read_walls(_file(folder, number)) if wall.is_remembered(now)]
    return in_order([*own, *walls])


def read_walls(file: Path) -> list[Wall]:
    """Return the walls in a worker's file; none while it has written none."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        _troubles.failed(file.name, "walls of another worker", error)
        return []
    _troubles.recovered(file.name, "walls of another worker")
    return [_wall(row) for row in rows]


def write_walls(file: Path, walls: list[Wall]) -> None:
    """Write a worker's walls into its file."""
    rows = [asdict(wall) | {"content": asdict(wall.content) | {"as_of": str(wall.content.as_of)}} for wall in walls]
    write_whole(file, json.dumps(rows, ensure_ascii=False))


@contextmanager
def sharing() -> Iterator[None]:
    """Let the other workers know of the walls here for as long as the block takes; nothing where there are none."""
    folder, place = shared_folder(), worker_number()
    if folder is None or place is None:
        yield
        return
    is_over = Event()
    thread = Thread(target=_share, args=(folder, place.number, is_over), name="walls", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _share(folder: Path, number: int, is_over: Event) -> None:
    while True:
        try:
            write_walls(_file(folder, number), WALLS.open_walls(time.time()))
            keep_from_sweepers(folder / SHOWN)
        except OSError as error:
            _troubles.failed("write", "walls are not told to the other workers", error)
        else:
            _troubles.recovered("write", "walls are not told to the other workers")
        if is_over.wait(SECONDS):
            return


def _file(folder: Path, number: int) -> Path:
    return folder / f"walls-{number}.json"


def _wall(row: dict[str, Any]) -> Wall:
    content = row["content"]
    return Wall(**{**row, "content": WallContent(**{**content, "as_of": date.fromisoformat(content["as_of"])})})
