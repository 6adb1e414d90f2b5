"""The trail (留痕) of who did what, and writes that leave the data as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.store.file_identity import begin_write
from core.store.trail_chain import BEGINNING, best_algorithm, chain_head, line_hash, stored_text

if TYPE_CHECKING:
    from sqlite3 import Connection

_SIGNER = re.compile(r"(user|demo|cli):")  # what an account, a part that is played, and the command line begin with


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act: its time (epoch seconds), its actor, and the version of the data."""

    at: int
    actor: str
    action: str
    detail: str
    data_version: int


class TakenMeanwhile(Exception):
    """Somebody else was quicker with what can be had once: nothing is written, the line of the trail neither."""


def signed_name(signature: str) -> str:
    """Return the name in a signature such as 张三（user:zhang）, for people to read; the record keeps the whole.

    What is not written so is returned as it is.
    """
    name, _, account = signature.removesuffix("）").rpartition("（")
    return name if name and _SIGNER.match(account) and signature.endswith("）") else signature


def append_line(connection: Connection, line: TrailLine) -> None:
    """Add a line behind the last one, chained to it, within the open transaction."""
    content = (line.at, line.actor, line.action, line.detail, line.data_version)
    head, algorithm = chain_head(connection), best_algorithm()
    previous, number = (head.hash, head.line + 1) if head else (BEGINNING, 1)
    connection.execute(
        "INSERT INTO audit (id, at, actor, action, detail, data_version, algorithm, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [number, *content, algorithm, line_hash(previous, number, content, algorithm)],
    )


def add_line(connection: Connection, *, actor: str, action: str, detail: str, now: int) -> None:
    """Add a line that leaves the data as they are, within the open transaction."""
    (version,) = connection.execute("SELECT value FROM meta WHERE key = 'data_version'").fetchone()
    append_line(connection, TrailLine(now, actor, action, detail, version))


@contextmanager
def trail_transaction(connection: Connection, *, actor: str, action: str, detail: str, now: int) -> Iterator[None]:
    """Open a transaction with its line of the trail, for writes that are not data: the data version stays.

    No board is read anew. On an error nothing is written.
    """
    begin_write(connection)
    try:
        add_line(connection, actor=actor, action=action, detail=detail, now=now)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def trail_lines(connection: Connection, limit: int, action: str | None = None) -> list[TrailLine]:
    """Return the newest lines first; of one action, if one is named."""
    rows = connection.execute(
        "SELECT at, CAST(actor AS BLOB), CAST(action AS BLOB), CAST(detail AS BLOB), data_version FROM audit "
        "WHERE ? IS NULL OR action = ? ORDER BY id DESC LIMIT ?",
        [action, action, limit],
    )
    return [
        TrailLine(at, stored_text(actor), stored_text(act), stored_text(detail), version)
        for at, actor, act, detail, version in rows
    ]
