"""A process that is killed in the middle of imports and undos, and what must be true of the database it leaves."""

from __future__ import annotations

import os
import random
import select
import signal
from pathlib import Path

from core.intake.import_plan import ImportOptions
from core.intake.importer import import_file
from core.intake.undo import undo_batch
from core.store.batches import batches
from core.store.check import check_store
from core.store.open import open_store
from tests.support.intake_world import ALERT, NOW, alert, write_csv

RECORDS = 300
LARGE = 15_000  # rows of every so many-th file: so many that indexes are taken off while they come in
LARGE_SHARE = 0.05
UNDONE_SHARE = 0.4
FIRST_BATCHES = 2  # units and officers, which are there before the first kill


def work(path: Path, seed: int, acknowledge: int) -> None:
    """Brings files and takes batches back without end, and says so after each."""
    store, draw = open_store(path, now=NOW), random.Random(seed)
    while True:
        standing = [
            batch.number for batch in batches(store) if batch.undone_at is None and batch.number > FIRST_BATCHES
        ]
        if standing and draw.random() < UNDONE_SHARE:
            undo_batch(store, standing[0], now=NOW, actor="killed")
            os.write(acknowledge, f"undone {standing[0]}\n".encode())
            continue
        large = draw.random() < LARGE_SHARE
        wanted = range(LARGE) if large else draw.sample(range(RECORDS), draw.randint(1, 80))
        rows = [
            alert(f"R{n}", when=f"2026-11-{n % 10 + 1:02d} 08:{n % 60:02d}", kind=draw.choice(["纠纷", "治安"]))
            for n in wanted
        ]
        file, options = write_csv(path.parent / "f.csv", [ALERT, *rows]), ImportOptions(new_ids=True)
        number = import_file(store, "alert", file, now=NOW, actor="killed", options=options).batch
        if number is not None:
            os.write(acknowledge, f"brought {number}\n".encode())


def killed(path: Path, seed: int, seconds: float) -> list[tuple[str, int]]:
    """Return what a process had acknowledged when it was killed, some time after its first acknowledgement."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(path, seed, writing)
        finally:
            os._exit(1)
    os.close(writing)
    select.select([reading], [], [])
    select.select([], [], [], seconds)  # the moment is drawn: there is nothing to wait for
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with os.fdopen(reading, "rb") as told:
        return [(act, int(number)) for act, number in (line.split() for line in told.read().decode().splitlines())]


def faults_left(path: Path, acknowledged: set[tuple[str, int]], kills: int) -> list[str]:
    """Return what is wrong with a database after so many kills: damage, lost acts, more acts than can be explained.

    An act may be committed and its process killed before it could say so: once for each kill.
    """
    store = open_store(path, now=NOW)
    try:
        faults = check_store(store)
        made = {("brought", batch.number) for batch in batches(store) if batch.number > FIRST_BATCHES}
        made |= {("undone", batch.number) for batch in batches(store) if batch.undone_at is not None}
        indexes = store.db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'fact_alert_unit'").fetchone()[0]
    finally:
        store.close()
    if lost := acknowledged - made:
        faults.append(f"acknowledged and lost: {sorted(lost)}")
    if len(made - acknowledged) > kills:
        faults.append(f"never acknowledged: {sorted(made - acknowledged)}")
    if not indexes:
        faults.append("an index that was taken off for an import is gone")
    return faults
