"""SQL by which the records of communities are summed where communities have a history.

They have no day cells, so that ragged ends are read from their own records: each counts for the communities that its
unit stood under on its day, and a level moves with its unit, as in the cube (core/store/cube_transfers.py).
"""

from __future__ import annotations

from typing import NamedTuple

from core.store.unit_history import LAST_DAY


class RowSource(NamedTuple):
    """SQL around the records f: further tables, the community that a record counts for, its sign, and its day."""

    lines: str
    unit: str
    sign: str
    day: str


def own_rows(day: str) -> RowSource:
    """Count records for their own unit."""
    return RowSource("", "f.unit", "", day)


def dated_rows(day: str, *, is_level: bool) -> RowSource:
    """Count records for the communities that their unit stood under; `is_level` of what enters and leaves a stock."""
    if not is_level:
        lines = f"JOIN unit_ancestor a ON a.unit = f.unit AND {day} BETWEEN a.first AND a.last"
        return RowSource(lines, "a.ancestor", "", day)
    signed = (
        "SELECT unit, ancestor, first, last, 1 AS sign FROM unit_ancestor UNION ALL "
        f"SELECT unit, ancestor, first, last, -1 FROM unit_ancestor WHERE last < {LAST_DAY}"
    )
    change_day = f"CASE a.sign WHEN 1 THEN max({day}, a.first) ELSE a.last + 1 END"
    return RowSource(f"JOIN ({signed}) a ON a.unit = f.unit AND {day} <= a.last", "a.ancestor", "a.sign * ", change_day)
