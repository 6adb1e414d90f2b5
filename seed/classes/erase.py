"""Erases what people said of themselves, for good: names, answers and questions of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.trail import trail_transaction
from seed.classes.transaction import overwrite

if TYPE_CHECKING:
    from sqlite3 import Connection

DAY = 86_400


def erase_class(connection: Connection, class_id: int, *, actor: str, now: int) -> None:
    """Erase names, answers and questions of a class for good, and let SQLite overwrite where they were."""
    overwrite(connection)
    with trail_transaction(connection, actor=actor, action="class_erase", detail=f"课堂 {class_id}", now=now):
        for table in ("class_answer", "class_seat", "class_question"):
            connection.execute(f"DELETE FROM {table} WHERE class = ?", [class_id])
        connection.execute(
            "UPDATE class SET code = NULL, erased_at = ?, ended_at = ifnull(ended_at, ?) WHERE id = ?",
            [now, now, class_id],
        )
    empty_log(connection)


def empty_log(connection: Connection) -> None:
    """Empty the log, which has the old pages. While somebody reads them it stays: `has_erased_lately` asks again."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def has_erased_lately(connection: Connection, now: int) -> bool:
    """Return True if a class was erased within a day: its pages may be in the log still."""
    row = connection.execute("SELECT 1 FROM class WHERE erased_at > ?", [now - DAY]).fetchone()
    return row is not None


def any_overdue(connection: Connection, now: int) -> bool:
    """Return True if the day has come for the names of any class."""
    row = connection.execute("SELECT 1 FROM class WHERE erased_at IS NULL AND erase_at <= ?", [now]).fetchone()
    return row is not None


def erase_overdue(connection: Connection, now: int) -> list[int]:
    """Erase the classes whose day has come; return their numbers."""
    rows = connection.execute("SELECT id FROM class WHERE erased_at IS NULL AND erase_at <= ?", [now]).fetchall()
    for (class_id,) in rows:
        erase_class(connection, class_id, actor="system", now=now)
    return [class_id for (class_id,) in rows]
