"""Puts a board behind a state file's connection, read-only, and sees that both speak of the same units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.store.board_file import is_board_file
from core.store.errors import StoreError
from core.store.file_identity import counted_write
from core.store.raw_connection import ALONE
from core.store.state.tables import INSTRUCTION, KNOWN_UNIT, REFERENCES

if TYPE_CHECKING:
    from sqlite3 import Connection

BOARD = "board"  # the schema by which a connection to a state file has its board
_OTHER_UNITS = (
    "状态文件 {state} 和看板 {board} 不是同一套单位：编号 {number} 在状态文件里是 {own}，在看板里是 {other}。"
    "账号和指令是按单位编号记的，配错了就会给错人看，所以没有打开。"
)


class UnitsDiffer(StoreError):
    """A board numbers its units otherwise than the state file knows them."""


def attach_board(connection: Connection, state: Path, board: Path, *, read_only: bool) -> None:
    """Attach a board, so that what is no table of the state file is read from it. Raises StoreError (Chinese)."""
    if not is_board_file(board):
        raise StoreError(f"{board} 不是看板文件（fengjing build 建成的）：只有看板文件才另配状态文件。")
    connection.execute("ATTACH DATABASE ? AS board KEY ''", [f"{board.resolve().as_uri()}?{ALONE}"])
    _require_same_units(connection, state, board)
    # The board has counted the instructions of the database that it was built from, not those written here.
    for table, column in (("coverage", "kind"), ("source", "id")):
        connection.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM {BOARD}.{table} WHERE {column} <> '{INSTRUCTION}'"
        )
    if not read_only:
        _guard_references(connection)
        _note_units(connection)


def _require_same_units(connection: Connection, state: Path, board: Path) -> None:
    row = connection.execute(
        f"SELECT k.id, k.code, u.code FROM main.{KNOWN_UNIT} k JOIN {BOARD}.unit u ON u.id = k.id "
        "WHERE u.code <> k.code ORDER BY k.id LIMIT 1"
    ).fetchone()
    if row is not None:
        number, own, other = row
        raise UnitsDiffer(_OTHER_UNITS.format(state=state, board=board, number=number, own=own, other=other))


def _guard_references(connection: Connection) -> None:
    """Let nothing be written that points at a unit or officer which the board has not: no key reaches that far."""
    for table, column, parent in REFERENCES:
        for event, name in (("INSERT", "added"), (f"UPDATE OF {column}", "changed")):
            connection.execute(
                f"CREATE TEMP TRIGGER {table}_{column}_{name} BEFORE {event} ON main.{table} "
                f"WHEN NEW.{column} IS NOT NULL "
                f"AND NOT EXISTS (SELECT 1 FROM {BOARD}.{parent} WHERE id = NEW.{column}) "
                f"BEGIN SELECT RAISE(ABORT, 'the board has no such {parent}'); END"
            )


def _note_units(connection: Connection) -> None:
    """Keep the numbers of units that the board has and no earlier one had, before anything is written of them."""
    new = f"SELECT id, code FROM {BOARD}.unit WHERE id NOT IN (SELECT id FROM main.{KNOWN_UNIT})"
    if connection.execute(f"SELECT EXISTS ({new})").fetchone()[0]:
        with counted_write(connection):
            connection.execute(f"INSERT INTO main.{KNOWN_UNIT} (id, code) {new}")
