"""Tables that go along with the records: what a board needs beside them.

People's names stay behind unless they are asked for, and so does who did what. Accounts, the trail, drafts and where
files came from stay behind in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from core.store.store import Store

_ARROW = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
BATCHES = "SELECT batch FROM unit_change UNION SELECT batch FROM refused_takeover"  # that other tables point at


class KeptTable(NamedTuple):
    """A table that is exported, and columns that come otherwise than they stand there, as SQL."""

    name: str
    instead: dict[str, str]
    where: str = "1"


def kept_tables(*, with_names: bool) -> list[KeptTable]:
    """The tables in an order in which each points at earlier ones; officers by number, or with their names."""
    no_batch = {"batch": "NULL"}
    nobody = {} if with_names else {"actor": "'system'"}
    no_file = {**nobody, "file": "''", "undone_by": "CASE WHEN undone_by IS NOT NULL THEN 'system' END"}
    return [
        KeptTable("catalogue_file", {}),
        KeptTable("unit", no_batch),
        KeptTable("unit_ancestor", {}),
        KeptTable("batch", no_file, f"number IN ({BATCHES})"),
        KeptTable("unit_change", {}),
        KeptTable("officer", no_batch if with_names else {**no_batch, "name": "id"}),
        KeptTable("ledger", no_batch),
        KeptTable("coverage", {}),
        KeptTable("source", {}),
        KeptTable("refused_note", {"file": "''"}),
        KeptTable("refused_takeover", {}),
        KeptTable("assumed", {"file": "''"}),
        KeptTable("assumed_takeover", {}),
        KeptTable("instruction_event", {} if with_names else {"actor": "side"}),
        KeptTable("signal_event", nobody),
        KeptTable("publication_index", {}),
        KeptTable("publication_score", {}),
        KeptTable("publication_part", {}),
        KeptTable("publication", nobody),
        KeptTable("bulletin", nobody),
        KeptTable("bulletin_cell", {}),
    ]


def table_columns(store: Store, table: str) -> dict[str, str]:
    """Return a table's columns with their declared types."""
    return {row[1]: row[2] for row in store.conn.execute(f"PRAGMA table_info({table})").fetchall()}


def exported_tables(store: Store, *, with_names: bool) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables by name."""
    for exported in kept_tables(with_names=with_names):
        types = table_columns(store, exported.name)
        selected = ", ".join(f"{exported.instead.get(column, column)} AS {column}" for column in types)
        rows = store.conn.execute(
            f"SELECT {selected} FROM {exported.name} WHERE {exported.where} ORDER BY 1, 2"
        ).fetchall()
        columns = zip(*rows, strict=True) if rows else [()] * len(types)
        arrays = [pa.array(list(column), _ARROW[kind]) for column, kind in zip(columns, types.values(), strict=True)]
        yield exported.name, pa.Table.from_arrays(arrays, names=list(types))
