"""Moves the levels of stocks where a unit comes under others, or goes from under them.

The cube holds what enters a stock less what leaves it, by day. A unit that moves on a day takes along what it holds: on
that day its level enters the sums of the units that it comes under, and leaves those of the units that it goes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from core.catalogue.model import Catalogue
from core.store.cube_sql import month_sql
from core.store.measure_sql import columns_of
from core.store.unit_history import FIRST_DAY, LAST_DAY
from core.time.reporting_calendar import ReportingCalendar

TRANSFER = "temp.transfer"


def stock_columns(catalogue: Catalogue, kind: str) -> set[str]:
    """Return the cube columns of a kind of record that hold levels."""
    measures = catalogue.measures_of_fact(kind).items()
    return {column for name, measure in measures if measure.kind == "stock" for column in columns_of(name, measure)}


@contextmanager
def transferred_levels(db: Database, columns: list[str], lines: str) -> Iterator[str]:
    """Make a table of what comes and goes with its unit, by day and unit above; `temp.leaf` has what each unit gained.

    What a unit gained before it came under another enters that one's sum on the day of its coming; whatever it gained
    up to the day of its going leaves it again.
    """
    amounts = ", ".join(f"l.{column} AS {column}" for column in columns)
    negative = ", ".join(f"-l.{column} AS {column}" for column in columns)
    joined = f"temp.leaf l JOIN {lines} a ON a.unit = l.unit"
    db.execute(
        f"CREATE TEMP TABLE {TRANSFER.removeprefix('temp.')} AS "
        f"SELECT a.first AS day, a.ancestor, a.kind, {amounts} FROM {joined} WHERE l.day < a.first "
        f"AND a.first > {FIRST_DAY} UNION ALL "
        f"SELECT a.last + 1, a.ancestor, a.kind, {negative} FROM {joined} WHERE l.day <= a.last AND a.last < {LAST_DAY}"
    )
    try:
        yield TRANSFER
    finally:
        db.execute(f"DROP TABLE {TRANSFER}")


def level_cells(transfers: str, calendar: ReportingCalendar) -> Iterator[tuple[str, str, str]]:
    """Yield the cube's tables that hold levels, each with its keys and the rows of a table of transfers for it."""
    month = month_sql("l.day", calendar)
    above = f"{transfers} l WHERE l.kind <> 'community'"
    yield "cube_month", f"{month}, l.ancestor", above
    yield "cube_community", f"{month}, l.ancestor", f"{transfers} l WHERE l.kind = 'community'"
    yield "cube_day", "l.day, l.ancestor", above


def changed_months(transfers: str, calendar: ReportingCalendar) -> str:
    """Select the months whose cells a table of transfers touches."""
    return f"SELECT DISTINCT {month_sql('l.day', calendar)} FROM {transfers} l WHERE 1"
