"""Drafts of bulletins: the steps that each has taken, the newest content, and who left it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.labelled_enum import LabelledEnum
from core.store.bulletins import BulletinSubject, content_digest
from core.store.sqlite import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection

_COLUMNS = "draft, step, act, kind, unit, first, last, title, at, actor, note, content, digest"


class DraftAct(LabelledEnum):
    """The kind of a step."""

    MADE = "made", "起草"
    EDITED = "edited", "修改"
    APPROVED = "approved", "签发"
    RETURNED = "returned", "退回"
    ISSUED = "issued", "印发"
    DROPPED = "dropped", "作废"


CLOSING = (DraftAct.ISSUED, DraftAct.DROPPED)
WRITING = (DraftAct.MADE, DraftAct.EDITED)


class DraftStep(NamedTuple):
    """One step: what was done, when, by whom, with what remark, and the document that it left, as JSON."""

    number: int
    act: DraftAct
    at: int
    actor: str
    note: str
    content: str
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A bulletin before its issue, with its steps, the first first."""

    number: int
    subject: BulletinSubject
    title: str
    steps: tuple[DraftStep, ...]

    @property
    def newest(self) -> DraftStep:
        """The last step."""
        return self.steps[-1]

    @property
    def state(self) -> DraftAct:
        """The last step."""
        return self.newest.act

    @property
    def is_open(self) -> bool:
        """Tell that it is neither issued nor dropped."""
        return self.state not in CLOSING

    @property
    def writers(self) -> frozenset[str]:
        """The accounts that made or edited it: they may not sign it."""
        return frozenset(step.actor for step in self.steps if step.act in WRITING)

    @property
    def is_intact(self) -> bool:
        """Tell whether every content is what was left."""
        return all(content_digest(step.content) == step.digest for step in self.steps)


def drafts(connection: Connection) -> list[Draft]:
    """Return all drafts, the newest first."""
    return _read(connection.execute(f"SELECT {_COLUMNS} FROM bulletin_step ORDER BY draft DESC, step").fetchall())


def draft(connection: Connection, number: int) -> Draft:
    """Return a draft. Raises LookupError (Chinese) if there is none, StoreError if it was tampered with."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM bulletin_step WHERE draft = ? ORDER BY step", [number]
    ).fetchall()
    if not rows:
        raise LookupError(f"没有第 {number} 号草稿：fengjing bulletin drafts 列出草稿")
    (read,) = _read(rows)
    if not read.is_intact:
        raise StoreError(f"第 {number} 号草稿的内容与留下的校验值不符，可能被人改动过。")
    return read


def open_draft(connection: Connection, subject: BulletinSubject) -> Draft | None:
    """Return the draft of a subject that is neither issued nor dropped, if there is one."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM bulletin_step WHERE kind = ? AND unit = ? AND first = ? AND last = ? "
        "ORDER BY draft DESC, step",
        subject,
    ).fetchall()
    return next((read for read in _read(rows) if read.is_open), None)


class NewStep(NamedTuple):
    """A step to be taken, by whom, at what time, with what remark; `content` is the document that it leaves."""

    act: DraftAct
    content: str
    actor: str
    at: int
    note: str = ""


def record_step(
    connection: Connection, number: int | None, subject: BulletinSubject, title: str, new: NewStep
) -> Draft:
    """Write a step inside the open transaction; without a number, the first of a new draft."""
    if not connection.in_transaction:
        raise StoreError("草稿的每一步必须在一个事务之内写下。")
    if number is None:
        (number,) = connection.execute("SELECT ifnull(max(draft), 0) + 1 FROM bulletin_step").fetchone()
    (step,) = connection.execute(
        "SELECT ifnull(max(step) + 1, 0) FROM bulletin_step WHERE draft = ?", [number]
    ).fetchone()
    row = (
        *(number, step, str(new.act), *subject, title),
        *(new.at, new.actor, new.note, new.content, content_digest(new.content)),
    )
    connection.execute(f"INSERT INTO bulletin_step ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row)
    return draft(connection, number)


def _read(rows: list[tuple[object, ...]]) -> list[Draft]:
    by_number: dict[int, list[tuple[object, ...]]] = {}
    for row in rows:
        by_number.setdefault(int(str(row[0])), []).append(row)
    return [_draft(number, own) for number, own in by_number.items()]


def _draft(number: int, rows: list[tuple[object, ...]]) -> Draft:
    _, _, _, kind, unit, first, last, title, *_ = rows[-1]
    subject = BulletinSubject(kind, unit, first, last)  # type: ignore[arg-type]  # columns of a strict table
    steps = tuple(
        DraftStep(step, DraftAct(act), *rest)  # type: ignore[arg-type]  # likewise
        for _, step, act, _, _, _, _, _, *rest in rows
    )
    return Draft(number, subject, str(title), steps)
