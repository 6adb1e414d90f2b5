"""Anchors: heads of the trail's chain that are kept outside the database, and what they say of it afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
    """Add an anchor to a file that only we may read, if the last one there is not of the same line."""
    if any(kept.line == anchor.line for kept in read_anchors(path)[-1:]):
        return
    with open(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8") as file:
        file.write(json.dumps(anchor._asdict()) + "\n")
        file.flush()
        os.fsync(file.fileno())


def keep_anchors(connection: Connection, database: Path, backups: Path, now: int) -> None:
    """Keep the head of the chain beside the database and beside its backups."""
    anchor = current_anchor(connection, now)
    if anchor is not None:
        for folder in {database.resolve().parent, backups.resolve()}:
            keep_anchor(anchor_file(database, folder), anchor)


def trail_faults(store: Store, more_anchors: Iterable[Anchor] = ()) -> Iterator[str]:
    """Yield what is wrong with the trail, as Chinese sentences: by the chain itself, and by the anchors outside."""
    for fault in chain_faults(store.conn):
        if fault.is_unknown:
            yield f"留痕第 {fault.line} 行用 {fault.algorithm}，本机没有这种算法，核不了"
        else:
            yield f"留痕第 {fault.line} 行与前一行接不上：这一行被改过，或前面有行被删去"
    if store.demo:
        return  # a demonstration begins anew whenever it is reset
    for anchor in [*read_anchors(anchor_file(store.path)), *more_anchors]:
        row = store.conn.execute("SELECT hash FROM audit WHERE id = ?", [anchor.line]).fetchone()
        if row is None:
            yield f"锚点说留痕有第 {anchor.line} 行，库里没有：末尾的行被删去，或这是较早的备份"
        elif row[0] != anchor.hash:
            yield f"留痕第 {anchor.line} 行与锚点不符：留痕被整个改写过"
