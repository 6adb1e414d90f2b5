"""Cells of the cube in a board file: added up as they come from an engine."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from core.board_files.sum_engine import Rows
from core.store.catalogue_tables import GRAIN_KEYS, GRAINS, cube_columns
from core.store.cube_queries import CellQuery
from core.store.store import Store


def add_cells(db: Database, query: CellQuery, batches: Iterable[Rows]) -> int:
    """Add the rows of a query to a grain's cells. Returns how many there were."""
    keys, columns = GRAIN_KEYS[query.grain], ", ".join(query.columns)
    marks = ", ".join("?" * (len(keys.split(",")) + len(query.columns)))
    update = ", ".join(f"{column} = {column} + excluded.{column}" for column in query.columns)
    statement = (
        f"INSERT INTO {query.grain} ({keys}, {columns}) VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE SET {update}"
    )
    count = 0
    for rows in batches:
        db.conn.executemany(statement, rows)
        count += len(rows)
    return count


def drop_empty_cells(store: Store) -> None:
    """Take out the cells whose sums have come to nothing."""
    for grain in GRAINS:
        if columns := cube_columns(store.catalogue, grain):
            store.db.execute(f"DELETE FROM {grain} WHERE {' AND '.join(f'{column} = 0' for column in columns)}")
