"""The engine's cache of the cube: after a write only cells of the months that it touches are read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.catalogue.model import Catalogue
from core.lru import LruDict, SizedLruDict
from core.metrics.array_changes import ArrayChanges
from core.metrics.arrays import Ints
from core.metrics.key_interner import KeyInterner
from core.metrics.number_reader import read_numbers
from core.metrics.table_cache import MeasureTableCache
from core.store.measure_sql import DateGroup, date_groups
from core.store.record_reach import outcomes_until_by_unit, records_from_by_kind, records_from_by_unit
from core.store.store import Store

MAX_QUERIES = 24  # of rows by month; one takes about 1.5 MB at city size
MAX_BYTES = 64 * 2**20  # of arrays; a board's take about 4 MB at city size
ALL_MONTHS = 0  # the month that stands for a cube made anew
FIRST_MONTH = -1  # the beginning of time, as a month
KEY_COLUMNS = {
    "cube_month": ("month", "unit"),
    "cube_community": ("month", "unit"),
    "cube_cohort": ("month", "unit", "outcome"),
    "cube_hour": ("month", "unit", "hour"),
}


class ArrayKey(NamedTuple):
    """The key of an array made of the cube: what it holds, of which query (an interned number), over which days."""

    content: str
    query: int
    days: Hashable


class HoursKey(NamedTuple):
    """The key of a column's counts by hour of the week, of a unit over the days of a ragged end."""

    column: str
    unit: int
    days: tuple[int, int]


class _RowsKey(NamedTuple):
    table: str
    columns: tuple[str, ...]
    units: tuple[int, ...]


class _Result(NamedTuple):
    """An array that stays true until one of the months first to last changes."""

    first: int
    last: int
    array: Ints


@lru_cache(maxsize=MAX_QUERIES)
def _listed(units: tuple[int, ...]) -> str:
    """Return units as a list of JSON's."""
    return json.dumps(units)


