"""Shapes that a chart consists of, in units of its own, without a file format and without colours by value."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
LETTER = 13.0  # size of letters, in units: the width of a page is 640


class Ink(StrEnum):
    """The meanings of a shape's colour; the value is the token of the visual language that has the colour."""

    TEXT = "text"
    QUIET = "secondary"
    GRID = "line"
    LINE = "accent"
    BAR = "ramp-3"
    RANGE = "ramp-1"
    PAPER = "panel"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    ink: Ink
    width: float = 1.0
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled outline."""

    points: tuple[Point, ...]
    ink: Ink


@dataclass(frozen=True, slots=True)
class Mark:
    """A point that is seen: a dot, a ring (of what is not over), a diamond (of what lies outside)."""

    at: Point
    form: Literal["dot", "ring", "diamond"]
    ink: Ink


@dataclass(frozen=True, slots=True)
class Words:
    """A text on its line, whose foot is at `at`. `is_clear` keeps lines behind it away from its letters."""

    at: Point
    text: str
    ink: Ink = Ink.TEXT
    anchor: Anchor = "start"
    size: float = LETTER
    is_clear: bool = False


Shape = Rectangle | Stroke | Area | Mark | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as shapes, from back to front."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def text_width(text: str, size: float = LETTER) -> float:
    """Return about how wide a text is: a Chinese letter is as wide as high, others somewhat more than half of it."""
    return size * sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.58 for letter in text)


def shortened(text: str, width: float, size: float = LETTER) -> str:
    """Return a text that is no wider than that, with … where letters were left out."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"


def widest(texts: Sequence[str], size: float = LETTER) -> float:
    """Return the width of the widest text."""
    return max((text_width(text, size) for text in texts), default=0.0)
