"""Issue of a bulletin: audited, then frozen with a number in one transaction with its line of the trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from core.bulletins.build import build_document
from core.bulletins.document import BulletinDocument, FigureLine, from_json, to_json
from core.bulletins.load import BulletinRules
from core.bulletins.self_audit import audit_document
from core.bulletins.source import BulletinSource
from core.metrics.display import NO_DATA
from core.store.bulletins import BulletinSubject, IssuedBulletin, NewBulletin, editions, next_edition, record_bulletin
from core.store.sqlite import StoreError
from core.store.trail import trail_transaction
from core.time.days import day_number

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from core.store.store import Store


class IssuingSource(BulletinSource, Protocol):
    """The engine over a database that can be written to."""

    store: Store

    def data_version(self) -> int:
        """Returns a number that rises with every write."""

    def reading(self) -> AbstractContextManager[None]:
        """Lets the questions asked inside see one state of the data."""


class CorrectedFigure(NamedTuple):
    """A figure or a change that reads otherwise now than it was issued."""

    unit: str
    kpi_zh: str
    what: str
    issued: str
    now: str


def issue_bulletin(
    source: IssuingSource,
    rules: BulletinRules,
    kind: str,
    period: str,
    unit: str | None,
    act: tuple[str, int, str],
) -> IssuedBulletin:
    """Issue a bulletin; `act` is its actor, the time, and the reason of a correction (empty of a first edition).

    Raises StoreError (Chinese) if the period is not over, a figure does not stand, the subject was issued already, or
    a correction would change nothing.
    """
    actor, now, reason = act
    connection = source.store.conn
    with source.reading():
        document = build_document(source, rules, kind, period, unit)
        if not document.complete:
            raise StoreError(
                f"{document.period_text}还没有过完（数据到 {document.last}），不能印发；可用 make 出草稿。"
            )
        result = audit_document(document, source.catalogue)
        if result.faults:
            listed = "；".join(f"{fault.place} {fault.printed}：{fault.reason}" for fault in result.faults[:5])
            raise StoreError(f"{result.line}没有印发。{listed}")
        subject = _subject(source, document)
        earlier = next_edition(connection, subject, reason)
        if earlier and not corrections_since(issued_document(editions(connection, subject)[-1]), document):
            raise StoreError("与已印发的完全相同，不需要更正。")
    new = NewBulletin(subject, document.title, result.line, to_json(document), document.data_version)
    detail = f"{document.title}；{result.line}" + (f"更正：{reason}" if reason else "")
    with trail_transaction(connection, actor=actor, action="bulletin", detail=detail, now=now):
        if source.data_version() != document.data_version:
            raise StoreError("数据刚刚有更新，算好的通报已不是最新：请再印发一次。")
        return record_bulletin(connection, new, actor=actor, reason=reason, now=now)


def _subject(source: IssuingSource, document: BulletinDocument) -> BulletinSubject:
    unit = source.unit(document.unit_code).id
    days = (day_number(date.fromisoformat(day)) for day in (document.first, document.last))
    return BulletinSubject(document.kind, unit, *days)


def corrections_since(issued: BulletinDocument, current: BulletinDocument) -> list[CorrectedFigure]:
    """Return what reads otherwise now (原报/现值): figures, bases, changes and verdicts that are printed."""
    now = {_line_key(line): dict(_printed(line)) for line in current.figures}
    return [
        CorrectedFigure(line.unit, line.kpi_zh, what, text, now_text)
        for line in issued.figures
        for what, text in _printed(line)
        if (now_text := now.get(_line_key(line), {}).get(what, NO_DATA)) != text
    ]


def _line_key(line: FigureLine) -> tuple[str, str, str]:
    return line.section, line.unit, line.kpi


def _printed(line: FigureLine) -> Iterator[tuple[str, str]]:
    yield "本期数", line.text
    for one in line.comparisons:
        yield one.base_label, one.base_text
        yield one.label, one.change_text
        yield f"{one.label}判断", one.verdict


def issued_document(issued: IssuedBulletin) -> BulletinDocument:
    """Return the document that was issued. Raises StoreError (Chinese) if it is not what it was."""
    if not issued.is_intact:
        raise StoreError(f"第 {issued.id} 号通报的内容与印发时的校验值不符，可能被人改动过。")
    return from_json(issued.content)
