"""Upgrades and restores that are killed, disks that are full, logs that were torn: what must be true afterwards."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from core.store import schema
from core.store.open import open_store
from core.store.restore import restore
from core.store.sqlite import StoreError, sqlite3
from core.store.trail_chain import chain_head
from tests.support.intake_world import NOW
from tests.support.killed_acts import ACTS, Done, made
from tests.support.killed_process import damage, faults_left, killed_work

SIDES = ("", "-wal", "-shm")
FRAME_MARK = 4096  # bytes of a page, as the product makes databases


def _remove(path: Path) -> None:
    for suffix in SIDES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def killed_upgrade(old: Path, place: Path, seconds: float) -> tuple[bool, list[str]]:
    """Upgrades a copy of an old database and kills it; returns whether it was done, and the faults it left.

    The file is the old one or the new one, and a second try makes it the new one.
    """
    path = place / "old.db"
    _remove(path)
    shutil.copy(old, path)
    structure = _structure(path)

    def work(acknowledge: int) -> None:
        os.write(acknowledge, b"begun upgrade\n")
        open_store(path, now=NOW).close()

    killed_work(work, seconds)
    left = _structure(path)
    faults = [] if left in (structure, schema.LATEST) else [f"a structure between two: {left}"]
    with closing(open_store(path, now=NOW)) as store:
        return left == schema.LATEST, [*faults, *damage(store)]


def killed_restore(backup: Path, path: Path, acknowledged: set[Done], seconds: float) -> tuple[bool, list[str]]:
    """Restores over a database and kills it; returns whether it was done, and the faults it left.

    The place holds the database of before, whole, or the backup; never neither.
    """

    def work(acknowledge: int) -> None:
        os.write(acknowledge, b"begun restore\n")
        restore(backup, path, actor="killed", now=NOW)

    killed_work(work, seconds)
    if not path.exists():
        return False, ["the place of the database is empty"]
    with closing(open_store(path, now=NOW)) as store:
        (restored,) = store.conn.execute("SELECT count(*) FROM audit WHERE action = 'restore'").fetchone()
    faults = [] if restored else faults_left(path, acknowledged, len(acknowledged))
    with closing(open_store(path, now=NOW)) as store:
        return bool(restored), [*faults, *damage(store)]


def _structure(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def full_disk(path: Path, seed: int, acts: int, free: int) -> tuple[set[Done], list[str]]:
    """Acts while no file may grow by more than `free` bytes; returns what was acknowledged, and faults.

    What cannot be written is told in Chinese, or by the system's own error; it is half there nowhere.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            largest = max(file.stat().st_size for file in path.parent.iterdir() if file.is_file())
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write itself fails instead
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + free, largest + free))
            _act_and_tell(path, seed, acts, lambda text: os.write(writing, f"{text}\n".encode()))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        lines = told.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    done = {(kind, name) for kind, name in (line.split() for line in lines if not line.startswith("!"))}
    faults = [line for line in lines if line.startswith("!! ")]
    if os.WEXITSTATUS(status):
        faults.append("the process failed by itself")
    return done, faults


def refusals(path: Path, seed: int, acts: int) -> tuple[set[Done], int, list[str]]:
    """Acts in this process, where the file system itself is full; returns what was done, how often not, and faults."""
    lines: list[str] = []
    _act_and_tell(path, seed, acts, lines.append)
    done = {(kind, name) for kind, name in (line.split() for line in lines if not line.startswith("!"))}
    return done, sum(line.startswith("!") for line in lines), [line for line in lines if line.startswith("!! ")]


def _act_and_tell(path: Path, seed: int, acts: int, tell: Callable[[str], object]) -> None:
    """Does so many acts; tells of each what was done, or that it was refused, "!!" where not in plain words."""
    draw, choices = random.Random(seed), list(ACTS.items())
    store = None
    for _ in range(acts):
        ((act, _),) = draw.choices(choices, [weight for _, weight in choices])
        try:
            store = store or open_store(path, now=NOW)
            done = act(store, draw)
        except StoreError as error:
            tell("! refused" if any("\u4e00" <= letter <= "\u9fff" for letter in str(error)) else f"!! {error}")
        except OSError as error:
            tell("! refused" if error.errno in (errno.ENOSPC, errno.EFBIG) else f"!! {error!r}")
        except sqlite3.DatabaseError as error:
            full = getattr(error, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN"))
            tell("! refused" if full else f"!! {error!r}")
        else:
            if done is not None:
                tell(f"{done[0]} {done[1]}")
    if store is not None:
        store.close()


def torn_copies(path: Path, folder: Path, draw: random.Random, count: int) -> Iterator[str]:
    """Tears the end of the log of a database in use, many times over in copies; yields what is wrong with any.

    Every copy must open as it stood after some act: whole, its trail a beginning of the whole one's.
    """
    folder.mkdir(exist_ok=True)
    with closing(open_store(path, now=NOW)) as store:
        trail = dict(store.conn.execute("SELECT id, hash FROM audit"))
        log = Path(f"{path}-wal").read_bytes()
        whole, everything = path.read_bytes(), made(store)
    for number in range(count):
        carried, target = folder / "carried.db", folder / f"restored-{number}.db"
        carried.write_bytes(whole)
        Path(f"{carried}-wal").write_bytes(_torn(log, draw))
        try:
            restore(carried, target, actor="test", now=NOW)
        except StoreError as error:
            yield f"torn copy {number}: {error}"
            continue
        with closing(open_store(target, now=NOW)) as store:
            head = chain_head(store.conn)
            assert head is not None
            kept = dict(store.conn.execute("SELECT id, hash FROM audit WHERE id < ?", [head.line]))  # but the restore's
            yield from (f"torn copy {number}: {fault}" for fault in damage(store))
            if not kept.items() <= trail.items() or not made(store) <= everything:
                yield f"torn copy {number}: it holds what never was"
        _remove(target)


def _torn(log: bytes, draw: random.Random) -> bytes:
    """Cuts a log somewhere, or writes over a stretch of it: what a disk leaves of a write that did not end."""
    start = draw.randrange(len(log))
    if draw.random() < 0.5:
        return log[:start]
    length = min(draw.randint(1, 4 * FRAME_MARK), len(log) - start)
    return log[:start] + draw.randbytes(length) + log[start + length :]
