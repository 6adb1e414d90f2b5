"""Runs of a source on a real PostgreSQL that are killed; read to the end, the database must be as if none was.

A part of `python -m benchmarks.crash`.
"""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

from tests.support import killed_source
from tests.support.database_servers import PASSWORD, DatabaseServer, running_postgres
from tests.support.intake_world import peopled_store
from tests.support.source_world import SETTINGS, add, make_table, many_rows

KILLS_OF_ONE = 25  # before a new database is begun: it grows, and so does the time to check it
SOURCE_ROWS = 1_000
LONGEST_OF_SOURCE = 1.0  # seconds from the start of the process to the kill


def killed_sources(folder: Path, kills: int, seed: int) -> tuple[str, list[str]]:
    """Counts the databases read to the end, and the faults of the first kill that left any."""
    os.environ["FENGJING_SOURCE_JQ_PASSWORD"] = PASSWORD
    done = finished = 0
    with running_postgres() as server:
        while done < kills:
            place = folder / str(finished)
            path, expected = _source_world(place, server)
            for _ in range(KILLS_OF_ONE):
                draw = random.Random(seed + done)
                if not killed_source.killed(path, draw.uniform(0, LONGEST_OF_SOURCE)):
                    break  # it had come to its end
                done += 1
                if faults := killed_source.faults_left(path):
                    return f"{finished} databases", [f"kill {done}, seed {seed}", *faults]
            if faults := killed_source.resumed_differences(path, expected):
                return f"{finished} databases", [f"after kill {done}, seed {seed}", *faults]
            finished += 1
            shutil.rmtree(place)
    return f"{finished} databases", []


def _source_world(place: Path, server: DatabaseServer) -> tuple[Path, Path]:
    """A database with a source of which nothing is read yet, and a copy of it."""
    place.mkdir()
    make_table(server, many_rows(SOURCE_ROWS))
    store = peopled_store(place)
    add(store, server, replace(SETTINGS, overlap=0))
    store.close()
    return store.path, Path(shutil.copy(store.path, place / "whole.db"))
