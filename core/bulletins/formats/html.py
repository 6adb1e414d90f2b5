"""A bulletin as one HTML file, with nothing from outside: it reads on a phone, and prints on A4."""

from __future__ import annotations

from pathlib import Path

from core.bulletins.document import BulletinDocument
from core.bulletins.formats import marks
from core.templates import templates

_FOLDER = Path(__file__).parent / "templates"


def as_html(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin."""
    text = (
        templates(_FOLDER)
        .get_template("bulletin.html")
        .render(
            document=document,
            issue_line=marks.issue_line(document, imprint),
            demo_mark=marks.DEMO,
            heading_text=marks.heading_text,
            by_hand_text=marks.by_hand_text,
        )
    )
    return text.encode()
