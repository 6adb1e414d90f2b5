"""Processes killed at random moments of imports and undos: `python -m benchmarks.crash --kills 500`.

Each goes on with what the one before has left. After every kill the database must be whole, nothing that was
acknowledged lost, and nothing half there; the first fault ends the run with code 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.support.intake_world import peopled_store
from tests.support.killed_process import faults_left, killed

KILLS = 500
LONGEST = 0.6  # seconds from the first acknowledgement to the kill
KILLS_OF_ONE = 25  # before a new database is begun: it grows, and so does the time to check it


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


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        acts, faults = crash(Path(folder), given.kills, given.seed)
    print(f"{given.kills} kills, {acts} acts acknowledged, {time.perf_counter() - start:.0f} s")
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
