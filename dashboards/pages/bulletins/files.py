"""The files of a bulletin: handed out once, with a reason that goes into the trail, and the taker's name on them."""

from __future__ import annotations

from core.bulletins.document import BulletinDocument
from core.bulletins.formats.marks import Imprint
from dashboards.components import export
from dashboards.i18n.words import bulletins as words
from dashboards.pages.bulletins import state
from dashboards.queries import bulletins

_OFFICE = "application/vnd.openxmlformats-officedocument."
MIME = {
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".html": "text/html",
}


def draw(document: BulletinDocument, imprint: Imprint, key: str) -> None:
    """Draw the button that opens the question of why, and the formats."""
    signed_imprint = imprint._replace(taker=export.taker())
    formats = [
        export.FileFormat(
            ending.removeprefix("."), label, MIME[ending], bulletins.file_maker(document, signed_imprint, ending)
        )
        for ending, label in words.FORMATS.items()
    ]
    export.draw_formats(state.file_title(document, imprint.number), formats, f"bulletin_{key}", words.DOWNLOAD)
