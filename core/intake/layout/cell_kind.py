"""The kind of a cell by its text alone: what a header is told from, and what a column holds."""

from __future__ import annotations

import re
from enum import Enum

from core.full_width import half_width
from core.intake.counts import is_missing_mark
from core.intake.grid import BrokenCell

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?[%‰]?|[-+]?\.[0-9]+%?")
_DATE = r"[0-9]{4}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?|月)?"
_MOMENT = re.compile(rf"{_DATE}(?:[T ]+[0-9]{{1,2}}[:时].*)?|[0-9]{{1,2}}:[0-9]{{2}}.*")
LONGEST_VALUE = 32  # signs of a number or a date


class CellKind(Enum):
    """Hold what a text looks like."""

    BLANK = "blank"
    NUMBER = "number"
    MOMENT = "moment"
    TEXT = "text"


def cell_kind(text: str) -> CellKind:
    """The kind of a cell. A dash is blank: it says that nothing is there. A broken cell would have been a number."""
    if not text or is_missing_mark(text):
        return CellKind.BLANK
    if isinstance(text, BrokenCell):
        return CellKind.NUMBER
    if len(text) > LONGEST_VALUE:
        return CellKind.TEXT
    plain = half_width(text)
    if _NUMBER.fullmatch(plain):
        return CellKind.NUMBER
    return CellKind.MOMENT if _MOMENT.fullmatch(plain) else CellKind.TEXT
