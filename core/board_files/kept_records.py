"""Records that come along into a board file, for its lists and for the days that no month's sums tell.

Those of the last months by any of their times, those still open whatever their age, and, whole, the register of posts
and the records that the program keeps itself.
"""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.catalogue.model import Catalogue
from core.facts.manifest import FactsFile
from core.store.catalogue_tables import table_of
from core.store.column_text import schema_of
from core.store.store import Store
from core.time.days import first_second

CLOSED = "outcome_at"  # the time at which a record of any kind is closed


def has_open_records(catalogue: Catalogue, kind: str) -> bool:
    """Tell whether records of a kind are ever open: what is not yet closed is counted as a stock."""
    measures = catalogue.measures_of_fact(kind).values()
    is_stock = any(measure.kind == "stock" for measure in measures)
    return is_stock and CLOSED in catalogue.facts[kind].columns


def kept_rows(table: pa.Table, catalogue: Catalogue, kind: str, first: int) -> pa.Table:
    """Return those of some records that come along into a board that has them since day `first`."""
    fact = catalogue.facts[kind]
    if not fact.is_imported:
        return table
    bounds = {"time": first_second(first), "day": first}
    conditions = [
        pc.fill_null(pc.greater_equal(table.column(name), bounds[column.type]), False)
        for name, column in fact.columns.items()
        if column.type in bounds
    ]
    if has_open_records(catalogue, kind):
        conditions.append(pc.is_null(table.column(CLOSED)))
    return table.filter(reduce(pc.or_, conditions))


def add_kept_records(store: Store, folder: Path, kind: str, file: FactsFile, first: int) -> None:
    """Put the records of a file that come along into the board."""
    columns = schema_of(store.catalogue.facts[kind]).names
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table_of(kind)} ({', '.join(columns)}) VALUES ({marks})"
    for batch in pq.ParquetFile(folder / file.path).iter_batches(columns=columns):
        table = kept_rows(pa.Table.from_batches([batch]).select(columns), store.catalogue, kind, first)
        store.conn.executemany(statement, zip(*(column.to_pylist() for column in table.columns), strict=True))


def drop_records(store: Store, folder: Path, kind: str, file: FactsFile) -> None:
    """Take the records of a file out of the board, so far as they are in it."""
    numbers = pq.read_table(folder / file.path, columns=["id"]).column("id").to_pylist()
    store.conn.executemany(f"DELETE FROM {table_of(kind)} WHERE id = ?", ([number] for number in numbers))
