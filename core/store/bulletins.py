"""Issued bulletins (通报): written once, and read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.store.bulletin_cells import BulletinCell, record_cells
from core.store.sqlite import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection

_COLUMNS = "id, kind, unit, first, last, edition, title, at, actor, reason, audit, data_version, content, digest"


class BulletinSubject(NamedTuple):
    """The subject of a bulletin: its kind, its unit (id), its days as day numbers."""

    kind: str
    unit: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class IssuedBulletin:
    """One issued bulletin. Edition 0 is the first of its subject (原报), n its n-th correction, for the `reason`.

    `audit` is the line of its audit, `content` the document as JSON, `digest` the content's SHA-256.
    """

    id: int
    subject: BulletinSubject
    edition: int
    title: str
    at: int
    actor: str
    reason: str
    audit: str
    data_version: int
    content: str
    digest: str

    @property
    def label(self) -> str:
        """原报, or the number of the correction."""
        return f"更正第 {self.edition} 号" if self.edition else "原报"

    @property
    def is_intact(self) -> bool:
        """Tell whether the content is what was issued."""
        return content_digest(self.content) == self.digest


class NewBulletin(NamedTuple):
    """A bulletin to be issued; `cells` are the protected amounts that it rests on."""

    subject: BulletinSubject
    title: str
    audit: str
    content: str
    data_version: int
    cells: tuple[BulletinCell, ...] = ()


def content_digest(content: str) -> str:
    """Return the SHA-256 of a document's JSON."""
    return hashlib.sha256(content.encode()).hexdigest()


def issued_bulletins(connection: Connection) -> list[IssuedBulletin]:
    """Return all issued bulletins, the newest first."""
    return [_read(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM bulletin ORDER BY id DESC")]


def issued_bulletin(connection: Connection, number: int) -> IssuedBulletin:
    """Return a bulletin by its number. Raises LookupError (Chinese) if there is none."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM bulletin WHERE id = ?", [number]).fetchone()
    if row is None:
        raise LookupError(f"没有第 {number} 号通报：fengjing bulletin list 列出已印发的")
    return _read(row)


def editions(connection: Connection, subject: BulletinSubject) -> list[IssuedBulletin]:
    """Return what was issued on a subject, the first edition first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM bulletin WHERE kind = ? AND unit = ? AND first = ? AND last = ? ORDER BY edition",
        subject,
    )
    return [_read(row) for row in rows]


def issue_before(connection: Connection, subject: BulletinSubject) -> IssuedBulletin | None:
    """Return the newest edition of the issue whose last day is just before a subject's first, if there is one."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM bulletin WHERE kind = ? AND unit = ? AND last = ? ORDER BY edition DESC LIMIT 1",
        [subject.kind, subject.unit, subject.first - 1],
    ).fetchone()
    return None if row is None else _read(row)


def bulletin_of_number(connection: Connection, number: str) -> int | None:
    """Return the bulletin that was issued under a 发文字号, if there is one."""
    query = "SELECT id FROM bulletin WHERE json_extract(content, '$.form.number') = ? LIMIT 1"
    row = connection.execute(query, [number]).fetchone()
    return None if row is None else int(row[0])


def next_edition(connection: Connection, subject: BulletinSubject, reason: str) -> int:
    """Return the number of a subject's next edition. Raises StoreError (Chinese) if there may be none."""
    earlier = editions(connection, subject)
    if earlier and not reason:
        issued = f"这一期已由 {earlier[0].actor} 印发（第 {earlier[-1].id} 号），不能覆盖"
        raise StoreError(f"{issued}：如有更正，请写明原因，另发更正。")
    if reason and not earlier:
        raise StoreError("这一期还没有印发过，没有可更正的。")
    return len(earlier)


def record_bulletin(connection: Connection, new: NewBulletin, *, actor: str, reason: str, now: int) -> IssuedBulletin:
    """Write a bulletin, inside the open transaction. Raises StoreError (Chinese) if its subject was issued already."""
    if not connection.in_transaction:
        raise StoreError("印发必须在一个事务之内进行。")
    edition = next_edition(connection, new.subject, reason)
    (number,) = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM bulletin").fetchone()
    digest = content_digest(new.content)
    row = (
        *(number, *new.subject, edition, new.title, now, actor, reason),
        *(new.audit, new.data_version, new.content, digest),
    )
    connection.execute(f"INSERT INTO bulletin ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row)
    record_cells(connection, number, new.cells)
    return _read(row)


def _read(row: tuple[object, ...]) -> IssuedBulletin:
    number, kind, unit, first, last, *rest = row
    return IssuedBulletin(number, BulletinSubject(kind, unit, first, last), *rest)  # type: ignore[arg-type]
