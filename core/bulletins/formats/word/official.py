"""The official form in a Word document: the red head, whom it goes to, and the foot of the last page.

Measures by GB/T 9704—2012: the office's name 35 mm below the upper edge of the type area, two lines to the number, the
red rule 4 mm below it, two lines to the title; rules of the foot 0.35 and 0.25 mm, the last on the area's lower edge.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from docx.enum.text import WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from core.bulletins.formats.charts.drawing import text_width
from core.bulletins.formats.marks import OfficialMarks
from core.bulletins.formats.word.fonts import (
    BODY_FONT,
    BODY_SIZE,
    HEADING_FONT,
    KAI_FONT,
    NUMBER_SIZE,
    TITLE_FONT,
    element,
    set_run_font,
)
from core.bulletins.formats.word.page import LINE_PITCH
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

AREA = 442.0  # points: 156 mm
_RED = RGBColor(0xE6, 0x00, 0x12)
_TO_HEAD = 99.2  # points: 35 mm
_LARGEST_HEAD = 48.0
_RULE_BELOW = 11  # points: 4 mm
_THICK, _THIN = 8, 6  # eighths of a point: 0.35 mm, 0.25 mm
_FOOT_PITCH = 22.0
_FOOT_SPARE = 6.0  # of its height, for the rules
_BOX = (
    '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w10="urn:schemas-microsoft-com:office:word">'
    '<v:rect id="foot" stroked="f" filled="f" style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;'
    "height:{height}pt;mso-position-horizontal:left;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:bottom;mso-position-vertical-relative:margin">'
    '<v:textbox inset="0,0,0,0"><w:txbxContent/></v:textbox><w10:wrap type="topAndBottom"/></v:rect></w:pict>'
)
# What stands behind borders in a paragraph's properties, by the schema.
_BEHIND_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")


def add_head(paper: Document, office: OfficialMarks) -> None:
    """Add what stands above the title."""
    for text in office.corner:
        _add_line(paper, text, HEADING_FONT)
    if office.head:
        head = paper.add_paragraph()
        head.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
        head.paragraph_format.line_spacing = 1.0
        head.paragraph_format.space_before = Pt(max(0.0, _TO_HEAD - len(office.corner) * LINE_PITCH))
        size = min(_LARGEST_HEAD, AREA / max(1.0, text_width(office.head, 1.0)))
        run = head.add_run(without_controls(office.head))
        set_run_font(run, TITLE_FONT, size)
        run.font.color.rgb = _RED
        paper.add_paragraph()
        paper.add_paragraph()
    if office.head or office.number or office.signer:
        _add_number(paper, office)
        _add_red_rule(paper)
        paper.add_paragraph()
        paper.add_paragraph()


def add_recipients(paper: Document, office: OfficialMarks) -> None:
    """Add whom it goes to, below the title."""
    if office.to:
        paper.add_paragraph()
        _add_line(paper, office.to, BODY_FONT)


def add_foot(paper: Document, office: OfficialMarks) -> None:
    """Add whom copies go to and who printed it, in a box at the foot of the last page."""
    if not office.foot:
        return
    height = sum(map(_lines, office.foot)) * _FOOT_PITCH + _FOOT_SPARE
    box = parse_xml(_BOX.format(width=AREA, height=height))
    content = box.find(f".//{qn('w:txbxContent')}")
    assert content is not None  # it stands in the text above
    for place, (left, right) in enumerate(office.foot):
        paragraph = paper.add_paragraph()
        _fill(paragraph, left, right)
        borders = _rules(place, len(office.foot))
        paragraph._p.get_or_add_pPr().insert_element_before(borders, *_BEHIND_BORDERS)
        content.append(paragraph._p)
    anchor = paper.add_paragraph()
    anchor.paragraph_format.line_spacing = Pt(1)
    anchor.add_run()._r.append(box)


def _add_line(paper: Document, text: str, font: str) -> None:
    set_run_font(paper.add_paragraph().add_run(without_controls(text)), font, BODY_SIZE)


def _add_number(paper: Document, office: OfficialMarks) -> None:
    """Add the number: in the middle, or left of the name of who signed."""
    line = paper.add_paragraph()
    if not office.signer:
        line.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
        line.add_run(without_controls(office.number))
        return
    edges = line.paragraph_format
    edges.left_indent = edges.right_indent = Pt(BODY_SIZE)
    edges.tab_stops.add_tab_stop(Pt(AREA - BODY_SIZE), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{without_controls(office.number)}\t签发人：")
    set_run_font(line.add_run(without_controls(office.signer)), KAI_FONT, BODY_SIZE)


def _add_red_rule(paper: Document) -> None:
    rule = paper.add_paragraph()
    rule.paragraph_format.line_spacing = Pt(_RULE_BELOW)
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz="12", space="0", color=str(_RED)))
    rule._p.get_or_add_pPr().insert_element_before(borders, *_BEHIND_BORDERS)


def _lines(texts: tuple[str, str]) -> int:
    """Return how many lines a row of the foot takes."""
    left, right = texts
    return 1 if right else ceil(text_width(f"　{left}", NUMBER_SIZE) / AREA)


def _rules(place: int, count: int) -> BaseOxmlElement:
    """Return the rules above a line of the foot, and below the last."""
    borders = element("pBdr")
    borders.append(element("top", val="single", sz=str(_THIN if place else _THICK), space="1", color="000000"))
    if place == count - 1:
        borders.append(element("bottom", val="single", sz=str(_THICK), space="1", color="000000"))
    return borders


def _fill(paragraph: Paragraph, left: str, right: str) -> None:
    """Write a row of the foot; its borders reach from edge to edge, so what is indented is the text alone."""
    edges = paragraph.paragraph_format
    edges.line_spacing = Pt(_FOOT_PITCH)
    if right:
        edges.tab_stops.add_tab_stop(Pt(AREA - NUMBER_SIZE), WD_TAB_ALIGNMENT.RIGHT)
    run = paragraph.add_run(without_controls(f"　{left}\t{right}" if right else f"　{left}"))
    set_run_font(run, BODY_FONT, NUMBER_SIZE)
