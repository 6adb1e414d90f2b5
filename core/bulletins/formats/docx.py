"""A bulletin as a Word document in the form of GB/T 9704: text set by a library, so that no data are ever markup.

Body 仿宋 三号 in 22 lines a page, headings 黑体, title 小标宋 二号, page numbers between dashes. Those fonts may not be
shipped: the document names them, and the reader's program falls back where it lacks them.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from core.bulletins.document import BulletinDocument, BulletinTable
from core.bulletins.formats import marks
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

# Sizes in points, lengths in millimetres.
PAGE = (210, 297)
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
LINE_PITCH = 28.95
BODY_FONT, HEADING_FONT, TITLE_FONT, NUMBER_FONT = "仿宋_GB2312", "黑体", "方正小标宋简体", "宋体"
BODY_SIZE, TITLE_SIZE, TABLE_SIZE, NUMBER_SIZE = 16, 22, 10.5, 14
MISSING_LIBRARY = "写 Word 文件要装 python-docx：pip install 'fengjing[documents]'"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def as_docx(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin. Raises LookupError (Chinese) without python-docx."""
    try:
        import docx
    except ImportError as error:
        raise LookupError(MISSING_LIBRARY) from error
    paper = docx.Document()
    _set_page(paper)
    _set_properties(paper, document)
    _add_title(paper, document, imprint)
    for place, section in enumerate(document.sections, 1):
        _add_heading(paper, marks.heading_text(place, section.heading))
        for paragraph in section.paragraphs:
            text = marks.by_hand_text(paragraph.text) if paragraph.by_hand else paragraph.text
            _add_text(paper, text)
        for table in section.tables:
            _add_table(paper, table)
    _add_heading(paper, marks.NOTES)
    for note in document.notes:
        _add_text(paper, note.text)
    file = io.BytesIO()
    paper.save(file)
    return _with_fixed_times(file.getvalue())


def _set_page(paper: Document) -> None:
    from docx.shared import Mm, Pt

    section = paper.sections[0]
    section.page_width, section.page_height = (Mm(length) for length in PAGE)
    for name, length in MARGINS.items():
        setattr(section, name, Mm(length))
    section.footer_distance = Mm(MARGINS["bottom_margin"] - 7 - 5)
    style = _style(paper, "Normal")
    style.paragraph_format.line_spacing = Pt(LINE_PITCH)
    style.paragraph_format.widow_control = False
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    _set_style_font(style, BODY_FONT, BODY_SIZE)
    for name, font, size in (("Heading 1", HEADING_FONT, BODY_SIZE), ("Title", TITLE_FONT, TITLE_SIZE)):
        own = _style(paper, name)
        _set_style_font(own, font, size)
        own.paragraph_format.space_before = own.paragraph_format.space_after = Pt(0)
        border = own.element.get_or_add_pPr().find(_name("w:pBdr"))
        if border is not None:  # the library's own template draws a blue rule below its title
            own.element.get_or_add_pPr().remove(border)
    footer = section.footer.paragraphs[0]
    footer.alignment = _alignment("CENTER")
    for piece in ("— ", "PAGE", " —"):
        run = footer.add_run("" if piece == "PAGE" else piece)
        _set_run_font(run, NUMBER_FONT, NUMBER_SIZE)
        if piece == "PAGE":
            run._r.append(_element("w:fldChar", {"w:fldCharType": "begin"}))
            instruction = _element("w:instrText", {})
            instruction.text = "PAGE"
            run._r.append(instruction)
            run._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def _style(paper: Document, name: str) -> ParagraphStyle:
    from docx.styles.style import ParagraphStyle

    style = paper.styles[name]
    assert isinstance(style, ParagraphStyle)  # these names are of the library's own template
    return style


def _set_style_font(style: ParagraphStyle, font: str, size: float) -> None:
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold = Pt(size), False
    style.font.color.rgb = RGBColor(0, 0, 0)
    _name_fonts(style.element.get_or_add_rPr(), font)


def _set_run_font(run: Run, font: str, size: float) -> None:
    from docx.shared import Pt

    run.font.size = Pt(size)
    _name_fonts(run._r.get_or_add_rPr(), font)


def _name_fonts(properties: BaseOxmlElement, font: str) -> None:
    """Name a font for every script; those of a theme would win over it."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
        theme = qn(f"w:{script}Theme") if script != "cs" else qn("w:cstheme")
        fonts.attrib.pop(theme, None)
    fonts.set(qn("w:hint"), "eastAsia")


def _set_properties(paper: Document, document: BulletinDocument) -> None:
    """Fill in the file's properties; their time is the data's, so that the same bulletin gives the same bytes."""
    properties, made = paper.core_properties, datetime.fromisoformat(document.as_of)
    properties.title, properties.author = without_controls(document.title)[:255], without_controls(document.bureau)[:255]
    properties.comments = marks.DEMO if document.demo else ""
    properties.created = properties.modified = made
    properties.last_modified_by = ""


def _add_title(paper: Document, document: BulletinDocument, imprint: marks.Imprint) -> None:
    title = paper.add_paragraph(without_controls(document.title), style="Title")
    title.alignment = _alignment("CENTER")
    lines = [marks.issue_line(document, imprint), *([marks.DEMO] if document.demo else [])]
    for line in lines:
        paper.add_paragraph(without_controls(line)).alignment = _alignment("CENTER")


def _add_heading(paper: Document, text: str) -> None:
    heading = paper.add_paragraph(without_controls(text), style="Heading 1")
    _indent(heading)


def _add_text(paper: Document, text: str) -> None:
    _indent(paper.add_paragraph(without_controls(text)))


def _indent(paragraph: Paragraph) -> None:
    from docx.shared import Pt

    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)


def _add_table(paper: Document, table: BulletinTable) -> None:
    """Add a table whose head comes again on every page, and whose rows are never torn."""
    caption = paper.add_paragraph(without_controls(table.title))
    caption.paragraph_format.keep_with_next = True
    caption.alignment = _alignment("CENTER")
    grid = paper.add_table(rows=0, cols=len(table.headers), style="Table Grid")
    for place, cells in enumerate((table.headers, *table.rows)):
        row = grid.add_row()
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(_element("w:cantSplit", {}))
        if place == 0:
            row_properties.append(_element("w:tblHeader", {}))
        for column, text in enumerate(cells):
            _fill_cell(row.cells[column].paragraphs[0], text, is_number=place > 0 and column > 0, is_head=place == 0)


def _fill_cell(paragraph: Paragraph, text: str, *, is_number: bool, is_head: bool) -> None:
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.alignment = _alignment("RIGHT" if is_number else "CENTER" if is_head else "LEFT")
    _set_run_font(paragraph.add_run(without_controls(text)), HEADING_FONT if is_head else BODY_FONT, TABLE_SIZE)


def _alignment(name: str) -> WD_PARAGRAPH_ALIGNMENT:
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT

    return WD_PARAGRAPH_ALIGNMENT[name]


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(tag)


def _element(tag: str, attributes: dict[str, str]) -> BaseOxmlElement:
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(_name(name), value)
    return element


def _with_fixed_times(content: bytes) -> bytes:
    """Write the archive anew with the same time for every part: the same bulletin, the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _ZIP_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return file.getvalue()
