"""Runs of a source that are killed at drawn moments, and what must be true of the database that they leave."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Iterator
from pathlib import Path

from core.sources.lock import sources_lock
from core.sources.run import run_source
from core.sources.run_options import RunOptions
from core.store.batches import batches
from core.store.check import check_store
from core.store.coverage import coverage
from core.store.data_sources import find_data_source
from core.store.open import open_store
from core.store.store import Store
from tests.support.intake_world import NOW
from tests.support.source_world import SOURCE, run, stored_alerts

PART_ROWS = 10


def killed(path: Path, seconds: float) -> bool:
    """Run the source in small parts, in a process that is killed after a while; tell whether it was still at it."""
    child = os.fork()
    if child == 0:
        try:
            own = open_store(path, now=NOW)
            with sources_lock(path):
                run_source(own, SOURCE, clock=lambda: NOW, actor="killed", options=RunOptions(part_rows=PART_ROWS))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    signal.sigtimedwait([], seconds)  # the moment is drawn: there is nothing to wait for
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the run itself failed"
    return os.WIFSIGNALED(status)


def faults_left(path: Path) -> list[str]:
    """Return what is wrong with a database in which a run was killed: damage, or rows of no whole batch."""
    with sources_lock(path):  # the system has freed it with the process
        store = open_store(path, now=NOW)
        try:
            faults = check_store(store)
            stored = len(stored_alerts(store))
            brought = sum(batch.counts.new for batch in batches(store) if batch.kind == "alert")
            if stored != brought:
                faults.append(f"{stored} records are stored, {brought} came with batches")
            if stored and find_data_source(store, SOURCE).position is None:
                faults.append("records are stored, and no position with them")
        finally:
            store.close()
    return faults


def resumed_differences(path: Path, expected: Path) -> list[str]:
    """Read both databases to the end; return in what the one that was killed differs from the one that was not."""
    with sources_lock(path):
        resumed, whole = open_store(path, now=NOW), open_store(expected, now=NOW)
        try:
            for store in (resumed, whole):
                run(store)
            return list(_differences(resumed, whole))
        finally:
            resumed.close()
            whole.close()


def _differences(resumed: Store, whole: Store) -> Iterator[str]:
    if stored_alerts(resumed) != stored_alerts(whole):
        yield "the records are others than without a kill"
    if coverage(resumed) != coverage(whole):
        yield "the days that count as complete are others than without a kill"
    if find_data_source(resumed, SOURCE).position != find_data_source(whole, SOURCE).position:
        yield "the position is another than without a kill"
    yield from check_store(resumed)
