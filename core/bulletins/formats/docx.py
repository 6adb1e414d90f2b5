"""A bulletin as a Word document, where python-docx is there."""

from __future__ import annotations

from core.bulletins.document import BulletinDocument
from core.bulletins.formats import marks

MISSING_LIBRARY = "写 Word 文件要装 python-docx：pip install 'fengjing[documents]'"


def as_docx(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin. Raises LookupError (Chinese) without python-docx, and for charts without the typesetter."""
    try:
        import docx as _  # noqa: F401
    except ImportError as error:
        raise LookupError(MISSING_LIBRARY) from error
    from core.bulletins.formats.word.document import word_document

    return word_document(document, imprint)
