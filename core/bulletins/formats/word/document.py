"""A bulletin as a Word document in the form of GB/T 9704: text set by a library, so that no data are ever markup.

Body 仿宋 三号 in 22 lines a page, headings 黑体, title 小标宋 二号, page numbers between dashes. Those fonts may not be
shipped: the document names them, and the reader's program falls back where it lacks them.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Pt

from core.bulletins.document import BulletinDocument, Chart, DocumentSection
from core.bulletins.formats import marks
from core.bulletins.formats.charts.drawing import text_width
from core.bulletins.formats.fixed_archive import with_fixed_times
from core.bulletins.formats.word.chart import add_chart
from core.bulletins.formats.word.fonts import BODY_SIZE, CAPTION_SIZE, HEADING_FONT, set_run_font
from core.bulletins.formats.word.official import add_foot, add_head, add_recipients
from core.bulletins.formats.word.page import LINE_PITCH, set_page, set_properties
from core.bulletins.formats.word.table import add_table
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_CENTRE = WD_PARAGRAPH_ALIGNMENT.CENTER


def word_document(document: BulletinDocument, imprint: marks.Imprint) -> bytes:
    """Draw a bulletin. Raises LookupError (Chinese) for charts without the typesetter."""
    paper = docx.Document()
    set_page(paper, marks.page_marks(document, imprint))
    set_properties(paper, document)
    office = marks.official_marks(document, imprint)
    add_head(paper, office)
    title = without_controls("\n".join(marks.title_lines(document)))  # the library makes line breaks of them
    paper.add_paragraph(title, style="Title").alignment = _CENTRE
    for line in marks.lines_below_title(document, imprint):
        paper.add_paragraph(without_controls(line)).alignment = _CENTRE
    add_recipients(paper, office)
    add_body(paper, document, imprint)
    if signature := marks.signature(document, imprint):
        paper.paragraphs[-1].paragraph_format.keep_with_next = True  # no page with a signature alone
        _add_signature(paper, *signature)
    add_foot(paper, office)
    file = io.BytesIO()
    paper.save(file)
    return with_fixed_times(file.getvalue(), document.as_of)


def add_body(paper: Document, document: BulletinDocument, imprint: marks.Imprint) -> None:
    """Add all sections and the notes."""
    for place, section in enumerate(document.sections, 1):
        _add_section(paper, marks.heading_text(place, section.heading), section)
    _add_heading(paper, marks.NOTES)
    for note in marks.notes_of(document, imprint):
        _add_text(paper, note)


def _add_section(paper: Document, heading: str, section: DocumentSection) -> None:
    _add_heading(paper, heading)
    for paragraph in section.paragraphs:
        _add_text(paper, marks.paragraph_text(paragraph))
    for chart in section.charts:
        _add_chart(paper, chart)
    for table in section.tables:
        _add_caption(paper, table.title)
        add_table(paper, table)


def _add_heading(paper: Document, text: str) -> None:
    _indent(paper.add_paragraph(without_controls(text), style="Heading 1"))


def _add_text(paper: Document, text: str) -> None:
    paragraph = paper.add_paragraph(without_controls(text))
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.JUSTIFY
    _indent(paragraph)


def _indent(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)


def _add_caption(paper: Document, text: str) -> None:
    """Add the title of what comes next, and keep it on the same page."""
    caption = paper.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.alignment = _CENTRE
    set_run_font(caption.add_run(without_controls(text)), HEADING_FONT, CAPTION_SIZE)


def _add_chart(paper: Document, chart: Chart) -> None:
    _add_caption(paper, chart.title)
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.0  # a fixed pitch would cut the picture
    paragraph.paragraph_format.space_after = Pt(LINE_PITCH / 3)
    add_chart(paragraph, chart, number=len(paper.inline_shapes) + 1)


def _add_signature(paper: Document, office: str, day: str) -> None:
    """Add the office two letters from the right, and the day two letters right of where the office begins."""
    office_width, day_width = (text_width(text, BODY_SIZE) for text in (office, day))
    widest = max(office_width, day_width + 2 * BODY_SIZE)
    paper.add_paragraph().paragraph_format.keep_with_next = True
    for text, right in ((office, widest - office_width), (day, widest - day_width - 2 * BODY_SIZE)):
        paragraph = paper.add_paragraph(without_controls(text))
        paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT
        paragraph.paragraph_format.right_indent = Pt(2 * BODY_SIZE + right)
        paragraph.paragraph_format.keep_with_next = text == office
