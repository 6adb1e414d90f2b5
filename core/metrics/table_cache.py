"""Amounts by span, unit and bin, taken over from the last asking so far as they are the same.

A write touches a month or two; of the dozens of spans of a board's question only those that hold them have other sums,
and those of a few measures. A measure of which nothing has changed keeps the very same table, so that nothing that was
made of it need be compared or made again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.metrics.as_of_span import Ints

KEPT = 32  # questions; one of a city bureau's board takes about 4 MB
Sums = Sequence[Ints]  # by span: (unit, column)
Tables = Mapping[str, Ints]  # by measure


class _Kept(NamedTuple):
    sums: Sums
    days: Tables
    tables: dict[str, Ints]


class MeasureTableCache:
    """The tables of the questions last asked."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def tables(self, question: Hashable, sums: Sums, columns: Mapping[str, slice], days: Tables) -> dict[str, Ints]:
        """By measure: amounts by (span, unit, bin), 0 where its `days` (span, unit) are negative. Not to be written to.

        `question` stands for the spans, columns and units. What is the same array as the last time is the same.
        """
        before = self._kept.pop(question, _Kept((), {}, {}))
        new = [at for at, one in enumerate(sums) if not before.sums or before.sums[at] is not one]
        other = np.zeros(max((part.stop for part in columns.values()), default=0), bool)
        for at in new if before.sums else ():
            other |= (before.sums[at] != sums[at]).any(0)
        tables = dict(before.tables)
        for name, part in columns.items():
            if before.days.get(name) is not days[name]:
                tables[name] = _filled(sums, part, days[name])
            elif other[part].any():
                tables[name] = tables[name].copy()
                tables[name][new] = _filled([sums[at] for at in new], part, days[name][new])
            tables[name].setflags(write=False)
        self._kept[question] = _Kept(sums, days, tables)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return tables


def _filled(sums: Sums, part: slice, days: Ints) -> Ints:
    """The columns of one measure."""
    table: Ints = np.stack([one[: days.shape[1], part] for one in sums])
    table[days < 0] = 0
    return table
