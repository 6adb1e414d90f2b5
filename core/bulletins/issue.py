"""Issue of a bulletin: audited, then frozen with a number in one transaction with its line of the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from core.bulletins.build import build_document
from core.bulletins.corrections import corrections_since, earlier_corrections, issued_document
from core.bulletins.document import BulletinDocument, to_json
from core.bulletins.load import BulletinRules
from core.bulletins.official_form import issued_form
from core.bulletins.self_audit import AuditResult, audit_document
from core.bulletins.source import BulletinSource
from core.store.bulletin_cells import BulletinCell
from core.store.bulletin_drafts import open_draft
from core.store.bulletins import (
    BulletinSubject,
    IssuedBulletin,
    NewBulletin,
    bulletin_of_number,
    editions,
    next_edition,
    record_bulletin,
)
from core.store.sqlite import StoreError
from core.store.trail import trail_transaction
from core.time.days import day_number, to_time

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

    from core.store.store import Store

MOST_FAULTS_LISTED = 5


class IssuingSource(BulletinSource, Protocol):
    """The engine over a database that can be written to."""

    store: Store

    def data_version(self) -> int:
        """Returns a number that rises with every write."""

    def reading(self) -> AbstractContextManager[None]:
        """Lets the questions asked inside see one state of the data."""

    def watched_cells(self) -> AbstractContextManager[list[BulletinCell]]:
        """Collects the protected amounts that the figures asked for inside rest on; filled when it ends."""


class Act(NamedTuple):
    """An act: who, when, and why: the reason of a correction or of a return, otherwise empty."""

    actor: str
    at: int
    reason: str = ""

    @property
    def name(self) -> str:
        """The actor's name, without the account in brackets."""
        return self.actor.partition("（")[0]


def issue_bulletin(
    source: IssuingSource,
    rules: BulletinRules,
    kind: str,
    period: str,
    unit: str | None,
    act: Act,
    place: int | None = None,
) -> IssuedBulletin:
    """Issue a bulletin as it is made now, without a draft; `place` is the place of its 发文字号 in the year.

    Raises StoreError (Chinese) if the period is not over, a figure does not stand, the subject was issued already or
    has a draft, or a correction would change nothing.
    """
    connection = source.store.conn
    with source.reading():
        with source.watched_cells() as cells:
            document = whole_document(source, rules, kind, period, unit)
        subject = subject_of(source, document)
        if (draft := open_draft(connection, subject)) is not None:
            raise StoreError(f"这一期有第 {draft.number} 号草稿，请从草稿印发，或先作废。")
        result = checked(source, document)
        check_edition(source, subject, document, act.reason)
        document = with_office(connection, rules, document, act, act.name, place)
    new = NewBulletin(subject, document.title, result.line, to_json(document), document.data_version, tuple(cells))
    return record_issue(source, new, act)


def whole_document(
    source: IssuingSource, rules: BulletinRules, kind: str, period: str, unit: str | None
) -> BulletinDocument:
    """Return a bulletin with what reads otherwise in the issue before it."""
    document = build_document(source, rules, kind, period, unit)
    earlier = earlier_corrections(source.store.conn, source, rules, subject_of(source, document))
    return document if earlier is None else replace(document, sections=(*document.sections, earlier))


def with_office(
    connection: Connection, rules: BulletinRules, document: BulletinDocument, act: Act, signer: str, place: int | None
) -> BulletinDocument:
    """Return a document with its 发文字号 and signer, as its form asks. Raises StoreError (Chinese) for a used one."""
    number = rules.form.number_text(to_time(act.at).year, place)
    if number and (earlier := bulletin_of_number(connection, number)) is not None:
        raise StoreError(f"发文字号 {number} 已经用在第 {earlier} 号通报上。")
    return replace(document, form=issued_form(document, rules.form, number, signer))


def checked(source: IssuingSource, document: BulletinDocument) -> AuditResult:
    """Return the audit of what is to be issued. Raises StoreError (Chinese) where it may not be."""
    if not document.complete:
        raise StoreError(f"{document.period_text}还没有过完（数据到 {document.last}），不能印发；可用 make 出草稿。")
    if not any(line.number is not None for line in document.figures):
        raise StoreError(f"{document.period_text}没有一个可以印的数，不能印发：先导入这一期的数据。")
    result = audit_document(document, source.catalogue)
    if result.faults:
        listed = "；".join(
            f"{fault.place} {fault.printed}：{fault.reason}" for fault in result.faults[:MOST_FAULTS_LISTED]
        )
        raise StoreError(f"{result.line}没有印发。{listed}")
    return result


def check_edition(source: IssuingSource, subject: BulletinSubject, document: BulletinDocument, reason: str) -> None:
    """Raise StoreError (Chinese) where a subject was issued already, or a correction would change nothing."""
    connection = source.store.conn
    earlier = next_edition(connection, subject, reason)
    if earlier and not corrections_since(issued_document(editions(connection, subject)[-1]), document):
        raise StoreError("与已印发的完全相同，不需要更正。")


def record_issue(source: IssuingSource, new: NewBulletin, act: Act) -> IssuedBulletin:
    """Write a bulletin with its line of the trail, unless the data have changed since it was checked."""
    detail = f"{new.title}；{new.audit}" + (f"更正：{act.reason}" if act.reason else "")
    connection = source.store.conn
    with trail_transaction(connection, actor=act.actor, action="bulletin", detail=detail, now=act.at):
        check_version(source, new.data_version)
        return record_bulletin(connection, new, actor=act.actor, reason=act.reason, now=act.at)


def check_version(source: IssuingSource, version: int) -> None:
    """Raise StoreError (Chinese) if the data are not those of a version any more."""
    if source.data_version() != version:
        raise StoreError("数据刚刚有更新，算好的通报已不是最新：请再印发一次。")


def subject_of(source: BulletinSource, document: BulletinDocument) -> BulletinSubject:
    """Return the kind, the unit and the days that a document is about."""
    unit = source.unit(document.unit_code).id
    days = (day_number(date.fromisoformat(day)) for day in (document.first, document.last))
    return BulletinSubject(document.kind, unit, *days)
