"""The way of a bulletin to its issue: drafted, written into, signed by another, issued; each act in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from core.bulletins.corrections import HEADING, corrections_since, period_of
from core.bulletins.document import BulletinDocument, DocumentSection, from_json, to_json
from core.bulletins.hand_text import lines_of_text, texts_by_heading, unwritten_sections, with_texts, with_written_texts
from core.bulletins.issue import (
    Act,
    IssuingSource,
    check_edition,
    check_version,
    checked,
    subject_of,
    whole_document,
    with_office,
)
from core.bulletins.load import BulletinRules
from core.store.bulletin_drafts import WRITING, Draft, DraftAct, NewStep, draft, open_draft, record_step
from core.store.bulletins import IssuedBulletin, NewBulletin, next_edition, record_bulletin
from core.store.sqlite import StoreError
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

TRAIL_ACTION = "bulletin_draft"
REFRESHED = "重算各数"


def draft_document(draft_read: Draft) -> BulletinDocument:
    """Return the document as the last step left it."""
    return from_json(draft_read.newest.content)


def make_draft(
    source: IssuingSource, rules: BulletinRules, kind: str, period: str, unit: str | None, act: Act
) -> Draft:
    """Make a draft; of what was issued already, a correction, which needs a reason. Raises StoreError (Chinese)."""
    connection = source.store.conn
    with source.reading():
        document = whole_document(source, rules, kind, period, unit)
        subject = subject_of(source, document)
        if (earlier := open_draft(connection, subject)) is not None:
            raise StoreError(f"这一期已有第 {earlier.number} 号草稿：接着改，或先作废。")
        next_edition(connection, subject, act.reason)
    new = NewStep(DraftAct.MADE, to_json(document), act.actor, act.at, act.reason)
    with _trail(connection, None, document.title, new):
        return record_step(connection, None, subject, document.title, new)


def edit_draft(
    source: IssuingSource, number: int, texts: Mapping[str, str], act: Act, seen: int | None = None
) -> Draft:
    """Write into the sections that are left to people.

    `seen` is the number of steps after which whoever writes saw the draft: what they left as it was then is not
    written, and what another has written since is not overwritten. Raises StoreError (Chinese).
    """
    earlier = _open(source.store.conn, number)
    document = draft_document(earlier)
    if seen is not None and seen < len(earlier.steps):
        texts = _changed_since(earlier, seen, texts)
    if seen is not None and not texts:
        return earlier
    document = with_texts(document, texts)
    return _step(source, earlier, DraftAct.EDITED, document, act._replace(reason="、".join(texts)))


def _changed_since(earlier: Draft, seen: int, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that their writer has changed. Raises StoreError (Chinese) where another has done so too."""
    before = texts_by_heading(from_json(earlier.steps[seen - 1].content))
    now = texts_by_heading(draft_document(earlier))
    typed = {heading: "\n".join(lines_of_text(text)) for heading, text in texts.items()}
    changed = {
        heading: text for heading, text in typed.items() if text not in (before.get(heading, ""), now.get(heading))
    }
    overtaken = [heading for heading in changed if now.get(heading) != before.get(heading)]
    if overtaken:
        listed = "".join(f"“{heading}”" for heading in overtaken)
        raise StoreError(f"{listed}刚刚由 {earlier.newest.actor} 改过，没有保存您的：看过对方写的，合并以后再保存。")
    return changed


def refresh_draft(source: IssuingSource, rules: BulletinRules, number: int, act: Act) -> Draft:
    """Make the figures of a draft anew; what people wrote stays."""
    earlier = _open(source.store.conn, number)
    before = draft_document(earlier)
    with source.reading():
        period = period_of(source, rules, before)
        document = whole_document(source, rules, before.kind, period, before.unit_code)
    return _step(source, earlier, DraftAct.EDITED, with_written_texts(document, before), act._replace(reason=REFRESHED))


def approve_draft(source: IssuingSource, rules: BulletinRules, number: int, act: Act) -> Draft:
    """Sign a draft: nobody signs what they made or wrote. Raises StoreError (Chinese) where it cannot be issued."""
    earlier = _open(source.store.conn, number)
    if act.actor in earlier.writers:
        raise StoreError(f"{act.actor} 起草或修改过这份草稿，要由另一个人签发。")
    if earlier.state not in WRITING:
        raise StoreError(f"第 {number} 号草稿已{earlier.state.label}，改过才能再签。")
    document = draft_document(earlier)
    if unwritten := unwritten_sections(document):
        raise StoreError(f"还有待人工填写的部分：{'、'.join(unwritten)}；没有的，写“无”。")
    with source.reading():
        _check_current(source, rules, document)
        checked(source, document)
    return _step(source, earlier, DraftAct.APPROVED, document, act)


