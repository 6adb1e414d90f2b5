"""Endings of files, and the format that each stands for."""

from __future__ import annotations

from collections.abc import Callable

from core.bulletins.document import BulletinDocument
from core.bulletins.formats.docx import as_docx
from core.bulletins.formats.html import as_html
from core.bulletins.formats.marks import Imprint
from core.bulletins.formats.pdf import as_pdf
from core.bulletins.formats.pptx import as_pptx
from core.bulletins.formats.xlsx import as_workbook

FORMATS: dict[str, Callable[[BulletinDocument, Imprint], bytes]] = {
    ".docx": as_docx,
    ".pdf": as_pdf,
    ".pptx": as_pptx,
    ".html": as_html,
    ".xlsx": as_workbook,
}
