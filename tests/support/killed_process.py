"""A process that is killed in the middle of its acts, and what must be true of the database it leaves."""

from __future__ import annotations

import os
import random
import select
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from core.instructions.check import check_instructions
from core.store.check import check_store
from core.store.open import open_store
from core.store.restore import restore
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.trail_chain import chain_faults
from tests.support.intake_world import NOW
from tests.support.killed_accounts import account_faults
from tests.support.killed_acts import ACTS, PARTS, SCORES, Done, made


def act_on(path: Path, seed: int, acknowledge: int) -> None:
    """Does one act after the other without end, and says so after each."""
    store, draw = open_store(path, now=NOW), random.Random(seed)
    acts, weights = list(ACTS), list(ACTS.values())
    while True:
        (act,) = draw.choices(acts, weights)
        if (done := act(store, draw)) is not None:
            os.write(acknowledge, f"{done[0]} {done[1]}\n".encode())


def killed(path: Path, seed: int, seconds: float) -> list[Done]:
    """Returns what a process had acknowledged when it was killed, some time after its first acknowledgement."""
    return killed_work(lambda acknowledge: act_on(path, seed, acknowledge), seconds)


def killed_work(work: Callable[[int], None], seconds: float) -> list[Done]:
    """Returns what work had acknowledged when its process was killed, so many seconds after the first time.

    Work that ends by itself before is as good.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(writing)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    select.select([reading], [], [])
    select.select([], [], [], seconds)  # the moment is drawn: there is nothing to wait for
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    with os.fdopen(reading, "rb") as told:
        return [(kind, name) for kind, name in (line.split() for line in told.read().decode().splitlines())]


def faults_left(path: Path, acknowledged: set[Done], kills: int) -> list[str]:
    """Returns what is wrong with a database after so many kills: damage, lost acts, more acts than can be explained.

    An act may be committed and its process killed before it could say so: once for each kill.
    """
    backups = {done for done in acknowledged if done[0] == "backup"}
    store = open_store(path, now=NOW)
    try:
        faults = list(damage(store))
        held = made(store)
    finally:
        store.close()
    if lost := acknowledged - backups - held:
        faults.append(f"acknowledged and lost: {sorted(lost)}")
    if len(held - acknowledged) > kills:
        faults.append(f"never acknowledged: {sorted(held - acknowledged)}")
    return [*faults, *_backup_faults(path, {name for _, name in backups})]


def damage(store: Store) -> Iterator[str]:
    """Yields whatever is not whole: pages, cube, batches, instructions, trail, publications, indexes."""
    yield from check_store(store)
    yield from check_instructions(store)
    yield from account_faults(store)
    yield from (f"the trail's line {fault.line} does not follow" for fault in chain_faults(store.conn))
    for publication, scores, parts in store.conn.execute(
        "SELECT id, (SELECT count(*) FROM publication_score s WHERE s.publication = p.id), "
        "(SELECT count(*) FROM publication_part s WHERE s.publication = p.id) FROM publication p"
    ):
        if (scores, parts) != (SCORES, SCORES * PARTS):
            yield f"publication {publication} has {scores} scores and {parts} parts"
    (orphans,) = store.conn.execute(
        "SELECT count(*) FROM publication_score WHERE publication NOT IN (SELECT id FROM publication)"
    ).fetchone()
    if orphans:
        yield f"{orphans} scores of no publication"
    if not store.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'fact_alert_unit'").fetchone():
        yield "an index that was taken off for an import is gone"


def _backup_faults(path: Path, names: set[str]) -> Iterator[str]:
    """Yields every acknowledged backup that is not whole or not there; one that was looked at leaves a mark."""
    for file in sorted(path.parent.glob("*.backup")):
        try:
            restore(file, path.with_name("rehearsed.db"), actor="test", now=NOW, dry_run=True)
        except StoreError as error:
            if file.name in names:
                yield f"acknowledged backup {file.name}: {error}"
        file.with_suffix(".checked").touch()
        file.unlink()
    for file in path.parent.glob("*.part"):
        file.unlink()
    if missing := {name for name in names if not (path.parent / name).with_suffix(".checked").exists()}:
        yield f"acknowledged backups that are not there: {missing}"
