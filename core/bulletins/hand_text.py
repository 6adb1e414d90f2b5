"""Text that a person writes into the sections of a bulletin that are left to them; figures are never edited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from core.bulletins.document import BulletinDocument, DocumentSection, Paragraph
from core.store.sqlite import StoreError

LONGEST = 4000  # characters of a section
_PERSONAL = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def hand_sections(document: BulletinDocument) -> list[str]:
    """Return the headings of the sections that a person writes."""
    return [section.heading for section in document.sections if _is_hand(section)]


def unwritten_sections(document: BulletinDocument) -> list[str]:
    """Return the headings of those that nobody has written yet."""
    return [
        section.heading for section in document.sections if any(paragraph.by_hand for paragraph in section.paragraphs)
    ]


def texts_by_heading(document: BulletinDocument) -> dict[str, str]:
    """Return what people wrote into each section that is left to them, empty where nobody has yet."""
    return {
        section.heading: "\n".join(paragraph.text for paragraph in section.paragraphs if paragraph.written)
        for section in document.sections
        if _is_hand(section)
    }


def _is_hand(section: DocumentSection) -> bool:
    return any(paragraph.by_hand or paragraph.written for paragraph in section.paragraphs)


def with_texts(document: BulletinDocument, texts: Mapping[str, str]) -> BulletinDocument:
    """Return the document with texts by heading, and a note that people wrote them. Raises StoreError (Chinese)."""
    open_headings = hand_sections(document)
    for heading, text in texts.items():
        if heading not in open_headings:
            listed = "、".join(open_headings) or "没有"
            raise StoreError(f"“{heading}”不是由人填写的部分，可写：{listed}；数和判断不能改。")
        _check_text(heading, text)
    sections = tuple(
        replace(section, paragraphs=_paragraphs(texts[section.heading])) if section.heading in texts else section
        for section in document.sections
    )
    return _with_note(replace(document, sections=sections))


def _with_note(document: BulletinDocument) -> BulletinDocument:
    """Put the note in that says which sections people wrote."""
    notes = tuple(note for note in document.notes if not note.written)
    written = [
        section.heading for section in document.sections if any(paragraph.written for paragraph in section.paragraphs)
    ]
    if not written:
        return replace(document, notes=notes)
    remark = f"{''.join(f'“{heading}”' for heading in written)}由人填写，其中的数不是系统算出的。"
    return replace(document, notes=(*notes, Paragraph(remark, plain=(remark,), written=True)))


def lines_of_text(text: str) -> list[str]:
    """Return the paragraphs of what was typed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line, plain=(line,), written=True) for line in lines_of_text(text))


def _check_text(heading: str, text: str) -> None:
    if not text.strip():
        raise StoreError(f"“{heading}”没有内容：没有的，写“无”。")
    if len(text) > LONGEST:
        raise StoreError(f"“{heading}”有 {len(text)} 字，最多 {LONGEST} 字。")
    if _CONTROL.search(text):
        raise StoreError(f"“{heading}”里有看不见的控制字符，请用纯文本重新粘贴。")
    if personal := _PERSONAL.search(text):
        beginning = f"{personal.group()[:3]}…"
        raise StoreError(f"“{heading}”里的 {beginning} 像是证件号或手机号：通报里不写个人信息。")


def with_written_texts(document: BulletinDocument, earlier: BulletinDocument) -> BulletinDocument:
    """Return a document made anew, with what was written into an earlier one."""
    written = {
        section.heading: section
        for section in earlier.sections
        if any(paragraph.written for paragraph in section.paragraphs)
    }
    sections = tuple(
        replace(section, paragraphs=written[section.heading].paragraphs) if section.heading in written else section
        for section in document.sections
    )
    return _with_note(replace(document, sections=sections))