class CubeCache:
    """Rows of the cube by month, and arrays made of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = -1
        self._rows: LruDict[_RowsKey, dict[int, Ints]] = LruDict(MAX_QUERIES)
        self._results: SizedLruDict[Hashable, _Result] = SizedLruDict(MAX_BYTES, lambda result: result.array.nbytes)
        self._date_groups: dict[str, list[DateGroup]] = {}
        self._changed_at: dict[int, int] = {}  # data version by month
        self._reaches: dict[str, int] | None = None
        self._reaches_by_unit: dict[str, dict[int, int]] | None = None
        self._outcomes_until: dict[str, dict[int, int]] | None = None
        self.array_changes = ArrayChanges()
        self.measure_tables = MeasureTableCache(self.array_changes)
        self.interner = KeyInterner()
        self._catalogue: Catalogue = store.catalogue

    def rows(self, table: str, columns: Sequence[str], units: Sequence[int], low: int, high: int) -> dict[int, Ints]:
        """Return the rows of each month from low to high: the table's keys but the month, then the columns.

        Rows of a cohort whose outcome came in the month itself are left out: nobody asks for them.
        """
        months = self.load_rows(table, columns, units, range(low, high + 1))
        return {month: months[month] for month in range(low, high + 1)}

    def load_rows(
        self, table: str, columns: Sequence[str], units: Sequence[int], needed_months: Iterable[int]
    ) -> dict[int, Ints]:
        """Have the rows of some months at hand, read together, and return all that are. Not to be written to."""
        key = _RowsKey(table, tuple(columns), tuple(units))
        months = self._rows.use(key)
        if months is None:
            months = self._rows[key] = {}
        missing = sorted({month for month in needed_months if month not in months})
        if missing:
            self._read(key, months, missing)
        return months

    def get(self, key: Hashable) -> Ints | None:
        """Return the array under a key if it is still true. Not to be written to."""
        result = self._results.use(key)
        return None if result is None else result.array

    def put(self, key: Hashable, first: int, last: int, array: Ints) -> Ints:
        """Store an array that rests on records of the months first to last and on nothing else."""
        array.setflags(write=False)
        self._results[key] = _Result(first, last, array)
        return array

    def get_or_compute(self, key: Hashable, first: int, last: int, compute: Callable[[], Ints]) -> Ints:
        """Return the array under a key, computed if need be."""
        array = self.get(key)
        return self.put(key, first, last, compute()) if array is None else array

    def date_groups(self, kind: str) -> list[DateGroup]:
        """Return the measures of a kind of record, grouped by the column that dates them."""
        if self._catalogue is not self._store.catalogue:
            self._date_groups, self._catalogue = {}, self._store.catalogue
        if kind not in self._date_groups:
            self._date_groups[kind] = date_groups(self._catalogue, kind)
        return self._date_groups[kind]

    @property
    def has_all_records(self) -> bool:
        """True of a file that has all the records, as a bureau's own database does."""
        if self._reaches is None:
            self._reaches = records_from_by_kind(self._store)
        return not self._reaches

    def records_from(self, kind: str) -> int | None:
        """Return the day since which the file has the records of an imported kind; None where it has them all."""
        if self.has_all_records or self._reaches is None:
            return None
        return self._reaches[kind] if self._store.catalogue.facts[kind].is_imported else None

    def records_from_by_unit(self) -> dict[str, dict[int, int]]:
        """Return the same by kind and unit of a merged board, whose counties end on days of their own."""
        if self._reaches_by_unit is None:
            self._reaches_by_unit = records_from_by_unit(self._store)
        return self._reaches_by_unit

    def outcomes_until_by_unit(self) -> dict[str, dict[int, int]]:
        """Return by kind and unit of a merged board the day from which on no outcome is to be taken out."""
        if self._outcomes_until is None:
            self._outcomes_until = outcomes_until_by_unit(self._store)
        return self._outcomes_until

    def advance_to(self, version: int) -> None:
        """Drop whatever rests on months that have changed up to this data version. Call it before any read."""
        if self._version == version:
            return
        changes = self._store.conn.execute("SELECT month FROM cube_change WHERE data_version > ?", [self._version])
        changed = [month for (month,) in changes.fetchall()]
        self._changed_at |= dict.fromkeys(changed, version)
        if ALL_MONTHS in changed:
            self._rows.clear()
            self._results.clear()
        for months in self._rows.values():
            for month in changed:
                months.pop(month, None)
        low, high = min(changed, default=ALL_MONTHS), max(changed, default=ALL_MONTHS)
        touched = [
            (key, result) for key, result in self._results.items() if low <= result.last and high >= result.first
        ]
        for key, result in touched:
            if any(result.first <= month <= result.last for month in changed):
                del self._results[key]
        self._reaches = self._reaches_by_unit = self._outcomes_until = None
        self._version = version

    def changed_since(self, version: int) -> list[int]:
        """Return the months found changed at a later data version; ALL_MONTHS among them if the cube was made anew."""
        return [month for month, at in self._changed_at.items() if at > version]

    def changed_at(self, first: int, last: int) -> int:
        """Return the data version at which records of the months first to last were last found changed; 0 if never."""
        return max(self._changed_at.get(month, 0) for month in (ALL_MONTHS, *range(first, last + 1)))

    def _read(self, key: _RowsKey, months: dict[int, Ints], missing: Sequence[int]) -> None:
        """Read rows by a list of months, not a range of them, so that each row is looked up by month and unit."""
        names = (*KEY_COLUMNS[key.table], *key.columns)
        source = (
            f"{key.table} WHERE month IN (SELECT value FROM json_each(?)) AND unit IN (SELECT value FROM json_each(?))"
            f"{' AND outcome > month' if key.table == 'cube_cohort' else ''}"
        )
        parameters = [json.dumps(missing), _listed(key.units)]
        table = read_numbers(self._store.conn, names, source, parameters)
        if len(missing) == 1:
            months[missing[0]] = table[:, 1:]
            return
        table = table[np.argsort(table[:, 0], kind="stable")]
        for month in missing:
            months[month] = table[slice(*np.searchsorted(table[:, 0], (month, month + 1))), 1:]
