"""Keeps the cube (汇总立方): sums by unit and month, day, week and hour of the week, by officer and month of outcome.

Records are first summed by their own unit and day (`leaf`), then by every ancestor that the unit had on that day, and
by grain. A write adds
the new rows and takes away the old ones, in the same transaction, and touches only
cells whose sums change. A rebuild is the same path over all the records. Months are those of the bureau: another
statistics month is another catalogue, whose cube is made anew.
"""

from __future__ import annotations

import importlib.util

from sqlite_utils import Database

from core.catalogue.model import Catalogue
from core.store.catalogue_tables import GRAINS, cube_columns, cube_signature, make_cube_tables, table_of
from core.store.cube_details import ANCESTORS, add_details
from core.store.cube_sql import month_sql, upsert, week_sql
from core.store.cube_transfers import changed_months, level_cells, stock_columns, transferred_levels
from core.store.measure_sql import DateGroup, date_groups
from core.store.store import Store

LARGE = 300_000  # records, more or less, from which on it is worth while to load DuckDB
SLICE = 400_000  # records a rebuild sums at once, so that what SQLite sorts beside the file stays small


def _fill_leaf(db: Database, rows: str, groups: list[DateGroup], sign: int) -> None:
    """Sum the rows of a table or query by their own unit and day into temp.leaf, times `sign`."""
    for group in groups:
        amounts = ", ".join(f"{sign} * SUM({sql})" for sql in group.amounts.values())
        db.execute(
            f"INSERT INTO temp.leaf (unit, day, {', '.join(group.amounts)}) "
            f"SELECT f.unit, {group.day_sql}, {amounts} FROM {rows} f JOIN unit u ON u.id = f.unit "
            f"WHERE {group.day_sql} IS NOT NULL AND {group.day_sql} < 1000000000 "
            f"GROUP BY (f.unit << 32) + {group.day_sql}"  # one number sorts quicker than two
        )


def add_to_cube(
    db: Database, catalogue: Catalogue, kind: str, signed: list[tuple[str, int]], lines: str = ANCESTORS
) -> int:
    """Add (sign 1) or take away (sign −1) the rows of tables. Returns the cells touched.

    `signed` lists (table of rows, sign); all are netted before the cube is touched. `lines` is the table that says
    above which units each stands and when, or has only those of its rows that come or go.
    """
    groups = [group for group in date_groups(catalogue, kind) if group.amounts]
    if not groups:
        return 0
    columns = list(dict.fromkeys(column for group in groups for column in group.amounts))
    declared = "".join(f", {column} INTEGER NOT NULL DEFAULT 0" for column in columns)
    db.execute(f"CREATE TEMP TABLE leaf (unit INTEGER NOT NULL, day INTEGER NOT NULL{declared})")
    try:
        for rows, sign in signed:
            _fill_leaf(db, rows, groups, sign)
        up = f"temp.leaf l JOIN {lines} a ON a.unit = l.unit AND l.day BETWEEN a.first AND a.last"
        month = month_sql("l.day", catalogue.reporting_calendar)
        not_community = f"{up} AND a.kind <> 'community'"
        touched = upsert(db, "cube_month", f"{month}, a.ancestor", columns, not_community, "1, 2")
        community = f"{up} AND a.kind = 'community'"
        touched += upsert(db, "cube_community", f"{month}, a.ancestor", columns, community, "1, 2")
        touched += upsert(db, "cube_day", "l.day, a.ancestor", columns, not_community, "1, 2")
        weekly = [column for column in cube_columns(catalogue, "cube_week") if column in columns]
        touched += upsert(db, "cube_week", f"{week_sql('l.day')}, a.ancestor", weekly, up, "1, 2")
        _note_change(db, f"SELECT DISTINCT {month} FROM temp.leaf l WHERE 1")
        if stocks := [column for column in columns if column in stock_columns(catalogue, kind)]:
            with transferred_levels(db, stocks, lines) as transfers:
                for grain, keys, cells in level_cells(transfers, catalogue.reporting_calendar):
                    touched += upsert(db, grain, keys, stocks, cells, "1, 2")
                _note_change(db, changed_months(transfers, catalogue.reporting_calendar))
    finally:
        db.execute("DROP TABLE temp.leaf")
    for group in groups:
        touched += add_details(db, catalogue, kind, group, signed, lines)
    return touched


