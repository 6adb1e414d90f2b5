"""Processes killed at random moments of imports and undos: `python -m benchmarks.crash --kills 500`.

Each goes on with what the one before has left. After every kill the database must be whole, nothing that was
acknowledged lost, and nothing half there; the first fault ends the run with code 1. With `--sources`, it is runs of a
source on a real PostgreSQL that are killed; read to the end, the database must be as one in which none was.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.support import killed_source
from tests.support.database_servers import PASSWORD, DatabaseServer, running_postgres
from tests.support.intake_world import peopled_store
from tests.support.killed_process import faults_left, killed
from tests.support.source_world import SETTINGS, add, make_table, many_rows

KILLS = 500
LONGEST = 0.6  # seconds from the first acknowledgement to the kill
KILLS_OF_ONE = 25  # before a new database is begun: it grows, and so does the time to check it
SOURCE_ROWS = 1_000
LONGEST_OF_SOURCE = 1.0  # seconds from the start of the process to the kill


def crash(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """How many acts were acknowledged, and the faults of the first kill that left any."""
    acts, acknowledged = 0, set[tuple[str, int]]()
    for number in range(kills):
        if number % KILLS_OF_ONE == 0:
            place = folder / str(number)
            place.mkdir()
            peopled_store(place).close()
            acknowledged = set()
        before = len(acknowledged)
        moment = random.Random(seed + number).uniform(0, LONGEST)
        acknowledged |= set(killed(place / "bureau.db", seed + number, moment))
        acts += len(acknowledged) - before
        if faults := faults_left(place / "bureau.db", acknowledged, number % KILLS_OF_ONE + 1):
            return acts, [f"kill {number}, seed {seed + number}", *faults]
    return acts, []


def crash_sources(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """How many databases were read to the end, and the faults of the first kill that left any."""
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
                    return finished, [f"kill {done}, seed {seed}", *faults]
            if faults := killed_source.resumed_differences(path, expected):
                return finished, [f"after kill {done}, seed {seed}", *faults]
            finished += 1
            shutil.rmtree(place)
    return finished, []


def _source_world(place: Path, server: DatabaseServer) -> tuple[Path, Path]:
    """A database with a source of which nothing is read yet, and a copy of it."""
    place.mkdir()
    make_table(server, many_rows(SOURCE_ROWS))
    store = peopled_store(place)
    add(store, server, replace(SETTINGS, overlap=0))
    store.close()
    return store.path, Path(shutil.copy(store.path, place / "whole.db"))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sources", action="store_true", help="kill runs of a source, not imports")
    given = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        act = crash_sources if given.sources else crash
        acts, faults = act(Path(folder), given.kills, given.seed)
    told = "databases read to the end" if given.sources else "acts acknowledged"
    print(f"{given.kills} kills, {acts} {told}, {time.perf_counter() - start:.0f} s")
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
