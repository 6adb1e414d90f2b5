"""The chain of the trail: each line holds a hash of itself and of the line before, so that none goes or changes unseen.

Whoever owns the file can make the whole chain anew; what shows that is its head, kept outside (`anchors.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sqlite_utils import Database

if TYPE_CHECKING:
    from sqlite3 import Connection

SM3, SHA256 = "sm3", "sha256"
OURS = (SM3, SHA256)
_CLOCKS_DIFFER = 300  # seconds, of machines that share a trail
BEGINNING = ""  # stands for the hash before the first line

_COLUMNS = """
DROP TRIGGER audit_is_fixed;
ALTER TABLE audit ADD COLUMN algorithm TEXT;
ALTER TABLE audit ADD COLUMN hash TEXT;
"""
_TRIGGERS = (
    "CREATE TRIGGER audit_is_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is fixed'); END",
    "CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.hash IS NULL OR NEW.algorithm IS NULL "
    "BEGIN SELECT RAISE(ABORT, 'the audit is chained'); END",
)
_LOWEST = -(2**63)  # which no line has
_TEXTS = ("actor", "action", "detail", "algorithm", "hash")
_BYTES = ", ".join(f"CAST({name} AS BLOB)" for name in _TEXTS)
_LINES = "SELECT id, at, actor, action, detail, data_version FROM audit ORDER BY id"


class ChainLink(NamedTuple):
    """A line's place in the chain: its number, the algorithm, and the hash of it and all before it."""

    line: int
    algorithm: str
    hash: str


class StoredLine(NamedTuple):
    """A line as it stands in the file: its number, what it says, and its place in the chain."""

    number: int
    content: tuple[int, str, str, str, int]
    algorithm: str
    hash: str


class ChainFault(NamedTuple):
    """A line that does not follow from the one before; `is_unknown` where its algorithm is not to be had here."""

    line: int
    algorithm: str
    is_unknown: bool = False


def is_chained(connection: Connection) -> bool:
    """Tell whether the trail of a file is a chain yet; those of early versions, not brought up to date, are none."""
    return any(name == "hash" for _, name, *_ in connection.execute("PRAGMA table_info(audit)"))


@lru_cache(maxsize=1)
def best_algorithm() -> str:
    """Return SM3 where this machine's OpenSSL has it, otherwise SHA-256."""
    return SM3 if _is_available(SM3) else SHA256


def _is_available(algorithm: str) -> bool:
    """Tell whether an algorithm is one of ours and to be had here: by a weak one two trails can be made of one hash."""
    if algorithm not in OURS:
        return False
    try:
        hashlib.new(algorithm)
    except ValueError:
        return False
    return True


def line_hash(previous: str, number: int, content: Sequence[object], algorithm: str) -> str:
    """Return the hash of a line behind another; `content` is time, actor, action, detail and data version."""
    text = json.dumps([previous, number, *content, algorithm], ensure_ascii=True, separators=(",", ":"))
    return hashlib.new(algorithm, text.encode()).hexdigest()


def line_follows(previous: str, number: int, content: Sequence[object], algorithm: str, stored: str) -> bool:
    """Return True if the hash stored with a line follows from the line before; False where it cannot be made here."""
    return _is_available(algorithm) and line_hash(previous, number, content, algorithm) == stored


def stored_lines(connection: Connection, after: int = _LOWEST, limit: int = -1) -> Iterator[StoredLine]:
    """Yield the lines behind a number, or all, in their order. Bytes that are no text hinder nothing."""
    rows = connection.execute(
        f"SELECT id, at, data_version, {_BYTES} FROM audit WHERE id > ? ORDER BY id LIMIT ?",
        [after, limit],
    )
    for number, at, version, *texts in rows:
        actor, action, detail, algorithm, stored = map(stored_text, texts)
        yield StoredLine(number, (at, actor, action, detail, version), algorithm, stored)


def stored_text(text: bytes | None) -> str:
    """Return a text of the trail by its bytes; those that are no text, put in by hand, as they would be written."""
    return (text or b"").decode(errors="backslashreplace")


def chain_head(connection: Connection) -> ChainLink | None:
    """Return the place of the last line; None where there is none."""
    row = connection.execute("SELECT id, algorithm, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else ChainLink(*row)


def chain_faults(connection: Connection) -> Iterator[ChainFault]:
    """Yield every line that does not follow from the one before it."""
    previous, before = BEGINNING, 0
    for number, content, algorithm, stored in stored_lines(connection):
        if algorithm in OURS and not _is_available(algorithm):
            yield ChainFault(number, algorithm, is_unknown=True)
        elif number != before + 1 or not line_follows(previous, number, content, algorithm, stored):
            yield ChainFault(number, algorithm)
        previous, before = stored, number


class ClockStep(NamedTuple):
    """A line that tells an earlier time than the line before it, and by how many seconds."""

    line: int
    seconds: int


def clock_steps(connection: Connection) -> list[ClockStep]:
    """Return the lines before which a clock was set back: no fault of the chain, but a time not to be relied on."""
    rows = connection.execute(
        "SELECT id, before - at FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS before FROM audit) "
        "WHERE before - at > ? ORDER BY id",
        [_CLOCKS_DIFFER],
    )
    return [ClockStep(*row) for row in rows]


def chain_lines(db: Database) -> None:
    """Chain the lines that stand already, for the migration."""
    for statement in _COLUMNS.strip().split("\n"):
        db.execute(statement)
    previous = BEGINNING
    algorithm = best_algorithm()
    for number, *content in db.execute(_LINES).fetchall():
        previous = line_hash(previous, number, content, algorithm)
        db.execute("UPDATE audit SET algorithm = ?, hash = ? WHERE id = ?", [algorithm, previous, number])
    for trigger in _TRIGGERS:
        db.execute(trigger)
