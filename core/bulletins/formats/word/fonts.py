"""Fonts of runs and styles, and small XML that the library has no words for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.text.run import Run

BODY_FONT, HEADING_FONT, TITLE_FONT, NUMBER_FONT = "仿宋_GB2312", "黑体", "方正小标宋简体", "宋体"
KAI_FONT = "楷体_GB2312"
BODY_SIZE, TITLE_SIZE, CAPTION_SIZE, TABLE_SIZE, NUMBER_SIZE = 16, 22, 12, 10.5, 14  # points


def set_style_font(style: ParagraphStyle, font: str, size: float) -> None:
    """Set a style's font for every script, in black."""
    style.font.size, style.font.bold = Pt(size), False
    style.font.color.rgb = RGBColor(0, 0, 0)
    _name_fonts(style.element.get_or_add_rPr(), font)


def set_run_font(run: Run, font: str, size: float) -> None:
    """Set a run's font for every script."""
    run.font.size = Pt(size)
    _name_fonts(run._r.get_or_add_rPr(), font)


def _name_fonts(properties: BaseOxmlElement, font: str) -> None:
    """Name a font for every script; those of a theme would win over it."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
        theme = qn(f"w:{script}Theme") if script != "cs" else qn("w:cstheme")
        fonts.attrib.pop(theme, None)
    fonts.set(qn("w:hint"), "eastAsia")


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of Word's own namespace with attributes of it."""
    new = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        new.set(qn(f"w:{name}"), value)
    return new
