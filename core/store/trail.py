"""The audit lines (留痕), and writes that leave the data as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class TrailLine:
    """Who did what at which time (epoch seconds), on which version of the data."""

    at: int
    actor: str
    action: str
    detail: str
    data_version: int


@contextmanager
def trail_transaction(connection: Connection, *, actor: str, action: str, detail: str, now: int) -> Iterator[None]:
    """One transaction with its audit line, for what is not data: the data version stays, and no board is read anew.

    On an error nothing is written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "INSERT INTO audit (at, actor, action, detail, data_version) "
            "SELECT ?, ?, ?, ?, value FROM meta WHERE key = 'data_version'",
            [now, actor, action, detail],
        )
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def trail_lines(connection: Connection, limit: int, action: str | None = None) -> list[TrailLine]:
    """The newest lines first; of one action, if one is named."""
    rows = connection.execute(
        "SELECT at, actor, action, detail, data_version FROM audit WHERE ? IS NULL OR action = ? "
        "ORDER BY id DESC LIMIT ?",
        [action, action, limit],
    )
    return [TrailLine(*row) for row in rows]