def return_draft(source: IssuingSource, number: int, act: Act) -> Draft:
    """Give a draft back to its writers, for a reason."""
    if not act.reason.strip():
        raise StoreError("退回要写明理由。")
    earlier = _open(source.store.conn, number)
    return _step(source, earlier, DraftAct.RETURNED, draft_document(earlier), act)


def drop_draft(source: IssuingSource, number: int, act: Act) -> Draft:
    """End a draft that is not to be issued; it is kept."""
    earlier = _open(source.store.conn, number)
    return _step(source, earlier, DraftAct.DROPPED, draft_document(earlier), act)


def issue_draft(
    source: IssuingSource, rules: BulletinRules, number: int, act: Act, place: int | None = None
) -> IssuedBulletin:
    """Issue a draft as it was signed; `place` is that of its 发文字号 in the year, where the bureau has such.

    Raises StoreError (Chinese) if it is not signed or its figures have changed.
    """
    connection = source.store.conn
    signed = _open(connection, number)
    if signed.state is not DraftAct.APPROVED:
        raise StoreError(f"第 {number} 号草稿还没有签发（现为{signed.state.label}），不能印发。")
    document, reason = draft_document(signed), signed.steps[0].note
    with source.reading():
        with source.watched_cells() as cells:
            _check_current(source, rules, document)
        result = checked(source, document)
        check_edition(source, signed.subject, document, reason)
        version = source.data_version()
        signer = signed.newest.actor.partition("（")[0]
        document = with_office(connection, rules, document, act, signer, place)
    content = to_json(document)
    new = NewBulletin(signed.subject, document.title, result.line, content, version, tuple(cells))
    step = NewStep(DraftAct.ISSUED, content, act.actor, act.at)
    detail = f"第 {number} 号草稿：{new.title}；{new.audit}" + (f"更正：{reason}" if reason else "")
    with trail_transaction(connection, actor=act.actor, action="bulletin", detail=detail, now=act.at):
        check_version(source, version)
        record_step(connection, number, signed.subject, new.title, step)
        return record_bulletin(connection, new, actor=act.actor, reason=reason, now=act.at)


def _open(connection: Connection, number: int) -> Draft:
    named = draft(connection, number)
    if not named.is_open:
        raise StoreError(f"第 {number} 号草稿已{named.state.label}，不能再动。")
    return named


def _check_current(source: IssuingSource, rules: BulletinRules, document: BulletinDocument) -> None:
    """Raise StoreError (Chinese) where anything reads otherwise than when the draft was made."""
    period = period_of(source, rules, document)
    current = whole_document(source, rules, document.kind, period, document.unit_code)
    if changed := corrections_since(document, current):
        first = changed[0]
        example = f"{first.unit}{first.kpi_zh}{first.what} {first.issued}，现为 {first.now}"
        raise StoreError(f"起草以来有 {len(changed)} 处数有变（如{example}）：请先重算（bulletin refresh）。")
    if _told_of_earlier(document) != _told_of_earlier(current):
        raise StoreError(f"起草以来，“{HEADING}”一节又有变：请先重算（bulletin refresh）。")


def _told_of_earlier(document: BulletinDocument) -> list[DocumentSection]:
    """Return the section on what reads otherwise in the issue before, if there is one."""
    return [section for section in document.sections if section.is_on_earlier]


def _step(source: IssuingSource, earlier: Draft, kind: DraftAct, document: BulletinDocument, act: Act) -> Draft:
    connection = source.store.conn
    new = NewStep(kind, to_json(document), act.actor, act.at, act.reason)
    with _trail(connection, earlier.number, document.title, new):
        if len(draft(connection, earlier.number).steps) != len(earlier.steps):
            raise StoreError("这份草稿刚刚有人动过，请看过再来。")
        return record_step(connection, earlier.number, earlier.subject, document.title, new)


def _trail(connection: Connection, number: int | None, title: str, new: NewStep) -> AbstractContextManager[None]:
    number_text = "" if number is None else f"第 {number} 号草稿："
    detail = f"{new.act.label} {number_text}{title}" + (f"（{new.note}）" if new.note else "")
    return trail_transaction(connection, actor=new.actor, action=TRAIL_ACTION, detail=detail, now=new.at)
