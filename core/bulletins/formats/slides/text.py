"""Text on a slide: large enough for the back of a room, and on as many slides as it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Length, Pt

from core.bulletins.formats.charts.drawing import Ink, text_width
from core.bulletins.formats.charts.svg import PAPER_COLOURS
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

LINE = 1.35  # the height of a line, in letters
PARAGRAPH_GAP = 0.5  # between paragraphs, in letters
_SAFE_PART = 0.95  # of a line's width: fonts differ
_UNBROKEN = re.compile(r"（?[0-9A-Za-z.,%/+−-]+[）；，。]*|.[）；，。]*")
TEXT_SIZES = (28, 24, 20, 18)  # points, the largest that fits first


class Box(NamedTuple):
    """A place on a slide."""

    left: Length
    top: Length
    width: Length
    height: Length


class Type(NamedTuple):
    """The setting of a text: its size in points, its weight, its colour."""

    size: float
    is_bold: bool = False
    ink: Ink = Ink.TEXT


def colour(ink: Ink) -> RGBColor:
    """Return the colour of an ink."""
    rgb: RGBColor = RGBColor.from_string(PAPER_COLOURS[ink].removeprefix("#"))
    return rgb


def add_text(slide: Slide, box: Box, paragraphs: Sequence[str], letters: Type) -> None:
    """Add a box of paragraphs."""
    frame = slide.shapes.add_textbox(*box).text_frame
    fill_frame(frame, paragraphs, letters)


def fill_frame(frame: TextFrame, paragraphs: Sequence[str], letters: Type, gap: float = PARAGRAPH_GAP) -> None:
    """Fill a frame with paragraphs, from its upper edge, without insets; `gap` stands between, in letters."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.line_spacing, paragraph.alignment = 1.1, PP_ALIGN.LEFT
        paragraph.space_before = Pt(letters.size * gap if place else 0)
        run = paragraph.add_run()
        run.text = without_controls(text)
        run.font.size, run.font.bold = Pt(letters.size), letters.is_bold
        run.font.color.rgb = colour(letters.ink)


def text_height(paragraphs: Sequence[str], size: float, width: Length) -> float:
    """Return about how high paragraphs are, in points."""
    lines = sum(_line_count(text, width.pt / size * _SAFE_PART) for text in paragraphs)
    return size * (lines * LINE + max(0, len(paragraphs) - 1) * PARAGRAPH_GAP)


def _line_count(text: str, letters: float) -> int:
    """Return how many lines a text takes: Chinese may break at every letter, a number with its signs may not."""
    count, used = 1, 0.0
    for word in _UNBROKEN.findall(text):
        needed = text_width(word, 1.0)
        if used and used + needed > letters:
            count, used = count + 1, 0.0
        used += needed
    return count


def fitting_size(paragraphs: Sequence[str], box: Box) -> float:
    """Return the largest size with which paragraphs fit a box, or the smallest that may be."""
    fitting = (size for size in TEXT_SIZES if text_height(paragraphs, size, box.width) <= box.height.pt)
    return next(fitting, TEXT_SIZES[-1])


def in_parts(paragraphs: Sequence[str], box: Box) -> list[list[str]]:
    """Divide paragraphs into what fits a box each, in the smallest size; a paragraph is never cut."""
    pages: list[list[str]] = []
    for text in paragraphs:
        if pages and text_height([*pages[-1], text], TEXT_SIZES[-1], box.width) <= box.height.pt:
            pages[-1].append(text)
        else:
            pages.append([text])
    return pages
