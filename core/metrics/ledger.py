"""Reads the ledger by its rules: a row for the whole period wins, else rows that tile it, else cumulative rows.

Many reports count from the year's beginning: 1-9月 is 90, 1-10月 is 100. Then October is what the one has over the
other. The rows stay as they were reported; a figure that is taken from their difference says so in its note.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.store.store import Store
from core.time.period_label import period_label
from core.time.reporting_calendar import ReportingCalendar


@dataclass(frozen=True, slots=True)
class LedgerEntry:
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


def _tile(entries: list[LedgerEntry], first: int, last: int) -> tuple[LedgerEntry, ...] | None:
    """Return the rows that follow on each other and fill the days exactly, or None.

    Computed from the end; from each day the longest row that leads on is taken.
    """
    inside = [
        entry
        for entry in entries
        if first <= entry.first and entry.last <= last and (entry.first, entry.last) != (first, last)
    ]
    leading_on: dict[int, LedgerEntry] = {}
    for entry in sorted(inside, key=lambda entry: (-entry.first, -entry.last)):
        if (entry.last == last or entry.last + 1 in leading_on) and entry.first not in leading_on:
            leading_on[entry.first] = entry
    rows, day = [], first
    while day in leading_on:
        rows.append(leading_on[day])
        day = rows[-1].last + 1
    return tuple(rows) or None


def _fill(entries: list[LedgerEntry], first: int, last: int) -> tuple[LedgerEntry, ...] | None:
    """Return the row of exactly these days, else the rows that tile them, or None."""
    same_days = next((entry for entry in entries if (entry.first, entry.last) == (first, last)), None)
    return (same_days,) if same_days is not None else _tile(entries, first, last)


def _difference(entries: list[LedgerEntry], first: int, last: int, calendar: ReportingCalendar) -> LedgerFigure | None:
    """Return what rows up to the last day have over rows of the same beginning up to the day before the first.

    Of several beginnings the latest is taken. Rows that fall, which the import asks about, give no figure.
    """
    begins = {entry.first for entry in entries if entry.first < first <= entry.last <= last}
    for begin in sorted(begins, reverse=True):
        longer, shorter = _fill(entries, begin, last), _fill(entries, begin, first - 1)
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


class LedgerBook:
    """The rows of some measures, ready to be asked."""

    def __init__(self, store: Store, measures: list[str]) -> None:
        self._calendar = store.catalogue.reporting_calendar
        self._rows: dict[tuple[str, int], list[LedgerEntry]] = {}
        marks = ", ".join("?" * len(measures))
        rows = store.db.execute(
            f"SELECT measure, unit, first, last, value, source FROM ledger WHERE measure IN ({marks}) "
            "ORDER BY measure, unit, first, last",
            measures,
        )
        for measure, unit, *fields in rows:
            self._rows.setdefault((measure, unit), []).append(LedgerEntry(*fields))
        self._measures = {measure for measure, _ in self._rows}

    def has_measure(self, measure: str) -> bool:
        """Return True if any unit has rows of a measure."""
        return measure in self._measures

    def entries(self, measure: str, unit: int) -> list[LedgerEntry]:
        """Return the rows of a measure of a unit, by their first day."""
        return self._rows.get((measure, unit), [])

    def flow(self, measure: str, unit: int, first: int, last: int) -> LedgerFigure | None:
        """Return a flow over the days, or None if no row, no tiling and no difference of cumulative rows gives it."""
        entries = self.entries(measure, unit)
        full_period = next((entry for entry in entries if (entry.first, entry.last) == (first, last)), None)
        tiled = _tile(entries, first, last)
        if full_period is None:
            return _difference(entries, first, last, self._calendar) if tiled is None else LedgerFigure(tiled, last)
        note, tiled_sum = None, sum(row.value for row in tiled or ())
        if tiled is not None and tiled_sum != full_period.value:
            note = f"整期报表 {full_period.value} 与分段报表之和 {tiled_sum} 不一致，取整期报表"
        return LedgerFigure((full_period,), last, note)

    def stock(self, measure: str, unit: int, day: int) -> LedgerFigure | None:
        """Return a stock's latest row ending by a day; of rows ending together, the one of the shortest time."""
        ended = [entry for entry in self.entries(measure, unit) if entry.last <= day]
        if not ended:
            return None
        latest = max(ended, key=lambda entry: (entry.last, entry.first))
        return LedgerFigure((latest,), latest.last)

    def sources(self) -> set[str]:
        """Return the names of the sources of all the rows."""
        return {row.source for rows in self._rows.values() for row in rows}
