"""The finer cells of the cube: hour of the week, officer, and month and day of the outcome.

Records are first summed by their own unit, month and key, packed into one number: sorting by one number is quicker than
by three, and each sum goes to the units above once, not each record. Only where a unit has changed its place, its days
are summed apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from core.catalogue.model import Catalogue
from core.store.catalogue_tables import cube_columns
from core.store.cube_sql import hour_sql, month_sql, upsert
from core.store.measure_sql import DateGroup
from core.store.unit_history import FIRST_DAY, LAST_DAY
from core.time.reporting_calendar import ReportingCalendar

ANCESTORS = "unit_ancestor"  # says above which units each stands, and on which days
_KEY_BITS, _CELL_BITS = 17, 32  # hours, months from the year 0 and days from _DAY_0 need no more, nor do cells
_DAY_0 = 30_000  # days before 1970, earlier than any that is recorded
_MONTH, _KEY = f"l.cell >> {_KEY_BITS}", f"l.cell & {(1 << _KEY_BITS) - 1}"
_KEYS, _KEYS_OF_COHORT = f"{_MONTH}, a.ancestor, {_KEY}", f"{_MONTH}, {_KEY}, a.ancestor"
_KEYS_OF_OUTCOME = f"{_MONTH}, a.ancestor, ({_KEY}) - {_DAY_0}"
_BY_ANCESTOR = f"(a.ancestor << {_CELL_BITS}) + l.cell"
SignedRows = list[tuple[str, int]]  # tables of rows, each with the sign of what it adds


def add_details(
    db: Database, catalogue: Catalogue, kind: str, group: DateGroup, signed: SignedRows, lines: str = ANCESTORS
) -> int:
    """Add the amounts of one date group to the finer cells. Returns the cells touched.

    Where `lines` are only those of the units that come and go, officers' cells stay as they are.
    """
    touched = 0
    profile, personal = (
        [column for column in cube_columns(catalogue, grain) if column in group.amounts]
        for grain in ("cube_hour", "cube_officer")
    )
    if not (profile or personal or group.cohorts):
        return 0
    with _months(db, group, signed, catalogue.reporting_calendar):
        by_day = ", l.day" if _has_moves(db, lines) else ""
        if profile:
            source = _sums(_source(signed, group, profile, hour_sql(f"f.{group.column}")), profile, by_day)
            touched += upsert(db, "cube_hour", _KEYS, profile, _with_ancestors(source, lines), _BY_ANCESTOR)
        if personal and lines == ANCESTORS:
            source = f"({_source(signed, group, personal, 'f.officer')}) l WHERE l.key IS NOT NULL"
            touched += upsert(db, "cube_officer", "l.month, l.key", personal, source, "1, 2")
        for column, columns in group.cohorts.items():
            day = catalogue.facts[kind].day_sql(column)
            month = month_sql(f"({day})", catalogue.reporting_calendar)
            for grain, keys, outcome in (
                ("cube_cohort", _KEYS_OF_COHORT, month),
                ("cube_outcome", _KEYS_OF_OUTCOME, f"({day}) + {_DAY_0}"),
            ):
                awaited = f"CASE WHEN {day} IS NOT NULL THEN {outcome} END"
                rows = f"SELECT * FROM ({_source(signed, group, columns, awaited)}) WHERE key IS NOT NULL"
                source = _with_ancestors(_sums(rows, columns, by_day), lines)
                touched += upsert(db, grain, keys, columns, source, _BY_ANCESTOR)
    return touched


@contextmanager
def _months(db: Database, group: DateGroup, signed: SignedRows, calendar: ReportingCalendar) -> Iterator[None]:
    """The month of each day of the records, in temp.day_month: worked out once a day, and not for each record."""
    days = " UNION ".join(
        f"SELECT DISTINCT {group.day_sql} AS day FROM {rows} f WHERE {group.day_sql} IS NOT NULL" for rows, _ in signed
    )
    db.execute("CREATE TEMP TABLE day_month (day INTEGER PRIMARY KEY, month INTEGER NOT NULL)")
    try:
        db.execute(f"INSERT INTO day_month SELECT day, {month_sql('day', calendar)} FROM ({days})")
        yield
    finally:
        db.execute("DROP TABLE temp.day_month")


def _has_moves(db: Database, lines: str) -> bool:
    """Return True if a unit has not been below the same ones on all days."""
    moved = f"SELECT 1 FROM {lines} WHERE first <> {FIRST_DAY} OR last <> {LAST_DAY} LIMIT 1"
    return db.execute(moved).fetchone() is not None


def _source(signed: SignedRows, group: DateGroup, columns: list[str], key: str) -> str:
    """Select (unit, day, month, key, amounts…) from all the tables: the rows of which an amount is counted."""
    selects = []
    for rows, sign in signed:
        amounts = ", ".join(f"{sign} * ({group.amounts[column]}) AS {column}" for column in columns)
        counted = " OR ".join(group.amounts[column] for column in columns)
        selects.append(
            f"SELECT f.unit AS unit, {group.day_sql} AS day, m.month AS month, {key} AS key, {amounts} "
            f"FROM {rows} f JOIN unit u ON u.id = f.unit JOIN temp.day_month m ON m.day = {group.day_sql} "
            f"WHERE ({counted})"
        )
    return " UNION ALL ".join(selects)


def _sums(source: str, columns: list[str], by_day: str) -> str:
    """Select the sums of (unit, day, cell, amounts…), where a cell is month and key in one number."""
    sums = ", ".join(f"SUM({column}) AS {column}" for column in columns)
    cell = f"(l.month << {_KEY_BITS}) + l.key"
    return (
        f"SELECT unit, min(day) AS day, {cell} AS cell, {sums} FROM ({source}) l "
        f"GROUP BY (l.unit << {_CELL_BITS}) + {cell}{by_day}"
    )


def _with_ancestors(source: str, lines: str) -> str:
    """Select the sums once for each unit above their own on their day, communities left out."""
    on = "a.unit = l.unit AND a.kind <> 'community' AND l.day BETWEEN a.first AND a.last"
    return f"({source}) l JOIN {lines} a ON {on}"
