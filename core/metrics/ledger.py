"""Reads the ledger by its rules: a row for the whole period wins, else rows that tile it, else cumulative rows.

Many reports count from the year's beginning: 1-9月 is 90, 1-10月 is 100. Then October is what the one has over the
other. The rows stay as they were reported; a figure that is taken from their difference says so in its note.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from core.lru import SizedLruDict
from core.metrics.arrays import Ints
from core.metrics.number_reader import read_numbers
from core.store.store import Store
from core.time.day_spans import DaySpan
from core.time.period_label import period_label
from core.time.reporting_calendar import ReportingCalendar


class LedgerEntry(NamedTuple):
    """One row of the ledger: its days, its value and its source."""

    first: int
    last: int
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class LedgerFigure:
    """A ledger answer: the rows it adds up, the last day it speaks of, and a Chinese remark on how far to trust it.

    What cumulative rows differ by stands among the rows as one of their days.
    """

    rows: tuple[LedgerEntry, ...]
    as_of: int
    note: str | None = None

    @property
    def value(self) -> int:
        """The sum of the rows."""
        return sum(row.value for row in self.rows)


class LedgerSeries:
    """The rows of one measure of one unit, by their first day."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        """Takes (…, first, last, value, source) in the order of first and last."""
        self.entries = [LedgerEntry(*row[-4:]) for row in rows]
        self._firsts = [entry.first for entry in self.entries]
        self._by_days = {(entry.first, entry.last): entry for entry in self.entries}

    def latest(self, day: int) -> LedgerEntry | None:
        """Return the latest row ending by a day; of rows ending together, the one of the shortest time."""
        ended = [entry for entry in self.entries if entry.last <= day]
        return max(ended, key=itemgetter(1, 0), default=None)

    def row_of(self, first: int, last: int) -> LedgerEntry | None:
        """Return the row of exactly these days."""
        return self._by_days.get((first, last))

    def tile(self, first: int, last: int) -> tuple[LedgerEntry, ...] | None:
        """Return the rows that follow on each other and fill the days exactly, or None.

        Computed from the end; from each day the longest row that leads on is taken.
        """
        begun = self.entries[bisect_left(self._firsts, first) : bisect_right(self._firsts, last)]
        inside = [entry for entry in begun if entry.last <= last and entry[:2] != (first, last)]
        leading_on: dict[int, LedgerEntry] = {}
        for entry in sorted(inside, key=lambda entry: (-entry.first, -entry.last)):
            if (entry.last == last or entry.last + 1 in leading_on) and entry.first not in leading_on:
                leading_on[entry.first] = entry
        rows, day = [], first
        while day in leading_on:
            rows.append(leading_on[day])
            day = rows[-1].last + 1
        return tuple(rows) or None

    def fill(self, first: int, last: int) -> tuple[LedgerEntry, ...] | None:
        """Return the row of exactly these days, else the rows that tile them, or None."""
        same_days = self.row_of(first, last)
        return (same_days,) if same_days is not None else self.tile(first, last)

    def difference(self, first: int, last: int, calendar: ReportingCalendar) -> LedgerFigure | None:
        """Return what rows up to the last day have over rows of the same beginning up to the day before the first.

        Of several beginnings the latest is taken. Rows that fall, which the import asks about, give no figure.
        """
        earlier = self.entries[: bisect_left(self._firsts, first)]
        begins = {entry.first for entry in earlier if first <= entry.last <= last}
        for begin in sorted(begins, reverse=True):
            longer, shorter = self.fill(begin, last), self.fill(begin, first - 1)
            if longer is None or shorter is None:
                continue
            amount = sum(row.value for row in longer) - sum(row.value for row in shorter)
            if amount >= 0:
                labels = [period_label(days, calendar) for days in ((begin, last), (begin, first - 1))]
                note = f"由累计报表相减得出：{labels[0]}减{labels[1]}"
                return LedgerFigure((LedgerEntry(first, last, amount, longer[-1].source),), last, note)
        return None


def ledger_last_days(store: Store) -> dict[str, int]:
    """Return the last day of any unit's rows, by measure."""
    return dict(store.db.execute("SELECT measure, max(last) FROM ledger GROUP BY measure").fetchall())


