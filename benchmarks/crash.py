"""Processes killed at random moments of what they do, disks that are full, logs that are torn.

    python -m benchmarks.crash [--kills N] [--sources N] [--upgrades N] [--restores N] [--full N] [--torn N] [--seed S]

Kills fall into imports, undos, instructions, publications, sign-ins and backups; each process goes on with what the
one before has left. After every one the database must be whole, nothing that was acknowledged lost, and nothing half
there. Upgrades and restores are killed on copies; a full disk is a limit on the size of files, and where one may be
mounted, a file system of two megabytes. The first fault ends a part, and the command with code 1.
"""

from __future__ import annotations

import argparse
import lzma
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.source_crash import killed_sources
from core.store.backup import back_up
from core.store.open import open_store
from tests.support import broken_disk
from tests.support.intake_world import NOW
from tests.support.killed_acts import Done, acting_store, bring, publish, send
from tests.support.killed_process import faults_left, killed

LONGEST = 0.6  # seconds from the first acknowledgement to the kill
KILLS_OF_ONE = 25  # before a new database is begun: it grows, and so does the time to check it
UPGRADE_SECONDS, RESTORE_SECONDS = 1.2, 0.8  # both take less
ACTS, ROOMS = 15, (0, 4_096, 20_000, 100_000, 400_000)  # bytes that are left
SMALL_DISK = "2m"
COUNTS = {"kills": 1000, "sources": 100, "upgrades": 60, "restores": 60, "full": 40, "torn": 200}
OLD = Path(__file__).parent.parent / "tests" / "core" / "store" / "data" / "first_published.db.xz"
Result = tuple[str, list[str]]  # what was done, and the faults


def kills(folder: Path, count: int, seed: int) -> Result:
    """Processes killed in the midst of their acts."""
    acknowledged, acts = set[Done](), Counter[str]()
    for number in range(count):
        if number % KILLS_OF_ONE == 0:
            place = folder / str(number)
            place.mkdir()
            acting_store(place).close()
            acknowledged = set()
        moment = random.Random(seed + number).uniform(0, LONGEST)
        new = set(killed(place / "bureau.db", seed + number, moment)) - acknowledged
        acts.update(kind for kind, _ in new)
        acknowledged |= new
        if faults := faults_left(place / "bureau.db", acknowledged, number % KILLS_OF_ONE + 1):
            return str(dict(acts)), [f"kill {number}, seed {seed + number}", *faults]
    return f"acknowledged {dict(sorted(acts.items()))}", []


def upgrades(folder: Path, count: int, seed: int) -> Result:
    """Upgrades of the first published structure, killed."""
    old = folder / "first.db"
    old.write_bytes(lzma.decompress(OLD.read_bytes()))
    done = 0
    for number in range(count):
        seconds = random.Random(seed + number).uniform(0, UPGRADE_SECONDS)
        is_done, faults = broken_disk.killed_upgrade(old, folder, seconds)
        done += is_done
        if faults:
            return f"{done} done", [f"upgrade {number}, killed after {seconds:.3f} s", *faults]
    return f"{done} of {count} were done when killed, the others had not begun", []


def restores(folder: Path, count: int, seed: int) -> Result:
    """Restores over a database, killed."""
    done = 0
    for number in range(count):
        draw = random.Random(seed + number)
        place = folder / str(number)
        place.mkdir()
        store = acting_store(place)
        back_up(store, place / "early.db")
        acts = {act for act in (send(store, draw), bring(store, draw), publish(store, draw)) if act}
        store.close()
        seconds = draw.uniform(0, RESTORE_SECONDS)
        is_done, faults = broken_disk.killed_restore(place / "early.db", place / "bureau.db", acts, seconds)
        done += is_done
        if faults:
            return f"{done} done", [f"restore {number}, killed after {seconds:.3f} s", *faults]
    return f"{done} of {count} were done when killed, the others left what was there", []


def full(folder: Path, count: int, seed: int) -> Result:
    """Acts on a disk that is full, and again where there is room."""
    written = 0
    for number in range(count):
        place = folder / str(number)
        place.mkdir()
        acting_store(place).close()
        path, done = place / "bureau.db", set[Done]()
        for free in (ROOMS[number % len(ROOMS)], 2**30):
            more, faults = broken_disk.full_disk(path, seed + number, ACTS, free)
            done |= more
            written += len(more)
            if faults := [*faults, *faults_left(path, done, 0)]:
                return f"{written} acts", [f"disk {number}, {free} bytes left", *faults]
    return f"{written} acts written, the others refused; all disks went on when there was room", []


def small_disk(folder: Path, seed: int) -> Result:
    """Acts on a real file system until it is full, with what is refused there, and again where there is room."""
    with mounted(folder) as is_mounted:
        if not is_mounted:
            return "NOT CHECKED: no file system may be mounted here", []
        acting_store(folder).close()
        done, refused, faults = broken_disk.refusals(folder / "bureau.db", seed, 400)
        if not refused:
            faults.append("the disk was never full")
        for file in (*folder.glob("*.backup"), *folder.glob("*.part"), folder / "f.csv"):
            file.unlink(missing_ok=True)
        others = {act for act in done if act[0] != "backup"}
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        return f"{len(done)} acts written, {refused} refused", [
            *faults,
            *faults_left(folder / "bureau.db", others, 0),
        ]


@contextmanager
def mounted(folder: Path) -> Iterator[bool]:
    """Mounts a file system of two megabytes, if that may be done here."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=700", "fengjing-crash", str(folder)]
    try:
        is_mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        is_mounted = False
    try:
        yield is_mounted
    finally:
        if is_mounted:
            lazily = "-l"  # the product keeps the files that it has read the beginnings of open
            subprocess.run(["umount", lazily, str(folder)], check=True)


def torn(folder: Path, count: int, seed: int) -> Result:
    """Logs whose end was cut off or written over, in copies of a database in use."""
    draw = random.Random(seed)
    with closing(acting_store(folder)) as store:
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.conn.execute("PRAGMA wal_autocheckpoint = 0")
        for act in (bring, send, publish, send, bring, publish, send, bring):
            act(store, draw)
        size = Path(f"{store.path}-wal").stat().st_size
        faults = list(broken_disk.torn_copies(store.path, folder / "torn", draw, count))
    with closing(open_store(folder / "bureau.db", now=NOW)):
        return f"{count} copies of a log of {size:,} bytes", faults


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (
        ("kills", 1000),
        ("sources", 100),
        ("upgrades", 60),
        ("restores", 60),
        ("full", 40),
        ("torn", 200),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    trials: dict[str, Callable[[Path], Result]] = {
        "killed in the midst": partial(kills, count=arguments.kills, seed=arguments.seed),
        "runs of a source killed": partial(killed_sources, kills=arguments.sources, seed=arguments.seed),
        "upgrades killed": partial(upgrades, count=arguments.upgrades, seed=arguments.seed),
        "restores killed": partial(restores, count=arguments.restores, seed=arguments.seed),
        "full disk": partial(full, count=arguments.full, seed=arguments.seed),
        "a file system that is full": partial(small_disk, seed=arguments.seed),
        "torn logs": partial(torn, count=arguments.torn, seed=arguments.seed),
    }
    has_failed = False
    for name, trial in trials.items():
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            outcome, faults = trial(Path(folder))
        has_failed |= bool(faults)
        print(f"{name}: {outcome} ({time.perf_counter() - start:.0f} s)", flush=True)
        for fault in faults:
            print(f"  {fault}", flush=True)
    sys.exit(has_failed)


if __name__ == "__main__":
    os.umask(0o077)
    main()
