"""The finer cells of the cube: hour of the week, officer, and month of the outcome."""

from __future__ import annotations

from sqlite_utils import Database

from core.catalogue.model import Catalogue
from core.store.catalogue_tables import cube_columns
from core.store.cube_sql import HOUR, month_sql, upsert
from core.store.measure_sql import DateGroup
from core.time.reporting_calendar import ReportingCalendar

ANCESTORS = "unit_ancestor"  # says above which units each stands, and on which days
SignedRows = list[tuple[str, int]]  # tables of rows, each with the sign of what it adds


def add_details(
    db: Database, catalogue: Catalogue, kind: str, group: DateGroup, signed: SignedRows, lines: str = ANCESTORS
) -> int:
    """Add the amounts of one date group to the finer cells. Returns the cells touched.

    Where `lines` are only those of the units that come and go, officers' cells stay as they are.
    """
    touched, calendar = 0, catalogue.reporting_calendar
    profile = [column for column in cube_columns(catalogue, "cube_hour") if column in group.amounts]
    if profile:
        source = _source(signed, group, profile, HOUR.format(time=f"f.{group.column}"), calendar)
        touched += upsert(
            db, "cube_hour", "l.month, a.ancestor, l.key", profile, _with_ancestors(source, lines), "1, 2, 3"
        )
    personal = [column for column in cube_columns(catalogue, "cube_officer") if column in group.amounts]
    if personal and lines == ANCESTORS:
        source = f"({_source(signed, group, personal, 'f.officer', calendar)}) l WHERE l.key IS NOT NULL"
        touched += upsert(db, "cube_officer", "l.month, l.key", personal, source, "1, 2")
    for column, columns in group.cohorts.items():
        outcome = catalogue.facts[kind].day_sql(column)
        awaited = f"CASE WHEN {outcome} IS NOT NULL THEN {month_sql(f'({outcome})', calendar)} END"
        source = f"SELECT * FROM ({_source(signed, group, columns, awaited, calendar)}) WHERE key IS NOT NULL"
        touched += upsert(
            db, "cube_cohort", "l.month, l.key, a.ancestor", columns, _with_ancestors(source, lines), "1, 2, 3"
        )
    return touched


def _source(signed: SignedRows, group: DateGroup, columns: list[str], key: str, calendar: ReportingCalendar) -> str:
    """Select (unit, day, month, key, amounts…) from all the tables: the rows of which an amount is counted."""
    month = month_sql(f"({group.day_sql})", calendar)
    selects = []
    for rows, sign in signed:
        amounts = ", ".join(f"{sign} * ({group.amounts[column]}) AS {column}" for column in columns)
        counted = " OR ".join(group.amounts[column] for column in columns)
        selects.append(
            f"SELECT f.unit AS unit, {group.day_sql} AS day, {month} AS month, {key} AS key, {amounts} "
            f"FROM {rows} f JOIN unit u ON u.id = f.unit WHERE {group.day_sql} IS NOT NULL AND ({counted})"
        )
    return " UNION ALL ".join(selects)


def _with_ancestors(source: str, lines: str) -> str:
    """Select the rows once for each unit above their own on their day, communities left out."""
    on = "a.unit = l.unit AND a.kind <> 'community' AND l.day BETWEEN a.first AND a.last"
    return f"({source}) l JOIN {lines} a ON {on}"
