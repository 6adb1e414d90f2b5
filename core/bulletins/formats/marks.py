"""Words that every format prints round a bulletin."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from core.bulletins.document import BulletinDocument, Paragraph
from core.bulletins.formats.charts.drawing import text_width
from core.store.bulletins import IssuedBulletin
from core.time.days import to_time

BY_HAND = "待人工填写"
DEMO = "演示数据"
DEMO_MARK = f"{DEMO}，全部虚构"
NOTES = "说明"
_TITLE_LETTERS = 20  # that a line of 二号 holds


class Imprint(NamedTuple):
    """The imprint of a copy: the number and the day of issue, and who took it away; nothing of a draft.

    `line` stands below the title of what is no bulletin, in place of its number.
    """

    number: int | None = None
    issued_on: date | None = None
    taker: str = ""
    line: str = ""


DRAFT = Imprint()


def imprint_of(issued: IssuedBulletin, taker: str = "") -> Imprint:
    """Return the imprint of an issued bulletin."""
    return Imprint(issued.id, to_time(issued.at).date(), taker)


def day_text(day: date) -> str:
    """Return a day as a document is dated, such as 2026年11月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def by_hand_text(hint: str) -> str:
    """Return what stands where a person has to write."""
    return f"【{BY_HAND}】{hint}"


def paragraph_text(paragraph: Paragraph) -> str:
    """Return a paragraph as it is printed."""
    return by_hand_text(paragraph.text) if paragraph.by_hand else paragraph.text


def page_marks(document: BulletinDocument, imprint: Imprint) -> list[str]:
    """Return what stands on every page: that the data are made up, and who took the copy away."""
    return [*([DEMO_MARK] if document.demo else []), *([imprint.taker] if imprint.taker else [])]


def title_lines(document: BulletinDocument) -> tuple[str, ...]:
    """Return the title in the lines that it is printed in: one, or two that divide no word and are of like length."""
    title, unit = document.title, document.unit
    if text_width(title, 1.0) <= _TITLE_LETTERS:
        return (title,)
    places = {len(unit), len(unit) + len(document.period_text), title.find("（")}
    halves = [(title[:place], title[place:]) for place in sorted(places) if 0 < place < len(title)]
    if not halves:
        return (title,)
    return min(halves, key=lambda pair: max(text_width(half, 1.0) for half in pair))


def signature(document: BulletinDocument, imprint: Imprint) -> tuple[str, str] | None:
    """Return the unit that it is of and the day of issue; None of a draft."""
    return None if imprint.issued_on is None else (document.unit, day_text(imprint.issued_on))


def issue_line(document: BulletinDocument, imprint: Imprint) -> str:
    """Return the line below the title: the number of an issued bulletin, or that this is a draft."""
    if imprint.line:
        return imprint.line
    return f"第 {imprint.number} 号" if imprint.number is not None else f"草稿，未印发（{document.bureau}）"


class OfficialMarks(NamedTuple):
    """Texts of the official form as they are printed; what is empty is not.

    `corner` are the lines in the upper left corner, `foot` those of the 版记: what stands left, and what right.
    """

    corner: tuple[str, ...] = ()
    head: str = ""
    number: str = ""
    signer: str = ""
    to: str = ""
    foot: tuple[tuple[str, str], ...] = ()


def official_marks(document: BulletinDocument, imprint: Imprint) -> OfficialMarks:
    """Return what the bureau's official form prints round the text; of a draft there is no day of print."""
    form = document.form
    if form is None:
        return OfficialMarks()
    printed = f"{day_text(imprint.issued_on)}印发" if imprint.issued_on is not None else ""
    copies = ((f"抄送：{form.copy_to}。", ""),) if form.copy_to else ()
    printer = ((form.printer, printed),) if form.printer else ()
    return OfficialMarks(
        corner=tuple(filter(None, (form.copy_number, form.secrecy, form.urgency))),
        head=form.head,
        number=form.number,
        signer=form.signer,
        to=f"{form.to}：" if form.to else "",
        foot=copies + printer,
    )


def lines_below_title(document: BulletinDocument, imprint: Imprint) -> tuple[str, ...]:
    """Return the lines below the title; with a 发文字号 above it the system's own number stands in the notes."""
    return () if document.form is not None and document.form.number else (issue_line(document, imprint),)


def notes_of(document: BulletinDocument, imprint: Imprint) -> list[str]:
    """Return the notes, with the system's own number where the head bears another."""
    system_number = (
        [] if lines_below_title(document, imprint) else [f"在枫警里的编号：{issue_line(document, imprint)}。"]
    )
    return [*(note.text for note in document.notes), *system_number]


def heading_text(number: int, heading: str) -> str:
    """Return a heading with its numeral, such as 一、警情概况."""
    return f"{NUMERALS[number]}、{heading}"


NUMERALS = ("〇", *"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"))
