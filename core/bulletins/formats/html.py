"""A bulletin as one HTML file, with nothing from outside: it reads on a phone, and prints on A4."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from core.bulletins.document import BulletinDocument, Chart
from core.bulletins.formats import marks
from core.bulletins.formats.charts.draw import PHONE_WIDTH, draw_chart
from core.bulletins.formats.charts.svg import svg_text
from core.templates import templates

_FOLDER = Path(__file__).parent / "templates"


def as_html(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin."""
    text = (
        templates(_FOLDER)
        .get_template("bulletin.html")
        .render(
            document=document,
            office=marks.official_marks(document, imprint),
            lines=marks.lines_below_title(document, imprint),
            notes=marks.notes_of(document, imprint),
            heading_text=marks.heading_text,
            by_hand_text=marks.by_hand_text,
            notes_heading=marks.NOTES,
            demo_mark=marks.DEMO_MARK,
            taker=imprint.taker,
            signature=marks.signature(document, imprint),
            picture=_picture,
        )
    )
    return text.encode()


def _picture(chart: Chart, *, is_narrow: bool) -> Markup:
    """Return a chart as markup of our own making, in which all texts of data are escaped."""
    drawing = draw_chart(chart, PHONE_WIDTH) if is_narrow else draw_chart(chart)
    return Markup(svg_text(drawing, chart.alternative))
