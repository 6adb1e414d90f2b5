"""A chart in a Word document: its SVG, with a picture beside it for programs that know none, and its words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from core.bulletins.document import Chart
from core.bulletins.formats.charts.draw import draw_chart
from core.bulletins.formats.charts.svg import svg_text
from core.bulletins.formats.typesetting import set_png
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

WIDTH = 156.0  # millimetres
PIXELS_PER_INCH = 300.0
_EXTENSIONS = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{reference}"/>'
    "</a:ext></a:extLst>"
)


def add_chart(paragraph: Paragraph, chart: Chart, number: int) -> None:
    """Add a chart to a paragraph; `number` is its place among the charts. Raises as `set_png` does."""
    svg = svg_text(draw_chart(chart))
    page = {"picture": svg, "width": WIDTH, "alternative": chart.alternative}
    png = set_png("chart.typ", PIXELS_PER_INCH, chart=page)
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(WIDTH))
    properties = shape._inline.docPr
    properties.set("id", str(number))
    properties.set("name", f"chart {number}")
    properties.set("descr", without_controls(chart.alternative))
    owner = paragraph.part
    svg_part = Part(PackURI(f"/word/media/chart{number}.svg"), "image/svg+xml", svg.encode(), owner.package)
    reference = owner.relate_to(svg_part, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.find(f".//{qn('a:blip')}")
    assert blip is not None  # the library has just put it there
    blip.append(parse_xml(_EXTENSIONS.format(reference=reference)))
