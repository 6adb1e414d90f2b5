"""The plan of a figure: terms of records and a constant of the ledger that add up to it, or the gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from core.metrics.arrays import Ints


class PlanTerm(NamedTuple):
    """A unit's records over the days first to last (a stock: its level on `last`), times `sign`."""

    unit: int
    first: int
    last: int
    sign: int


class Report(NamedTuple):
    """A unit's row of the ledger that has a share in a figure; of a stock both days are the one asked for."""

    unit: int
    first: int
    last: int
    value: int


class ManyReports(Sequence[Report]):
    """Rows of many units, made one by one where somebody looks at them."""

    def __init__(self, units: Ints, firsts: Ints, lasts: Ints, values: Ints) -> None:
        self._columns = units, firsts, lasts, values

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Report]:
        return map(Report, *(column.tolist() for column in self._columns))

    @overload
    def __getitem__(self, index: int) -> Report: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Report]: ...
    def __getitem__(self, index: int | slice) -> Report | Sequence[Report]:
        return tuple(self)[index]

    def above(self, wholes: ManyReports) -> list[Report] | None:
        """Return the rows above those of `wholes`; None unless both are of the same units and days, in one order."""
        *own_places, own = self._columns
        *places, whole = wholes._columns
        if not all(map(np.array_equal, own_places, places)):
            return None
        return list(map(Report, *(column[own > whole].tolist() for column in self._columns)))


@dataclass(frozen=True, slots=True)
class Plan:
    """Terms and a constant that add up to the figure; or the reason (Chinese) why there is none.

    `as_of` is the day that a stock's figure speaks of. `missing` are the units that have not reported; `missing_whole`
    is the unit itself where none of those below it has.
    `reports` are the rows of the ledger that have a share in it, those of the units below among them. `below` plans
    what the units below add up to, where the unit has a report of its own: the two are compared where the figure is
    looked at. `terms_below` are the terms of that plan.
    """

    terms: tuple[PlanTerm, ...] = ()
    constant: int = 0
    as_of: int | None = None
    note: str | None = None
    reason: str | None = None
    missing: tuple[int, ...] = ()
    missing_whole: tuple[int, ...] = ()
    reports: Sequence[Report] = ()
    terms_below: tuple[PlanTerm, ...] = ()
    below: Callable[[], Plan | None] | None = None

    @property
    def from_ledger(self) -> bool:
        """True where the ledger has a share in it."""
        return bool(self.reports)

    def sum_below(self) -> Plan | None:
        """Plan what the units below add up to; None where it is not to be compared or is not known."""
        below = None if self.below is None else self.below()
        return below if below is not None and below.from_ledger and not below.reason else None