def ledger_sources(store: Store, measure: str) -> set[str]:
    """Return the names of the sources of any unit's rows of a measure."""
    return {source for (source,) in store.db.execute("SELECT DISTINCT source FROM ledger WHERE measure = ?", [measure])}


UNIT_BITS = 32  # of a unit and a day in one number, above the day's
MAX_FILLING_BYTES = 8 * 2**20  # of a measure: at a city's communities four years of quarters


class RowTable(NamedTuple):
    """Rows of the ledger of one measure, in the order of their units."""

    units: Ints
    firsts: Ints
    lasts: Ints
    values: Ints

    @property
    def nbytes(self) -> int:
        """The bytes of memory that they take."""
        return sum(column.nbytes for column in self)

    def of_units(self, units: Ints) -> RowTable:
        """Return the rows of some units, looked up by their numbers: asked for every figure of a large bureau."""
        is_asked = np.zeros(1 + max(units.max(initial=0), self.units.max(initial=0)), bool)
        is_asked[units] = True
        chosen = is_asked[self.units]
        return RowTable(self.units[chosen], self.firsts[chosen], self.lasts[chosen], self.values[chosen])


class MeasureLedger:
    """All the rows of one measure: those of a unit are made into a series when asked for."""

    def __init__(self, store: Store, measure: str, sources: Collection[str]) -> None:
        self._sources = sorted(sources)
        self._rows = _read_rows(store, measure, self._sources) if self._sources else np.zeros((0, 5), np.int64)
        self._table = self._rows[:, :4]
        self.units = frozenset(self._table[:, 0].tolist())
        self._series: dict[int, LedgerSeries] = {}
        self._filling: SizedLruDict[DaySpan, RowTable] = SizedLruDict(MAX_FILLING_BYTES, lambda table: table.nbytes)

    @cached_property
    def _overlapping(self) -> Ints:
        return _overlapping(self._table)

    @cached_property
    def single_units(self) -> frozenset[int]:
        """The units of which no row overlaps another."""
        return self.units.difference(self._overlapping.tolist())

    @cached_property
    def _single_by_first(self) -> Ints:
        single = self._table[np.isin(self._table[:, 0], self._overlapping, invert=True)]
        return single[np.argsort(single[:, 1], kind="stable")]

    @cached_property
    def _by_end(self) -> Ints:
        return self._table[np.lexsort((self._table[:, 1], self._table[:, 2], self._table[:, 0]))]

    @cached_property
    def _ends(self) -> tuple[Ints, Ints]:
        """The units, and the rows in the order of `_by_end` as numbers that rise by unit and last day."""
        units, lasts = self._by_end[:, 0], self._by_end[:, 2]
        return np.unique(units), (units << UNIT_BITS) + lasts

    def series(self, unit: int) -> LedgerSeries | None:
        """Return the rows of a unit; None where it has none."""
        if unit not in self._series and unit in self.units:
            own = slice(*np.searchsorted(self._rows[:, 0], (unit, unit + 1)))
            rows = [(*numbers, self._sources[source]) for *numbers, source in self._rows[own].tolist()]
            self._series[unit] = LedgerSeries(rows)
        return self._series.get(unit)

    def filling_rows(self, days: DaySpan) -> RowTable:
        """Return the rows that fill the days exactly, of the units none of whose rows overlap others.

        Not to be written to: several indices ask for the same months, and the rows are kept.
        """
        table = self._filling.use(days)
        if table is None:
            self._filling[days] = table = self._find_filling_rows(days)
        return table

    def _find_filling_rows(self, days: DaySpan) -> RowTable:
        begun = self._single_by_first[slice(*np.searchsorted(self._single_by_first[:, 1], (days[0], days[1] + 1)))]
        filling = begun[begun[:, 2] <= days[1]]
        if len(filling) and filling[0, 1] != filling[-1, 1]:  # else all begin together, and are in order already
            filling = filling[np.argsort(filling[:, 0], kind="stable")]
        units, firsts, lasts, values = filling.T
        is_filled = np.bincount(units, lasts - firsts + 1) == days[1] - days[0] + 1
        chosen = is_filled[units]
        return RowTable(units[chosen], firsts[chosen], lasts[chosen], values[chosen])

    def latest_rows(self, day: int) -> RowTable:
        """Return of every unit the latest row ending by a day; see `LedgerSeries.latest`."""
        units, ends = self._ends
        places = np.searchsorted(ends, (units << UNIT_BITS) + day, side="right") - 1
        is_own = (places >= 0) & (self._by_end[places, 0] == units)  # otherwise none of the unit's rows has ended
        return RowTable(*self._by_end[places[is_own]].T)