def _note_change(db: Database, months: str) -> None:
    """Note the data version with which months changed, so that readers need not read the others again."""
    db.execute(
        f"INSERT INTO cube_change SELECT *, (SELECT value FROM meta WHERE key = 'data_version') FROM ({months}) "
        "WHERE 1 ON CONFLICT (month) DO UPDATE SET data_version = excluded.data_version"
    )


def _fill(store: Store) -> None:
    """Fill the empty tables of the cube with the sums of all records: by DuckDB where that is worth it and is there.

    What DuckDB cannot do, for want of memory or of room on the disk, SQLite does, and takes its time.
    """
    if _is_large(store) and importlib.util.find_spec("duckdb"):
        import duckdb  # which takes a while to load

        from core.store.duckdb_cells import fill_cube

        try:
            fill_cube(store)
        except duckdb.Error:
            for grain in GRAINS:
                store.db.execute(f"DELETE FROM {grain}")
        else:
            return
    _add_all(store.db, store.catalogue)


def _is_large(store: Store) -> bool:
    last_rows = (f"SELECT ifnull(max(rowid), 0) FROM {table_of(kind)}" for kind in store.catalogue.facts)
    return sum(int(store.db.execute(last_row).fetchone()[0]) for last_row in last_rows) >= LARGE


def _add_all(db: Database, catalogue: Catalogue) -> None:
    """Add all the records there are, in slices."""
    for kind in catalogue.facts:
        table = table_of(kind)
        first, last = db.execute(f"SELECT ifnull(min(rowid), 0), ifnull(max(rowid), -1) FROM {table}").fetchone()
        for start in range(first, last + 1, SLICE):
            rows = f"(SELECT * FROM {table} WHERE rowid BETWEEN {start} AND {start + SLICE - 1})"
            add_to_cube(db, catalogue, kind, [(rows, 1)])


def rebuild_cube(store: Store) -> None:
    """Make the whole cube anew from the records, inside the transaction that is open."""
    store.require_transaction()
    make_cube_tables(store.db, store.catalogue)
    _note_change(store.db, "SELECT 0")  # every month, however it was before
    _fill(store)
    store.set_meta("cube_signature", cube_signature(store.catalogue))


def cube_differences(store: Store) -> dict[str, int]:
    """Count the rows of each cube table that differ from a rebuild (all-zero rows do not count). Changes nothing.

    Outside a transaction nothing is committed either: a commit of nothing leaves no mark of the file in its log.
    """
    db, differing, is_part = store.db, {}, store.conn.in_transaction
    copies = {grain: f"temp.kept_{grain}" for grain in GRAINS}
    db.execute("SAVEPOINT compare")
    try:
        for grain, copy in copies.items():
            db.execute(f"CREATE TEMP TABLE {copy.removeprefix('temp.')} AS SELECT * FROM {grain}")
        make_cube_tables(db, store.catalogue)
        _fill(store)
        for grain, copy in copies.items():
            columns = cube_columns(store.catalogue, grain)
            is_used = " OR ".join(f"{column} <> 0" for column in columns) or "0"
            tables = (f"SELECT * FROM main.{grain} WHERE {is_used}", f"SELECT * FROM {copy} WHERE {is_used}")
            counts = [f"SELECT count(*) FROM ({a} EXCEPT {b})" for a, b in (tables, tables[::-1])]
            differing[grain] = sum(int(db.execute(count).fetchone()[0]) for count in counts)
    finally:
        if store.conn.in_transaction:  # SQLite itself ends it on some errors
            db.execute("ROLLBACK TO compare")
            db.execute("RELEASE compare" if is_part else "ROLLBACK")
    return differing
