"""Columns read as one text are the rows as they stand, whatever characters they have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from core.store import cube, duckdb_cells
from core.store.column_text import read_slice, rowids_of, slices_of
from core.store.records import apply_records
from core.store.sqlite import sqlite3
from core.store.store import Store
from tests.support.boards import cells
from tests.support.worlds import CATALOGUE, copied, empty_store

SCHEMA = pa.schema([("id", pa.string()), ("number", pa.int64()), ("text", pa.string())])
PLAIN = [("\ufeffA", 1, None), ("乙", None, '"quoted", and a comma'), ("C", -5, "\\N"), ("0", 2**62, "NULL")]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute("CREATE TABLE t (id TEXT, number INTEGER, text TEXT) STRICT")
    yield made
    made.close()


@pytest.mark.parametrize("odd", ["", "\n", "a\nb", "a\x1fb", "\r\n", "\x1f\x1f\n1\x1f1\x1f1"])
def test_rows_come_as_they_stand(connection: sqlite3.Connection, odd: str) -> None:
    rows = [*PLAIN, ("D", 4, odd)] if odd else PLAIN
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    assert rowids_of(connection, "t") == (1, len(rows))
    tables = [read_slice(connection, "t", SCHEMA, some) for some in slices_of(rowids_of(connection, "t"), 2)]
    assert [tuple(row.values()) for row in pa.concat_tables(tables).to_pylist()] == rows
    assert read_slice(connection, "t", SCHEMA, (1, 9), "number = 1").column("id").to_pylist() == ["\ufeffA"]


def test_an_empty_table_has_no_slices(connection: sqlite3.Connection) -> None:
    assert list(slices_of(rowids_of(connection, "t"))) == []
    assert read_slice(connection, "t", SCHEMA, (1, 9)).num_rows == 0


def test_what_duckdb_cannot_do_sqlite_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cube that DuckDB left half written is written whole, and a small one does not load DuckDB at all."""
    store = copied(empty_store(tmp_path), tmp_path / "few.db")
    alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    alert |= {"id": "A1", "unit": 5, "occurred_at": 1_700_000_000, "class": "help", "kind": "lost"}
    alert |= {"on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    with store.write("test", "one", "", 0):
        apply_records(store, "alert", [tuple(alert.values())])
    before, asked = cells(store), []

    def break_off(half: Store) -> None:
        asked.append(True)
        half.db.execute("INSERT INTO cube_month (month, unit, m_alerts_valid) VALUES (24300, 1, 7)")
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(duckdb_cells, "fill_cube", break_off)
    assert not any(cube.cube_differences(store).values()) and not asked
    monkeypatch.setattr(cube, "LARGE", 1)
    with store.write("test", "rebuild", "", 0):
        cube.rebuild_cube(store)
    assert asked and cells(store) == before
    store.close()
