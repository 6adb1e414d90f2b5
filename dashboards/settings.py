"""Settings that the server and the queries share."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

PORT = 8501  # at which the server answers unless it is told another
DB_VARIABLE = "FENGJING_DB"  # the environment variable that names the database to serve
SWITCH_AFTER = 0.0005  # seconds a thread computes on while others wait: a wall's refresh waits dozens of times
COLLECT_AFTER = 20_000  # objects: a refresh of the wall leaves some 700 in circles, which hold next to nothing

# How browsers reach the server when something stands in front of it. `fengjing serve` sets them from its options.
BASE_PATH_VARIABLE = "FENGJING_BASE_PATH"  # the path below which a portal shows the boards, such as /kpi
PROXIES_VARIABLE = "FENGJING_PROXIES"  # addresses of the proxies whose word on addresses counts, with commas
FRAMES_VARIABLE = "FENGJING_FRAME_ANCESTORS"  # further sites whose pages may show the boards in a frame, with commas
METRICS_VARIABLE = "FENGJING_METRICS"  # the address and the port that tell monitoring how the server is, with a blank

# How a worker process stands behind the door of `fengjing serve --workers`, which sets them.
DOOR_VARIABLE = "FENGJING_DOOR"  # the secret by which a worker knows what comes through the door
WORKER_VARIABLE = "FENGJING_WORKER"  # the number of this worker, from 1, and how many there are, with a blank
SHARED_FOLDER_VARIABLE = "FENGJING_SHARED_FOLDER"  # the private folder of what all workers of one server must know


class WorkerNumber(NamedTuple):
    """The number of a worker process, from 1, and how many there are."""

    number: int
    workers: int


def worker_number() -> WorkerNumber | None:
    """Return which of several worker processes this is; None where there is one process alone."""
    number, _, count = os.environ.get(WORKER_VARIABLE, "").partition(" ")
    return WorkerNumber(int(number), int(count)) if count else None


def door_secret() -> str | None:
    """Return the secret of the door that this process stands behind; None where browsers reach it without one."""
    return os.environ.get(DOOR_VARIABLE)


def shared_folder() -> Path | None:
    """Return the folder that all workers of this server share; None where there is one process alone."""
    folder = os.environ.get(SHARED_FOLDER_VARIABLE)
    return _path(folder) if folder else None


@lru_cache(maxsize=1)  # asked at every query
def _path(text: str) -> Path:
    return Path(text)


def base_path() -> str:
    """Return the path below which browsers find the boards: empty, or such as /kpi."""
    return os.environ.get(BASE_PATH_VARIABLE, "")


def proxies() -> list[str]:
    """Return the addresses of the proxies that are believed."""
    return [address for address in os.environ.get(PROXIES_VARIABLE, "").split(",") if address]


def frame_ancestors() -> list[str]:
    """Return the further sites that may show the boards in a frame."""
    return [site for site in os.environ.get(FRAMES_VARIABLE, "").split(",") if site]


def metrics_address() -> tuple[str, int] | None:
    """Return where monitoring is answered; None where it is not."""
    host, _, port = os.environ.get(METRICS_VARIABLE, "").partition(" ")
    return (host, int(port)) if port else None
