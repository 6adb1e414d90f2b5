"""A process killed in the middle of imports and undos: the database is whole, and what was acknowledged is there."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
from pathlib import Path

import pytest

from core.intake.import_plan import ImportOptions
from core.intake.importer import import_file
from core.intake.undo import undo_batch
from core.store.batches import batches
from core.store.check import check_store
from core.store.open import open_store
from tests.support.intake_world import ALERT, NOW, alert, peopled_store, write_csv

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no fork there")]

MOMENTS = 10
RECORDS = 300
LONGEST = 0.25  # seconds from the first acknowledgement to the kill


def work(path: Path, seed: int, acknowledge: int) -> None:
    """Brings files and takes batches back without end, and says so after each."""
    store, draw = open_store(path, now=NOW), random.Random(seed)
    while True:
        standing = [batch.number for batch in batches(store) if batch.undone_at is None and batch.number > 2]
        if standing and draw.random() < 0.4:
            undo_batch(store, standing[0], now=NOW, actor="killed")
            os.write(acknowledge, f"undone {standing[0]}\n".encode())
            continue
        wanted = draw.sample(range(RECORDS), draw.randint(1, 80))
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


@pytest.mark.parametrize("seed", range(MOMENTS))
def test_nothing_acknowledged_is_lost_and_the_database_is_whole(tmp_path: Path, seed: int) -> None:
    peopled_store(tmp_path).close()
    path, acknowledged = tmp_path / "bureau.db", []
    for round_number in range(2):  # the second one begins with what a killed process has left
        moment = random.Random(seed * 2 + round_number).uniform(0, LONGEST)
        acknowledged += killed(path, seed, moment)
        store = open_store(path, now=NOW)
        assert check_store(store) == []
        made = {("brought", batch.number) for batch in batches(store) if batch.number > 2}
        made |= {("undone", batch.number) for batch in batches(store) if batch.undone_at is not None}
        assert set(acknowledged) <= made
        assert len(made) - len(set(acknowledged)) <= round_number + 1  # committed, and killed before it could say so
        store.close()
