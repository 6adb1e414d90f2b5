"""Anchors: heads of the trail's chain that are kept outside the database, and what they say of it afterwards."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.store.seals import seal_faults
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.trail_chain import chain_faults, chain_head

if TYPE_CHECKING:
    from sqlite3 import Connection

_ENDING = ".anchors.jsonl"


class Anchor(NamedTuple):
    """The chain's head at a time: the number of the last line, and its hash."""

    at: int
    line: int
    algorithm: str
    hash: str


def anchor_file(database: Path, folder: Path | None = None) -> Path:
    """Return the file of a database's anchors: beside it, or in the folder of its backups."""
    return (folder or database.parent) / f"{database.name}{_ENDING}"


def current_anchor(connection: Connection, now: int) -> Anchor | None:
    """Return the chain's head as an anchor; None where there is no line."""
    head = chain_head(connection)
    return None if head is None else Anchor(now, *head)


def read_anchors(path: Path) -> list[Anchor]:
    """Return the anchors in a file; none where there is none. Raises StoreError (Chinese)."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [Anchor(**json.loads(line)) for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"留痕锚点文件读不出来：{path}（{error}）") from error


def keep_anchor(path: Path, anchor: Anchor) -> None:
    """Add an anchor to a file that only we may read, if the last one there is not of the same line.

    After a restore the same number may be another line.
    """
    if any((kept.line, kept.hash) == (anchor.line, anchor.hash) for kept in read_anchors(path)[-1:]):
        return
    line = f"{json.dumps(anchor._asdict())}\n".encode()
    with open(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            if file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)  # half a line would make all anchors unreadable
            raise


def keep_anchors(connection: Connection, database: Path, backups: Path, now: int) -> None:
    """Keep the head of the chain beside the database and beside its backups."""
    anchor = current_anchor(connection, now)
    if anchor is not None:
        for folder in {database.resolve().parent, backups.resolve()}:
            keep_anchor(anchor_file(database, folder), anchor)


def anchors_that_fit(connection: Connection, anchors: Iterable[Anchor]) -> int:
    """Return how many anchors the trail still agrees with."""
    hashes = (
        connection.execute("SELECT hash FROM audit WHERE id = ?", [anchor.line]).fetchone() == (anchor.hash,)
        for anchor in anchors
    )
    return sum(hashes)


def set_anchors_aside(database: Path, aside: Path) -> Path | None:
    """Let the anchors beside a database go with the file that is put aside; return where they are, if there were any.

    Those of an earlier restore in the same second are not written over.
    """
    kept, target = anchor_file(database), anchor_file(aside)
    if not kept.exists():
        return None
    if target.exists():
        raise StoreError(f"留痕锚点移不开：{target} 已存在。请稍等一秒再恢复。")
    os.replace(kept, target)
    return target


def trail_faults(store: Store, more_anchors: Iterable[Anchor] = ()) -> Iterator[str]:
    """Yield what is wrong with the trail, as Chinese sentences: by the chain itself, and by the anchors outside."""
    for fault in chain_faults(store.conn):
        if fault.is_unknown:
            yield f"留痕第 {fault.line} 行用 {fault.algorithm}，本机没有这种算法，核不了"
        else:
            yield f"留痕第 {fault.line} 行与前一行接不上：这一行被改过，或前面有行被删去"
    yield from seal_faults(store, of_trail=True)
    if chain_head(store.conn) is None:
        yield "留痕是空的：每个数据库至少有建库一行，这个文件被改过"
    if store.demo:
        return  # a demonstration begins anew whenever it is reset
    restored = restores(store.conn)
    for anchor in [*read_anchors(anchor_file(store.path)), *more_anchors]:
        row = store.conn.execute("SELECT hash FROM audit WHERE id = ?", [anchor.line]).fetchone()
        note = _after(anchor, restored)
        if row is None:
            yield f"锚点说留痕有第 {anchor.line} 行，库里没有：末尾的行被删去，或这是较早的备份{note}"
        elif row[0] != anchor.hash:
            yield f"留痕第 {anchor.line} 行与锚点不符：留痕被整个改写过{note}"


class RestoreLine(NamedTuple):
    """A line of the trail that says that a backup took the database's place: what it was, by whom, when."""

    line: int
    at: int
    actor: str
    detail: str


def restores(connection: Connection) -> list[RestoreLine]:
    """Return the restores that the trail tells of, the oldest first."""
    rows = connection.execute("SELECT id, at, actor, detail FROM audit WHERE action = 'restore' ORDER BY id")
    return [RestoreLine(*row) for row in rows]


def _after(anchor: Anchor, restored: Iterable[RestoreLine]) -> str:
    """Say which restore came after an anchor that does not fit. Whether it explains it, only who restored can tell."""
    later = next((line for line in restored if line.at >= anchor.at), None)
    if later is None:
        return ""
    return f"（这个锚点记在第 {later.line} 行的恢复以前：确有那次恢复，它说的就是当时换下的库）"
