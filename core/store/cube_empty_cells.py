"""Cells of the cube that have become nought: they say what no cell says, and are let go when rows are taken out."""

from __future__ import annotations

from sqlite_utils import Database

from core.catalogue.model import Catalogue
from core.store.catalogue_tables import GRAINS, cube_columns
from core.store.cube_details import ANCESTORS
from core.store.cube_sql import month_sql, week_sql
from core.store.measure_sql import date_groups
from core.store.unit_history import FIRST_DAY, LAST_DAY

_TOUCHED = "temp.touched_day"


def drop_emptied_cells(db: Database, catalogue: Catalogue, kind: str, tables: list[str]) -> None:
    """Let go of the empty cells of the days of which rows were taken away, or put back.

    `tables` hold those rows. Levels of stocks change, too, on the days on which a unit came under others.
    """
    groups = [group.day_sql for group in date_groups(catalogue, kind) if group.amounts]
    days = [f"SELECT {day} AS day FROM {rows} f" for rows in tables for day in groups]
    days += [f"SELECT first FROM {ANCESTORS} WHERE first > {FIRST_DAY}"]
    days += [f"SELECT last + 1 FROM {ANCESTORS} WHERE last < {LAST_DAY}"]
    db.execute(f"CREATE TEMP TABLE {_TOUCHED.removeprefix('temp.')} (day INTEGER PRIMARY KEY) WITHOUT ROWID")
    try:
        db.execute(
            f"INSERT OR IGNORE INTO {_TOUCHED} SELECT day FROM ({' UNION ALL '.join(days)}) WHERE day IS NOT NULL"
        )
        for grain in GRAINS:
            period = {"cube_day": "t.day", "cube_week": week_sql("t.day")}.get(
                grain, month_sql("t.day", catalogue.reporting_calendar)
            )
            key = {"cube_day": "day", "cube_week": "week"}.get(grain, "month")
            _drop_empty(db, catalogue, grain, f"{key} IN (SELECT {period} FROM {_TOUCHED} t)")
    finally:
        db.execute(f"DROP TABLE {_TOUCHED}")


def drop_all_empty_cells(db: Database, catalogue: Catalogue) -> None:
    """Let go of every empty cell, where units have come to stand under others."""
    for grain in GRAINS:
        _drop_empty(db, catalogue, grain, "1")


def _drop_empty(db: Database, catalogue: Catalogue, grain: str, where: str) -> None:
    empty = " AND ".join(f"{column} = 0" for column in cube_columns(catalogue, grain)) or "0"
    db.execute(f"DELETE FROM {grain} WHERE {where} AND {empty}")
