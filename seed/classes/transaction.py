"""Transactions on classes, each with its line in the trail, which names seats by number, never people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.store.trail import trail_transaction
from seed.classes import read
from seed.classes.model import ClassError

if TYPE_CHECKING:
    from sqlite3 import Connection

ENDED, NO_SEAT = "课堂已经结束。", "没有这个座位。"


@contextmanager
def class_write(
    connection: Connection, class_id: int, action: str, detail: str, now: int, *, actor: str
) -> Iterator[None]:
    """Open a transaction on a class that is open. Raises ClassError (Chinese), and writes nothing, if it is not."""
    detail = f"课堂 {class_id}{f'，{detail}' if detail else ''}"
    overwrite(connection)
    with trail_transaction(connection, actor=actor, action=action, detail=detail, now=now):
        if not read.class_by_id(connection, class_id).is_open(now):
            raise ClassError(ENDED)
        yield


def overwrite(connection: Connection) -> None:
    """Let SQLite overwrite what it deletes, changes or moves: what lies beside the rows no later erasing finds."""
    connection.execute("PRAGMA secure_delete = ON")


def trail_count(connection: Connection, actor: str, action: str, ending: str) -> int:
    """Return how many lines of the trail are somebody's, the one of the open transaction among them."""
    (count,) = connection.execute(
        "SELECT count(*) FROM audit WHERE actor = ? AND action = ? AND detail LIKE '%' || ?", [actor, action, ending]
    ).fetchone()
    return int(count)