def _read_rows(store: Store, measure: str, sources: Sequence[str]) -> Ints:
    """Read (unit, first, last, value, place of the source) of a measure, in that order."""
    cases = "".join(f" WHEN :source{place} THEN {place}" for place in range(len(sources)))
    source = f"CASE source{cases} END" if len(sources) > 1 else "0"
    parameters = {f"source{place}": name for place, name in enumerate(sources)} | {"measure": measure}
    columns = ("unit", "first", "last", "value", source)
    table = read_numbers(store.conn, columns, "ledger WHERE measure = :measure", parameters)
    return table if _is_in_order(table) else table[np.lexsort(table[:, 2::-1].T)]


def _is_in_order(table: Ints) -> bool:
    """Tell whether rows (unit, first, …) are in that order, as SQLite mostly reads them; equal ones may be in any."""
    places = (table[:, 0] << UNIT_BITS) + table[:, 1]
    return bool((places[1:] > places[:-1]).all())


def _overlapping(table: Ints) -> Ints:
    """Return the units of which rows (unit, first, last, …), in that order, share days."""
    same_unit = table[1:, 0] == table[:-1, 0]
    return np.unique(table[1:, 0][same_unit & (table[1:, 1] <= table[:-1, 2])])


class LedgerBook:
    """The rows of some measures, ready to be asked."""

    def __init__(self, calendar: ReportingCalendar, measures: Mapping[str, MeasureLedger]) -> None:
        self._calendar, self._measures = calendar, measures

    def has_measure(self, measure: str) -> bool:
        """Return True if any unit has rows of a measure."""
        return measure in self._measures and bool(self._measures[measure].units)

    def has_rows(self, measure: str, unit: int) -> bool:
        """Return True if a unit has rows of a measure."""
        return unit in self._measures[measure].units

    def has_single_rows(self, measure: str, units: Ints) -> bool:
        """Return True if no row of any of the units overlaps another of the same unit."""
        return self._measures[measure].single_units.issuperset(units.tolist())

    def units_with_rows(self, measure: str) -> tuple[frozenset[int], frozenset[int]]:
        """Return the units that have rows of a measure, and those of them of which no row overlaps another."""
        return self._measures[measure].units, self._measures[measure].single_units

    def filling_rows(self, measure: str, days: DaySpan) -> RowTable:
        """Return the rows that fill the days exactly, of the units none of whose rows overlap others."""
        return self._measures[measure].filling_rows(days)

    def latest_rows(self, measure: str, day: int) -> RowTable:
        """Return of every unit the latest row ending by a day."""
        return self._measures[measure].latest_rows(day)

    def entries(self, measure: str, unit: int) -> list[LedgerEntry]:
        """Return the rows of a measure of a unit, by their first day."""
        series = self._measures[measure].series(unit)
        return [] if series is None else series.entries

    def flow(self, measure: str, unit: int, first: int, last: int) -> LedgerFigure | None:
        """Return a flow over the days, or None if no row, no tiling and no difference of cumulative rows gives it."""
        series = self._measures[measure].series(unit)
        if series is None:
            return None
        full_period, tiled = series.row_of(first, last), series.tile(first, last)
        if full_period is None:
            return series.difference(first, last, self._calendar) if tiled is None else LedgerFigure(tiled, last)
        note, tiled_sum = None, sum(row.value for row in tiled or ())
        if tiled is not None and tiled_sum != full_period.value:
            note = f"整期报表 {full_period.value} 与分段报表之和 {tiled_sum} 不一致，取整期报表"
        return LedgerFigure((full_period,), last, note)

    def stock(self, measure: str, unit: int, day: int) -> LedgerFigure | None:
        """Return a stock's latest row ending by a day; of rows ending together, the one of the shortest time."""
        series = self._measures[measure].series(unit)
        latest = None if series is None else series.latest(day)
        return None if latest is None else LedgerFigure((latest,), latest.last)
