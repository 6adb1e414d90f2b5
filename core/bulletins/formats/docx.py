"""A bulletin as a Word document, where python-docx is there."""

from __future__ import annotations

from core.bulletins.document import BulletinDocument
from core.bulletins.formats import marks

MISSING_LIBRARY = "写 Word 文件要装 python-docx：pip install 'fengjing[documents]'"


def as_docx(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin. Raises LookupError (Chinese) without python-docx, and for charts without the typesetter."""
    _require_library()
    from core.bulletins.formats.word.document import word_document

    return word_document(document, imprint)


def as_docx_in(template: bytes, document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin in a bureau's own template, which has been checked. Raises as `as_docx` does."""
    _require_library()
    from core.bulletins.formats.word.template import word_document_in

    return word_document_in(template, document, imprint)


def sample_docx() -> bytes:
    """Return a template to begin with. Raises LookupError (Chinese) without python-docx."""
    _require_library()
    from core.bulletins.formats.word.template import sample_template

    return sample_template()


def _require_library() -> None:
    try:
        import docx as _  # noqa: F401
    except ImportError as error:
        raise LookupError(MISSING_LIBRARY) from error
