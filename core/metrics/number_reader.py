"""Reads many whole numbers of the database at once, as an array."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.metrics.arrays import Ints

if TYPE_CHECKING:
    from sqlite3 import Connection

MAX_ARGUMENTS = 100  # of a function of SQLite, which takes 127


def read_numbers(
    connection: Connection, columns: Sequence[str], source: str, parameters: Sequence[object] | Mapping[str, object]
) -> Ints:
    """Return rows of whole numbers, none of them NULL, in no order; `source` is all of the statement after FROM.

    SQLite writes them as one text: making a number of Python's of each cell would take more than twice as long.
    """
    parts = [columns[start : start + MAX_ARGUMENTS] for start in range(0, len(columns), MAX_ARGUMENTS)]
    row = " || ',' || ".join(f"json_array({', '.join(part)})" for part in parts)
    (text,) = connection.execute(f"SELECT group_concat({row}) FROM {source}", parameters).fetchone()
    numbers = (text or "").replace("[", "").replace("]", "")
    table: Ints = np.fromstring(numbers, np.int64, sep=",").reshape(-1, len(columns))
    return table
