"""A bulletin as slides, where python-pptx is there."""

from __future__ import annotations

from core.bulletins.document import BulletinDocument
from core.bulletins.formats import marks

MISSING_LIBRARY = "写 PowerPoint 文件要装 python-pptx：pip install 'fengjing[documents]'"


def as_pptx(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin, one finding a slide. Raises LookupError (Chinese) without python-pptx."""
    try:
        import pptx as _  # noqa: F401
    except ImportError as error:
        raise LookupError(MISSING_LIBRARY) from error
    from core.bulletins.formats.slides.presentation import presentation

    return presentation(document, imprint)
