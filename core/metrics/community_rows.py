"""SQL by which the records of communities are summed where communities have a history.

They have no day cells, so that ragged ends are read from their own records: each counts for the communities that its
unit stood under on its day, and a level moves with its unit, as in the cube (core/store/cube_transfers.py).
"""

from __future__ import annotations

from typing import NamedTuple


class RowSource(NamedTuple):
    """SQL around the records f: further tables, the community that a record counts for, its sign, and its day."""

    lines: str
    unit: str
    sign: str
    day: str


def own_rows(day: str) -> RowSource:
    """Count records for their own unit."""
    return RowSource("", "f.unit", "", day)


def dated_rows(day: str) -> RowSource:
    """Count records for the communities that their unit stood under on the day."""
    lines = f"JOIN unit_ancestor a ON a.unit = f.unit AND {day} BETWEEN a.first AND a.last"
    return RowSource(lines, "a.ancestor", "", day)


def moved_levels(day: str) -> RowSource:
    """Count what a unit held on the day that it came under a community, or went from under it.

    What it gained before its coming enters the community's level on that day; what it gained before its going leaves
    it again. To be asked for the days :first to :last, and beside `dated_rows`.
    """
    lines = (
        "JOIN (SELECT unit, ancestor, first AS changed, 1 AS sign FROM unit_ancestor "
        "WHERE first BETWEEN :first AND :last UNION ALL SELECT unit, ancestor, last + 1, -1 FROM unit_ancestor "
        "WHERE last + 1 BETWEEN :first AND :last) a "
        f"ON a.unit = f.unit AND {day} < a.changed"
    )
    return RowSource(lines, "a.ancestor", "a.sign * ", "a.changed")
