"""A bulletin as PDF/A in the form of GB/T 9704, set without an office suite (templates/bulletin.typ)."""

from __future__ import annotations

from core.bulletins.document import BulletinDocument, Chart, DocumentSection
from core.bulletins.formats import marks
from core.bulletins.formats.charts.draw import draw_chart
from core.bulletins.formats.charts.svg import svg_text
from core.bulletins.formats.fonts import FAMILIES
from core.bulletins.formats.typesetting import set_pdf


def as_pdf(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin. Raises LookupError without the library, StoreError without a font (both Chinese)."""
    return set_pdf("bulletin.typ", bulletin=_texts(document, imprint))


def _texts(document: BulletinDocument, imprint: marks.Imprint) -> dict[str, object]:
    """Return all that is printed, in the order of the template."""
    return {
        "title": document.title,
        "title_lines": marks.title_lines(document),
        "bureau": document.bureau,
        "fonts": FAMILIES,
        "marks": marks.page_marks(document, imprint),
        "office": marks.official_marks(document, imprint)._asdict(),
        "lines": marks.lines_below_title(document, imprint),
        "sections": [_section_texts(place, section) for place, section in enumerate(document.sections, 1)],
        "notes_heading": marks.NOTES,
        "notes": marks.notes_of(document, imprint),
        "signature": marks.signature(document, imprint),
    }


def _section_texts(place: int, section: DocumentSection) -> dict[str, object]:
    return {
        "heading": marks.heading_text(place, section.heading),
        "paragraphs": [marks.paragraph_text(paragraph) for paragraph in section.paragraphs],
        "charts": [_chart_texts(chart) for chart in section.charts],
        "tables": [{"title": table.title, "headers": table.headers, "rows": table.rows} for table in section.tables],
    }


def _chart_texts(chart: Chart) -> dict[str, str]:
    return {"title": chart.title, "picture": svg_text(draw_chart(chart)), "alternative": chart.alternative}
