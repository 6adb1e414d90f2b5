"""Endings of files, and the format that each stands for."""

from __future__ import annotations

from collections.abc import Callable

from core.bulletins.document import BulletinDocument
from core.bulletins.formats.docx import as_docx, as_docx_in
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


def file_content(document: BulletinDocument, imprint: Imprint, ending: str, template: bytes = b"") -> bytes:
    """Draw a bulletin in the format of an ending; a Word file in the bureau's own template, where there is one."""
    if ending == ".docx" and template:
        return as_docx_in(template, document, imprint)
    return FORMATS[ending](document, imprint)
