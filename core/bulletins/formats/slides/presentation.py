"""A bulletin as slides: 16:9, one finding each, letters of 18 points and more for what is said."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from core.bulletins.document import BulletinDocument, Chart, ChartKind, DocumentSection
from core.bulletins.formats import marks
from core.bulletins.formats.charts.drawing import Ink
from core.bulletins.formats.fixed_archive import with_fixed_times
from core.bulletins.formats.slides.chart import add_chart
from core.bulletins.formats.slides.table import add_table, table_parts
from core.bulletins.formats.slides.text import Box, Type, add_text, fill_frame, fitting_size, in_parts, text_height
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

FONT = "微软雅黑"
WIDTH, HEIGHT, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
SUBJECT = Box(EDGE, Inches(0.4), Inches(12.1), Inches(0.45))
FINDING = Box(EDGE, Inches(0.9), Inches(12.1), Inches(1.1))
BODY = Box(EDGE, Inches(2.1), Inches(12.1), Inches(4.8))
SIDE = Box(EDGE, Inches(2.1), Inches(4.2), Inches(4.8))
PICTURE = Box(Inches(5.0), Inches(2.1), Inches(7.8), Inches(4.8))
NOTE = Box(EDGE, Inches(1.55), Inches(12.1), Inches(0.36))  # a line above a table
TABLE = Box(EDGE, Inches(2.0), Inches(12.1), Inches(4.9))
NOTE_SIZE = 18.0
FOOT = Box(EDGE, Inches(6.98), Inches(11.2), Inches(0.35))
NUMBER = Box(Inches(12.2), Inches(6.98), Inches(0.7), Inches(0.35))
_TITLE_ONLY = 5  # the layout of the library's own template that has a title and nothing else
_FINDING_SIZES = (32, 28)


def presentation(document: BulletinDocument, imprint: marks.Imprint) -> bytes:
    """Draw a bulletin as slides."""
    return _Presentation(document, imprint).content()


class _Presentation:
    """Slides, one after the other."""

    def __init__(self, document: BulletinDocument, imprint: marks.Imprint) -> None:
        self._document, self._marks = document, "　".join(marks.page_marks(document, imprint))
        self._slides: Presentation = pptx.Presentation()
        self._slides.slide_width, self._slides.slide_height = WIDTH, HEIGHT
        _name_fonts(self._slides)
        self._add_cover(marks.issue_line(document, imprint), marks.signature(document, imprint))
        for section in document.sections:
            self._add_section(section)
        self._add_texts(marks.NOTES, [note.text for note in document.notes])

    def content(self) -> bytes:
        """Return the file."""
        properties, document = self._slides.core_properties, self._document
        properties.title, properties.author = (
            without_controls(text)[:255] for text in (document.title, document.bureau)
        )
        properties.last_modified_by = ""
        properties.created = properties.modified = datetime.fromisoformat(document.as_of)
        file = io.BytesIO()
        self._slides.save(file)
        return with_fixed_times(file.getvalue(), document.as_of)

    def _add_cover(self, issue_line: str, signature: tuple[str, str] | None) -> None:
        cover = self._add_slide(self._document.title, Box(EDGE, Inches(2.3), Inches(12.1), Inches(1.6)), size=40)
        lines = [issue_line, *([" ".join(signature)] if signature else [])]
        add_text(cover, Box(EDGE, Inches(4.1), Inches(12.1), Inches(1.2)), lines, Type(24, ink=Ink.QUIET))

    def _add_section(self, section: DocumentSection) -> None:
        texts = [marks.paragraph_text(paragraph) for paragraph in section.paragraphs]
        for chart in section.charts:
            texts = self._add_chart(section.heading, chart, texts)
        is_note = bool(section.tables) and text_height(texts, NOTE_SIZE, NOTE.width) <= NOTE.height.pt
        if not is_note:
            self._add_texts(section.heading, texts)
        for table in section.tables:
            for page_table, columns in table_parts(table, TABLE):
                slide = self._add_slide(section.heading, FINDING, size=_FINDING_SIZES[0])
                add_table(slide, TABLE, page_table, columns)
                if is_note:
                    add_text(slide, NOTE, texts, Type(NOTE_SIZE, ink=Ink.QUIET))

    def _add_chart(self, heading: str, chart: Chart, texts: list[str]) -> list[str]:
        """Add a slide with a chart, and beside it as many of the texts as there is room for; return the others."""
        slide = self._add_finding(heading, chart.title)
        first, *others = in_parts(texts, SIDE) if texts else [[]]
        if first:
            add_text(slide, SIDE, first, Type(fitting_size(first, SIDE)))
        place = PICTURE if first else BODY
        if chart.kind is not ChartKind.MONTHS:  # those have a legend
            interval = f"　├─┤ {chart.interval_label}" if chart.interval_label else ""
            caption = Box(place.left, Inches(1.8), place.width, Inches(0.3))
            add_text(slide, caption, [f"{chart.kpi_zh}（{chart.unit}）{interval}"], Type(14, ink=Ink.QUIET))
        add_chart(slide, place, chart)
        _add_notes(slide, [chart.alternative, *first])
        return [text for slide_texts in others for text in slide_texts]

    def _add_texts(self, heading: str, texts: Sequence[str]) -> None:
        box = Box(BODY.left, Inches(1.75), BODY.width, Inches(5.0))
        for page_texts in in_parts(texts, box):
            slide = self._add_slide(heading, FINDING, size=_FINDING_SIZES[0])
            add_text(slide, box, page_texts, Type(fitting_size(page_texts, box)))

    def _add_finding(self, heading: str, finding: str) -> Slide:
        large, small = _FINDING_SIZES
        size = large if text_height([finding], large, FINDING.width) <= FINDING.height.pt else small
        slide = self._add_slide(finding, FINDING, size=size)
        add_text(slide, SUBJECT, [heading], Type(20, ink=Ink.LINE))
        return slide

    def _add_slide(self, title: str, box: Box, *, size: float) -> Slide:
        """Add a slide with its title, its number and the marks of every page."""
        slide: Slide = self._slides.slides.add_slide(self._slides.slide_layouts[_TITLE_ONLY])
        shape = slide.shapes.title
        assert shape is not None  # the layout has one
        shape.left, shape.top, shape.width, shape.height = box
        fill_frame(shape.text_frame, [title], Type(size, is_bold=True))
        if self._marks:
            add_text(slide, FOOT, [self._marks], Type(12, ink=Ink.QUIET))
        add_text(slide, NUMBER, [str(len(self._slides.slides))], Type(14, ink=Ink.QUIET))
        return slide


def _add_notes(slide: Slide, texts: Sequence[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # the library's own template has it
    frame.text = without_controls("\n".join(texts))


def _name_fonts(slides: Presentation) -> None:
    """Name the font once, in the theme, for Latin and for Chinese letters."""
    theme = slides.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    named = f'typeface="{FONT}"'.encode()
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"/>', b"<a:latin " + named + b"/>").replace(
        b'<a:ea typeface=""/>', b"<a:ea " + named + b"/>"
    )
