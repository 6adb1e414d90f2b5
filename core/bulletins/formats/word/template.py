"""A bulletin in a bureau's own Word template: fixed tags are put in by exact text, the body at the place of its tag."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Pt

from core.bulletins.document import BulletinDocument, OfficialForm
from core.bulletins.formats import marks
from core.bulletins.formats.fixed_archive import with_fixed_times
from core.bulletins.formats.word.document import add_body
from core.bulletins.formats.word.fonts import BODY_SIZE, HEADING_FONT, set_style_font
from core.bulletins.formats.word.page import set_page, set_properties
from core.bulletins.formats.word.template_check import (
    BODY,
    DAY,
    ISSUE,
    OFFICE,
    OFFICE_TAGS,
    PERIOD,
    TEXT_TAGS,
    TITLE,
    UNIT,
    is_body,
)
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer, _Header
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING, _GRID = "Heading 1", "Table Grid"
_TAGS = re.compile("|".join(re.escape(tag) for tag in TEXT_TAGS))


def word_document_in(template: bytes, document: BulletinDocument, imprint: marks.Imprint) -> bytes:
    """Draw a bulletin in a template that has been checked (template_check.py)."""
    paper = docx.Document(io.BytesIO(template))
    _add_missing_styles(paper)
    set_properties(paper, document)
    texts = _texts(document, imprint)
    body = None
    for paragraph in list(_all_paragraphs(paper)):
        if is_body(paragraph.text):
            body = paragraph
        else:
            _put_in(paragraph, texts)
    assert body is not None  # a template without it is refused
    _add_marks(paper, marks.page_marks(document, imprint))
    _add_body_at(paper, body, document, imprint)
    file = io.BytesIO()
    paper.save(file)
    return with_fixed_times(file.getvalue(), document.as_of)


def sample_template() -> bytes:
    """Return a template to begin with: the official form with every tag in its place."""
    paper = docx.Document()
    set_page(paper, ())
    paper.add_paragraph(TITLE, style="Title").alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    paper.add_paragraph(ISSUE).alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    paper.add_paragraph(BODY)
    for tag in (OFFICE, DAY):
        paper.add_paragraph(tag).alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _texts(document: BulletinDocument, imprint: marks.Imprint) -> dict[str, str]:
    office, day = marks.signature(document, imprint) or ("", "")
    texts = {
        TITLE: document.title,
        ISSUE: marks.issue_line(document, imprint),
        UNIT: document.unit,
        PERIOD: document.period_text,
        OFFICE: office,
        DAY: day,
        **_office_texts(document, imprint),
    }
    return {tag: without_controls(text) for tag, text in texts.items()}


def _office_texts(document: BulletinDocument, imprint: marks.Imprint) -> dict[str, str]:
    """Return the texts of the official form, each empty where the bureau has none."""
    form = document.form or OfficialForm()
    printed = "" if imprint.issued_on is None else marks.day_text(imprint.issued_on)
    texts = (
        *(form.head, form.number, form.copy_number, form.secrecy, form.urgency, form.signer, form.to, form.copy_to),
        *(form.printer, printed),
    )
    return dict(zip(OFFICE_TAGS, texts, strict=True))


def _all_paragraphs(paper: Document) -> Iterator[Paragraph]:
    yield from paper.paragraphs
    for table in paper.tables:
        yield from _cell_paragraphs(table)
    for section in paper.sections:
        edges: tuple[_Header | _Footer, ...] = (section.header, section.footer)
        edges += (section.even_page_header, section.even_page_footer)
        edges += (section.first_page_header, section.first_page_footer)
        for edge in edges:
            if not edge.is_linked_to_previous:
                yield from edge.paragraphs
                for table in edge.tables:
                    yield from _cell_paragraphs(table)


def _cell_paragraphs(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
            for inner in cell.tables:
                yield from _cell_paragraphs(inner)


def _put_in(paragraph: Paragraph, texts: dict[str, str]) -> None:
    """Replace tags by texts, the last first; what was spread over several runs takes the form of the first."""
    text = "".join(run.text for run in paragraph.runs)
    for match in reversed(list(_TAGS.finditer(text))):
        _replace(paragraph, match.start(), match.end(), texts[match.group()])


def _replace(paragraph: Paragraph, start: int, end: int, text: str) -> None:
    place, is_first = 0, True
    for run in paragraph.runs:
        length = len(run.text)
        first, last = max(start - place, 0), min(end - place, length)
        if first < last:
            run.text = run.text[:first] + (text if is_first else "") + run.text[last:]
            is_first = False
        place += length


def _add_missing_styles(paper: Document) -> None:
    names = {style.name for style in paper.styles}
    if _HEADING not in names:
        heading = paper.styles.add_style(_HEADING, WD_STYLE_TYPE.PARAGRAPH)
        set_style_font(heading, HEADING_FONT, BODY_SIZE)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
    if _GRID not in names:
        paper.styles.add_style(_GRID, WD_STYLE_TYPE.TABLE)


def _add_marks(paper: Document, page_marks: list[str]) -> None:
    """Say on every page that the data are made up, and who took the copy away."""
    if page_marks:
        for section in paper.sections:
            for header in (section.header, section.even_page_header, section.first_page_header):
                header.is_linked_to_previous = False
                header.add_paragraph(without_controls("　".join(page_marks)))


def _add_body_at(paper: Document, tag: Paragraph, document: BulletinDocument, imprint: marks.Imprint) -> None:
    """Add the body at the end, then move it to where its tag stands."""
    container = paper.element.body
    count = len(container)
    add_body(paper, document, imprint)
    place = tag._p
    for child in list(container)[count - 1 : -1]:  # what was added stands before the last, the page's own properties
        place.addnext(child)
        place = child
    tag._p.getparent().remove(tag._p)
