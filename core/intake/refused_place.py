"""The columns of a file of refused rows that lead a row back to the place where it was refused first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# Columns that a file of refused rows has beside the original's, so that it can be mended and brought as it is.
REASON, MEND, REFUSED_BATCH, REFUSED_ROW = "拒收原因", "怎样改正", "拒收批次", "拒收行号"
RECEIPT_HEADERS = (REASON, MEND, REFUSED_BATCH, REFUSED_ROW)
PLACE_HEADERS = (REFUSED_BATCH, REFUSED_ROW)
# Above the headers of such a file stands what the original said of its rows in its title, or by its other rows.
ORIGINAL_PERIOD, ORIGINAL_LAST_DAY = "原表的期间：", "原表的最后一天："
_LAST_DAY = re.compile(rf"{ORIGINAL_LAST_DAY}([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")
LONGEST_PLACE = 12  # digits of a batch or a row


def original_last_day(title: Sequence[str]) -> str:
    """Return the last day of the original as the lines above the headers say it; empty where they do not."""
    found = (_LAST_DAY.fullmatch(line) for line in title)
    return next((match[1] for match in found if match), "")


class RefusedPlace(NamedTuple):
    """The place of a row that was refused before: its batch, and its row in that batch's file."""

    batch: int
    row: int


class PlaceReader:
    """Reads the places of the rows of a table from its headers on."""

    def __init__(self, headers: Sequence[str]) -> None:
        self._positions = [headers.index(header) if header in headers else None for header in PLACE_HEADERS]

    @property
    def has_columns(self) -> bool:
        """Tell whether there are such columns."""
        return None not in self._positions

    def read(self, cells: Sequence[str]) -> RefusedPlace | None:
        """The place where a row was refused before, if it comes from a file of refused rows."""
        batch, row = ("" if position is None else cells[position] for position in self._positions)
        return RefusedPlace(int(batch), int(row)) if _is_number(batch) and _is_number(row) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_PLACE
