"""A bulletin on the screen, as its files have it; charts are the same shapes, in the colours of the screen."""

from __future__ import annotations

from typing import Any

from core.bulletins.document import BulletinDocument, Chart, DocumentSection
from core.bulletins.formats import marks
from core.bulletins.formats.charts.draw import PAGE_WIDTH, PHONE_WIDTH, draw_chart
from core.bulletins.formats.charts.svg import svg_nodes, view_box
from dashboards import theme
from dashboards.components.base import component
from dashboards.i18n.words import bulletins as words

_render = component(__file__)


def draw(document: BulletinDocument, imprint: marks.Imprint, key: str) -> None:
    """Draw a bulletin."""
    data = {
        "label": words.PAPER,
        "title": document.title,
        "office": marks.official_marks(document, imprint)._asdict() | {"signedBy": words.SIGNED_BY},
        "lines": marks.lines_below_title(document, imprint),
        "demo": marks.DEMO_MARK if document.demo else "",
        "sections": [_section(place, section) for place, section in enumerate(document.sections, 1)],
        "notesHeading": marks.NOTES,
        "notes": marks.notes_of(document, imprint),
        "signature": marks.signature(document, imprint) or [],
    }
    _render(key=key, data=data)


def _section(place: int, section: DocumentSection) -> dict[str, Any]:
    return {
        "heading": marks.heading_text(place, section.heading),
        "paragraphs": [
            {"text": marks.paragraph_text(paragraph), "hand": paragraph.by_hand} for paragraph in section.paragraphs
        ],
        "charts": [_chart(chart) for chart in section.charts],
        "tables": [{"title": table.title, "headers": table.headers, "rows": table.rows} for table in section.tables],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    drawings = {name: draw_chart(chart, width) for name, width in (("page", PAGE_WIDTH), ("phone", PHONE_WIDTH))}
    return {
        "title": chart.title,
        "alternative": chart.alternative,
        "pictures": {
            name: {"box": view_box(drawing), "nodes": svg_nodes(drawing, theme.token)}
            for name, drawing in drawings.items()
        },
    }
