"""Numbers that are read as one text are those that SQLite gives one by one."""

from __future__ import annotations

from contextlib import closing

import pytest

from core.metrics.arrays import int_table
from core.metrics.number_reader import MAX_ARGUMENTS, read_numbers
from core.store.sqlite import sqlite3

EXTREMES = [0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63)]


@pytest.mark.parametrize("width", [1, MAX_ARGUMENTS, 2 * MAX_ARGUMENTS + 1])
@pytest.mark.parametrize("length", [0, 1, len(EXTREMES)])
def test_the_same_numbers_as_row_by_row(width: int, length: int) -> None:
    names = [f"c{place}" for place in range(width)]
    rows = [tuple(EXTREMES[(row + place) % len(EXTREMES)] for place in range(width)) for row in range(length)]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE cells ({', '.join(f'{name} INTEGER NOT NULL' for name in names)}) STRICT")
        connection.executemany(f"INSERT INTO cells VALUES ({', '.join('?' * width)})", rows)
        table = read_numbers(connection, names, "cells WHERE c0 <> ?", [12345])
    assert table.shape == (length, width)
    assert (table == int_table(rows, width)).all()
