"""Month cells kept between questions: after a write only the months that it touched are read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from core.engine.months import Array
from core.store.store import Store

KEPT = 24  # so many shapes of question are kept (about 1.5 MB each at city size)
ALL = 0  # the month that stands for a cube made anew


class _Key(NamedTuple):
    table: str
    columns: tuple[str, ...]
    units: tuple[int, ...]


class _Kept:
    """The months of one shape of question, each an array of rows (…keys, columns), as of a data version."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.months: dict[int, Array] = {}


class MonthCells:
    """Reads rows of `cube_month`, `cube_community` and `cube_cohort` by month, and keeps them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[_Key, _Kept] = {}

    def rows(self, table: str, columns: Sequence[str], units: Sequence[int], low: int, high: int) -> dict[int, Array]:
        """The rows of each month from low to high: unit, then the columns; of `cube_cohort` unit, outcome, columns.

        Rows of a cohort whose outcome came in the month itself are left out: nobody asks for them.
        """
        key = _Key(table, tuple(columns), tuple(units))
        kept = self._fresh(key)
        missing = [month for month in range(low, high + 1) if month not in kept.months]
        if missing:
            self._read(key, kept, missing[0], missing[-1])
        return {month: kept.months[month] for month in range(low, high + 1)}

    def _fresh(self, key: _Key) -> _Kept:
        """What is kept, less the months that have changed since; the least lately asked shape goes first."""
        version = self._store.data_version()
        kept = self._kept.pop(key, None) or _Kept(version)
        self._kept[key] = kept
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        if kept.version != version:
            changed = self._store.conn.execute(
                "SELECT month FROM cube_change WHERE data_version > ?", [kept.version]
            ).fetchall()
            if any(month == ALL for (month,) in changed):
                kept.months.clear()
            for (month,) in changed:
                kept.months.pop(month, None)
            kept.version = version
        return kept

    def _read(self, key: _Key, kept: _Kept, low: int, high: int) -> None:
        cohort = key.table == "cube_cohort"
        keys = ("month", "unit", "outcome") if cohort else ("month", "unit")
        rows = self._store.conn.execute(
            f"SELECT {', '.join((*keys, *key.columns))} FROM {key.table} WHERE month BETWEEN ? AND ? "
            f"AND unit IN (SELECT value FROM json_each(?)) {'AND outcome > month' if cohort else ''} ORDER BY month",
            [low, high, json.dumps(key.units)],
        ).fetchall()
        width = len(keys) + len(key.columns)
        table = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width).reshape(-1, width)
        starts = np.searchsorted(table[:, 0], np.arange(low, high + 2))
        for month in range(low, high + 1):
            kept.months[month] = table[starts[month - low] : starts[month - low + 1], 1:]
