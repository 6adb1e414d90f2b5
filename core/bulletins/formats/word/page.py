"""The page of the official form: its measures and styles, the marks above, the page numbers below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from core.bulletins.document import BulletinDocument
from core.bulletins.formats import marks
from core.bulletins.formats.word.fonts import (
    BODY_FONT,
    BODY_SIZE,
    HEADING_FONT,
    NUMBER_FONT,
    NUMBER_SIZE,
    TITLE_FONT,
    TITLE_SIZE,
    element,
    set_run_font,
    set_style_font,
)
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer, _Header

# Lengths in millimetres, the pitch of lines in points.
PAGE = (210, 297)
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
LINE_PITCH = 28.95
_TIGHTER = "-5"  # twentieths of a point between letters: 28 of them in a line
_MARK_SIZE = 9


def set_page(paper: Document, page_marks: Sequence[str]) -> None:
    """Set the page up; the marks stand above every page, its number below, on the outer side."""
    section = paper.sections[0]
    section.page_width, section.page_height = (Mm(length) for length in PAGE)
    for name, length in MARGINS.items():
        setattr(section, name, Mm(length))
    section.footer_distance = Mm(MARGINS["bottom_margin"] - 7 - 5)
    _set_styles(paper)
    paper.settings.odd_and_even_pages_header_footer = True
    _add_number(section.footer, WD_PARAGRAPH_ALIGNMENT.RIGHT)
    _add_number(section.even_page_footer, WD_PARAGRAPH_ALIGNMENT.LEFT)
    for header in (section.header, section.even_page_header):
        _add_marks(header, page_marks)


def _set_styles(paper: Document) -> None:
    body = _style(paper, "Normal")
    body.paragraph_format.line_spacing = Pt(LINE_PITCH)
    body.paragraph_format.widow_control = False
    body.paragraph_format.space_after = body.paragraph_format.space_before = Pt(0)
    set_style_font(body, BODY_FONT, BODY_SIZE)
    body.element.get_or_add_rPr().append(element("spacing", val=_TIGHTER))
    for name, font, size in (("Heading 1", HEADING_FONT, BODY_SIZE), ("Title", TITLE_FONT, TITLE_SIZE)):
        own = _style(paper, name)
        set_style_font(own, font, size)
        own.paragraph_format.space_before = own.paragraph_format.space_after = Pt(0)
        border = own.element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:  # the library's own template draws a blue rule below its title
            own.element.get_or_add_pPr().remove(border)


def _style(paper: Document, name: str) -> ParagraphStyle:
    style = paper.styles[name]
    assert isinstance(style, ParagraphStyle)  # these names are of the library's own template
    return style


def _add_number(footer: _Footer, side: WD_PARAGRAPH_ALIGNMENT) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(NUMBER_SIZE)
    for piece in ("— ", "PAGE", " —"):
        run = paragraph.add_run("" if piece == "PAGE" else piece)
        set_run_font(run, NUMBER_FONT, NUMBER_SIZE)
        if piece == "PAGE":
            instruction = element("instrText")
            instruction.text = piece
            for field in (
                element("fldChar", fldCharType="begin"),
                instruction,
                element("fldChar", fldCharType="end"),
            ):
                run._r.append(field)


def _add_marks(header: _Header, page_marks: Sequence[str]) -> None:
    if not page_marks:
        return
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    set_run_font(paragraph.add_run(without_controls("　".join(page_marks))), NUMBER_FONT, _MARK_SIZE)


def set_properties(paper: Document, document: BulletinDocument) -> None:
    """Fill in the file's properties; their time is the data's, so that the same bulletin gives the same bytes."""
    properties, as_of = paper.core_properties, datetime.fromisoformat(document.as_of)
    properties.title, properties.author = (without_controls(text)[:255] for text in (document.title, document.bureau))
    properties.comments = marks.DEMO if document.demo else ""
    properties.created = properties.modified = as_of
    properties.last_modified_by = ""
