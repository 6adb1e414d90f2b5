"""Board files built in tests, and their cells held against a database's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.board_files.build import build_board
from core.board_files.draft import opened_board
from core.board_files.engines import started_engine
from core.board_files.order import BoardOrder, BuildCounts, EngineName
from core.facts.export import ExportCounts, export_facts
from core.store.catalogue_tables import GRAIN_KEYS, GRAINS, cube_columns, make_cube_tables
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number
from tests.support.oracle import Record
from tests.support.unit_world import Wish, placed
from tests.support.worlds import FIRST, LAST, row_of

Cells = dict[str, list[tuple[object, ...]]]


def cells(store: Store) -> Cells:
    """The rows of every grain that are not all nought, in the order of their keys."""
    found = {}
    for grain in GRAINS:
        columns = cube_columns(store.catalogue, grain)
        used = " OR ".join(f"{column} <> 0" for column in columns)
        keys = GRAIN_KEYS[grain]
        query = f"SELECT {keys}, {', '.join(columns)} FROM {grain} WHERE {used} ORDER BY {keys}"
        found[grain] = [tuple(row) for row in store.db.execute(query).fetchall()]
    return found


def cells_by_duckdb(store: Store) -> Cells:
    """The cells that a rebuild by DuckDB gives; the database stays as it is."""
    from core.store.duckdb_cells import fill_cube  # here, since few tests need what it loads

    with store.rehearsal(locks_first=True):
        make_cube_tables(store.db, store.catalogue)
        fill_cube(store)
        return cells(store)


def cells_of(board: Path) -> Cells:
    """The cells of a board file, where all that is nought is left out already."""
    store = opened_board(board)
    try:
        kept = cells(store)
        assert {grain: store.db.execute(f"SELECT count(*) FROM {grain}").fetchone()[0] for grain in GRAINS} == {
            grain: len(rows) for grain, rows in kept.items()
        }
        return kept
    finally:
        store.conn.close()


def built(name: EngineName, order: BoardOrder) -> BuildCounts:
    """Build a board by an engine."""
    with started_engine(name, order.out.parent) as engine:
        return build_board(order, engine, actor="test", now=0)


def exported(store: Store, folder: Path) -> ExportCounts:
    """Export a database."""
    return export_facts(store, folder)


def placed_records(store: Store, made: dict[str, list[Record]], wishes: Sequence[Wish]) -> None:
    """Write records at units as they stand now, and that those of alerts are complete."""
    with store.write("test", "records", "", 0):
        for kind, rows in placed(made, unit_tree(store), wishes).items():
            apply_records(store, kind, [row_of(kind, record) for record in rows])
        add_coverage(store, "alert", 1, day_number(FIRST), day_number(LAST))
