"""What the engine keeps of the cube between questions: after a write only what its months touch is read again."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from core.catalogue.model import Catalogue
from core.metrics.as_of_span import Ints
from core.metrics.key_interner import KeyInterner
from core.metrics.table_cache import MeasureTableCache
from core.store.measure_sql import DateGroup, date_groups
from core.store.store import Store

KEPT = 24  # so many shapes of question are kept (about 1.5 MB each at city size)
KEPT_ANSWERS = 500  # so many answers are kept (about 50 KB each at city size)
ALL = 0  # the month that stands for a cube made anew
FIRST = -1  # the beginning of time, as a month
KEYS = {
    "cube_month": ("month", "unit"),
    "cube_community": ("month", "unit"),
    "cube_cohort": ("month", "unit", "outcome"),
    "cube_hour": ("month", "unit", "hour"),
}


class _Key(NamedTuple):
    table: str
    columns: tuple[str, ...]
    units: tuple[int, ...]


class _Answer(NamedTuple):
    """An answer that stays true until one of the months first to last changes."""

    first: int
    last: int
    array: Ints


class CubeCache:
    """Reads rows of the cube by month and keeps them, and keeps what was made of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = -1
        self._rows: OrderedDict[_Key, dict[int, Ints]] = OrderedDict()
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()
        self._groups: dict[str, list[DateGroup]] = {}
        self.measure_tables = MeasureTableCache()
        self.interner = KeyInterner()
        self._catalogue: Catalogue = store.catalogue

    def rows(self, table: str, columns: Sequence[str], units: Sequence[int], low: int, high: int) -> dict[int, Ints]:
        """The rows of each month from low to high: the table's keys but the month, then the columns.

        Rows of a cohort whose outcome came in the month itself are left out: nobody asks for them.
        """
        key = _Key(table, tuple(columns), tuple(units))
        months = self._rows.setdefault(key, {})
        self._rows.move_to_end(key)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        missing = [month for month in range(low, high + 1) if month not in months]
        if missing:
            self._read(key, months, missing[0], missing[-1])
        return {month: months[month] for month in range(low, high + 1)}

    def get(self, question: Hashable) -> Ints | None:
        """What was kept as the answer to a question, if it is still true. Not to be written to."""
        kept = self._answers.get(question)
        if kept is None:
            return None
        self._answers.move_to_end(question)
        return kept.array

    def put(self, question: Hashable, first: int, last: int, answer: Ints) -> Ints:
        """Keeps an answer that rests on records of the months first to last and on nothing else."""
        answer.setflags(write=False)
        self._answers[question] = _Answer(first, last, answer)
        while len(self._answers) > KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return answer

    def get_or_compute(self, question: Hashable, first: int, last: int, make: Callable[[], Ints]) -> Ints:
        """The answer to a question, made if need be."""
        known = self.get(question)
        return self.put(question, first, last, make()) if known is None else known

    def date_groups(self, kind: str) -> list[DateGroup]:
        """The measures of a kind of record by what dates them."""
        if self._catalogue is not self._store.catalogue:
            self._groups, self._catalogue = {}, self._store.catalogue
        if kind not in self._groups:
            self._groups[kind] = date_groups(self._catalogue, kind)
        return self._groups[kind]

    def advance_to(self, version: int) -> None:
        """Lets go of what rests on months that have changed up to the version now read. Ask it before anything else."""
        if self._version == version:
            return
        found = self._store.conn.execute("SELECT month FROM cube_change WHERE data_version > ?", [self._version])
        changed = [month for (month,) in found.fetchall()]
        if ALL in changed:
            self._rows.clear()
            self._answers.clear()
        for months in self._rows.values():
            for month in changed:
                months.pop(month, None)
        for question, kept in list(self._answers.items()):
            if any(kept.first <= month <= kept.last for month in changed):
                del self._answers[question]
        self._version = version

    def _read(self, key: _Key, months: dict[int, Ints], low: int, high: int) -> None:
        """By a list of months, not a range of them: so each row is looked up by month and unit."""
        names = (*KEYS[key.table], *key.columns)
        rows = self._store.conn.execute(
            f"SELECT {', '.join(names)} FROM {key.table} WHERE month IN (SELECT value FROM json_each(?)) "
            "AND unit IN (SELECT value FROM json_each(?)) "
            f"{'AND outcome > month' if key.table == 'cube_cohort' else ''} ORDER BY month",
            [json.dumps(list(range(low, high + 1))), json.dumps(key.units)],
        ).fetchall()
        table = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * len(names)).reshape(-1, len(names))
        starts = np.searchsorted(table[:, 0], np.arange(low, high + 2))
        for month in range(low, high + 1):
            months[month] = table[starts[month - low] : starts[month - low + 1], 1:]
