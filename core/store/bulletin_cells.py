"""The protected amounts that issued bulletins rest on: written with the issue, read where the next one is made.

Whoever holds two issues can take one figure from the other; so what stood behind the earlier one has to be known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from core.store.state.paired_board import BOARD

if TYPE_CHECKING:
    from sqlite3 import Connection

TABLES = """
CREATE TABLE bulletin_cell (
  bulletin INTEGER NOT NULL REFERENCES bulletin (id),
  measure TEXT NOT NULL CHECK (length(measure) > 0),
  unit INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  known_by INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  is_hidden INTEGER NOT NULL CHECK (is_hidden IN (0, 1)),
  CHECK (first <= last),
  PRIMARY KEY (bulletin, measure, unit, first, last, known_by)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER bulletin_cell_no_update BEFORE UPDATE ON bulletin_cell
  BEGIN SELECT RAISE(ABORT, 'what is issued stays as it was'); END;
CREATE TRIGGER bulletin_cell_no_delete BEFORE DELETE ON bulletin_cell
  BEGIN SELECT RAISE(ABORT, 'what is issued stays as it was'); END;
"""
SEAL = """
CREATE TRIGGER bulletin_cell_sealed BEFORE INSERT ON bulletin_cell
  WHEN EXISTS (
    SELECT 1 FROM bulletin_cell WHERE bulletin = NEW.bulletin AND measure = NEW.measure AND unit = NEW.unit
      AND first = NEW.first AND last = NEW.last AND known_by = NEW.known_by
  )
  BEGIN SELECT RAISE(ABORT, 'what is issued stays as it was'); END;
"""  # against REPLACE, which passes by the triggers on UPDATE and DELETE
_COLUMNS = "measure, unit, first, last, known_by, amount, is_hidden"


class BulletinCell(NamedTuple):
    """A protected measure of a unit over a release period, as known by a day; and whether it was hidden."""

    measure: str
    unit: int
    first: int
    last: int
    known_by: int
    amount: int
    is_hidden: bool


def record_cells(connection: Connection, bulletin: int, cells: Iterable[BulletinCell]) -> None:
    """Write what an issue rests on, inside the transaction of the issue."""
    rows = [(bulletin, *cell) for cell in dict.fromkeys(cells)]
    connection.executemany(f"INSERT INTO bulletin_cell (bulletin, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def bulletin_cells(connection: Connection) -> list[tuple[int, BulletinCell]]:
    """Return what all issues rest on, each with the number of its bulletin.

    Beside a state file the board's own count too, by negative numbers: they are on paper, whoever has begun anew.
    """
    query = f"SELECT bulletin, {_COLUMNS} FROM main.bulletin_cell"
    if any(name == BOARD for _, name, _ in connection.execute("PRAGMA database_list")):
        query += f" UNION ALL SELECT -bulletin, {_COLUMNS} FROM {BOARD}.bulletin_cell"
    rows = connection.execute(f"{query} ORDER BY bulletin")
    return [(number, BulletinCell._make((*cell, bool(is_hidden)))) for number, *cell, is_hidden in rows]


def last_issue(connection: Connection) -> int:
    """Return the number of the newest issue, 0 without one."""
    (number,) = connection.execute("SELECT ifnull(max(id), 0) FROM bulletin").fetchone()
    return int(number)
