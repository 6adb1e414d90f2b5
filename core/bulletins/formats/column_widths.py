"""Widths of a table's columns, by what stands in them."""

from __future__ import annotations

from typing import NamedTuple

from core.bulletins.document import BulletinTable
from core.bulletins.formats.charts.drawing import text_width

_SPARE_LETTERS = 0.5  # of a column: fonts differ in the width of digits and signs
_LONGEST_NAME = 4.3  # letters of a name, after which it may go on below


class Room(NamedTuple):
    """The width that a table has, both insets of a cell together (all in one unit), and the letters' sizes."""

    width: float
    inset: float
    size: float
    smallest: float


class Columns(NamedTuple):
    """The widths of columns and the size of letters. `is_tight`: counts in brackets stand on a line of their own."""

    widths: list[float]
    size: float
    is_tight: bool


def fitting_columns(table: BulletinTable, room: Room) -> Columns:
    """Return columns with which a table fits its room.

    They have what stands in them on one line where there is room; else what must not be torn, in smaller letters if it
    has to be.
    """
    columns = list(zip(table.headers, *table.rows, strict=True))
    widths = [max(text_width(text, 1.0) for text in column) + _SPARE_LETTERS for column in columns]
    least = [max(map(_least_letters, column)) + _SPARE_LETTERS for column in columns]
    available = room.width - room.inset * len(columns)
    if sum(widths) * room.size <= available:
        return Columns([letters * room.size + room.inset for letters in widths], room.size, is_tight=False)
    size = max(room.smallest, min(room.size, available / sum(least)))
    spare = max(0.0, available - sum(least) * size) / len(columns)
    return Columns([letters * size + room.inset + spare for letters in least], size, is_tight=True)


def cell_lines(text: str, columns: Columns) -> str:
    """Return a cell's text with the line break that tight columns need."""
    return text.replace("（", "\n（") if columns.is_tight else text


def _least_letters(text: str) -> float:
    pieces = text.replace("（", " （").split(" ")
    return max(
        text_width(piece, 1.0) if any(map(str.isdigit, piece)) else min(text_width(piece, 1.0), _LONGEST_NAME)
        for piece in pieces
    )
