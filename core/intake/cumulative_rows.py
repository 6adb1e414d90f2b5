"""Cumulative rows of the ledger: of the same beginning, each longer than the last, and never less than it.

A count over more days cannot be smaller. Where a row makes a cumulative report fall, the steward is asked which of the
two is wrong; an earlier period that has been corrected comes in the same file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from core.intake.sheet import CheckedRow, ImportSheet
from core.store.store import Store
from core.time.day_spans import DaySpan
from core.time.period_label import period_label

# (measure, unit, first, last) → value, source and batch
StoredRows = Mapping[tuple[str, int, int, int], tuple[int, str, int | None]]
MEND = "核对这两期：前一期有更正的，把更正后的前一期一并报来；不是同一口径累计的，写明各自的起止日"


class _Run(NamedTuple):
    """The rows of a measure and a unit that begin on one day."""

    measure: str
    unit: int
    first: int


class _Fall(NamedTuple):
    """The last days of two rows that follow each other, the longer of which is the smaller."""

    shorter: int
    longer: int


def refuse_falling(store: Store, sheet: ImportSheet, rows: Sequence[CheckedRow], stored: StoredRows) -> set[int]:
    """Refuse the rows that make a cumulative report fall; returns their numbers."""
    runs: dict[_Run, dict[int, CheckedRow]] = {}
    for checked in rows:
        values = checked.values
        first, last = values["period"]
        if store.catalogue.measures[values["measure"]].kind == "flow":
            runs.setdefault(_Run(values["measure"], values["unit"], first), {})[last] = checked
    known: dict[_Run, dict[int, int]] = {}
    for (measure, unit, first, last), (value, *_) in stored.items():
        if (run := _Run(measure, unit, first)) in runs:
            known.setdefault(run, {})[last] = value
    return {number for run, own in runs.items() for number in _refuse_in(store, sheet, run, own, known.get(run, {}))}


def brings_cumulative(rows: Sequence[CheckedRow], stored: StoredRows) -> bool:
    """Tell whether a row and another one of its beginning differ by days of which no row is reported by itself."""
    ends: dict[_Run, set[int]] = {}
    for measure, unit, first, last in stored:
        ends.setdefault(_Run(measure, unit, first), set()).add(last)
    brought: dict[_Run, set[int]] = {}
    for checked in rows:
        first, last = checked.values["period"]
        brought.setdefault(_Run(checked.values["measure"], checked.values["unit"], first), set()).add(last)
    for run, lasts in brought.items():
        ends.setdefault(run, set()).update(lasts)
    return any(
        (shorter in brought[run] or longer in brought[run]) and run._replace(first=shorter + 1) not in ends
        for run in brought
        for shorter, longer in pairwise(sorted(ends[run]))
    )


def _refuse_in(
    store: Store, sheet: ImportSheet, run: _Run, own: dict[int, CheckedRow], known: dict[int, int]
) -> list[int]:
    """Refuse rows of one run until none of the file's takes part in a fall: the longer one first."""
    left = dict(own)
    refused: list[int] = []
    while True:
        values = known | {last: checked.values["value"] for last, checked in left.items()}
        falls = (_Fall(a, b) for a, b in pairwise(sorted(values)) if values[a] > values[b])
        fall = next((fall for fall in falls if fall.longer in left or fall.shorter in left), None)
        if fall is None:
            return refused
        last = fall.longer if fall.longer in left else fall.shorter
        checked = left.pop(last)
        sheet.refuse(checked.row, "value", _question(store, run.first, fall, values), MEND)
        refused.append(checked.row.number)


def _question(store: Store, first: int, fall: _Fall, values: Mapping[int, int]) -> str:
    def text(last: int) -> str:
        days: DaySpan = (first, last)
        return f"{period_label(days, store.catalogue.reporting_calendar)}是 {values[last]}"

    return f"{text(fall.shorter)}，到后来的{text(fall.longer)}，反而少了：累计数不会下降，哪一个不对？"
