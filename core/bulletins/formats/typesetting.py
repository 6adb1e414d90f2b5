"""The typesetter (Typst, a compiler in a wheel): templates of ours, texts as data, nothing from a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.bulletins.formats.fonts import FONTS_VARIABLE, own_folder
from core.store.sqlite import StoreError

if TYPE_CHECKING:
    from typst import Compiler

TEMPLATES = Path(__file__).parent / "templates"
MISSING_LIBRARY = "写 PDF 文件和 Word 里的图要装 typst：pip install 'fengjing[documents]'"
_NO_FONT = (
    f"没有能显示全部文字的字体：请装思源宋体和思源黑体（Noto CJK），或用环境变量 {FONTS_VARIABLE} 指明放字体的文件夹。"
)
_LETTER_WITHOUT_FONT = "could not be displayed with"  # what the typesetter says of it, and only for archives


def set_pdf(template: str, **data: object) -> bytes:
    """Set a template as PDF; it reads each of the data as JSON by its name. The same data give the same bytes.

    Raises LookupError (Chinese) without the library, StoreError (Chinese) where no font has a letter.
    """
    return _archived(_compiler(template, data))


def set_png(template: str, pixels_per_inch: float, **data: object) -> bytes:
    """Set a template of one page as a picture. Raises as `set_pdf` does."""
    compiler = _compiler(template, data)
    _archived(compiler)  # a picture would have empty boxes for letters that no font has
    return _single(compiler.compile(format="png", ppi=pixels_per_inch))


def _compiler(template: str, data: dict[str, object]) -> Compiler:
    try:
        import typst
    except ImportError as error:
        raise LookupError(MISSING_LIBRARY) from error
    folder = own_folder()
    return typst.Compiler(
        TEMPLATES / template,
        font_paths=[Path(folder)] if folder else [],
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in data.items()},
    )


def _archived(compiler: Compiler) -> bytes:
    """Set as PDF/A, which also refuses a letter that no font has; all else prints an empty box for it."""
    import typst

    try:
        return _single(compiler.compile(format="pdf", pdf_standards=["a-2a"], timestamp=0))
    except typst.TypstError as error:
        if _LETTER_WITHOUT_FONT in str(error):
            raise StoreError(_NO_FONT) from error
        raise


def _single(pages: bytes | list[bytes] | None) -> bytes:
    assert isinstance(pages, bytes)  # only pictures of several pages are lists, and only a file named gives nothing
    return pages
