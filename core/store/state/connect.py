"""Begins a connection to a state file: with its board behind it, and with the shared state that it is a copy of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.store.raw_connection import sqlite3
from core.store.state.paired_board import attach_board
from core.store.state.shared.shared_copy import WriteThrough, shared_address, try_to_bring_up
from core.store.state.state_file import may_be_state, noted_board

if TYPE_CHECKING:
    from sqlite3 import Connection


def connection_kind(path: Path, *, read_only: bool) -> type[Connection]:
    """Return the kind of connection to open a file by: one that writes into a state may have to write through."""
    kind: type[Connection] = WriteThrough if may_be_state(path) and not read_only else sqlite3.Connection
    return kind


def begin_state(connection: Connection, path: Path, *, read_only: bool) -> None:
    """Bring a copy of a shared state up, and put the board behind the file. Raises StoreError (Chinese)."""
    follow_shared(connection, path)
    attach_board(connection, path, noted_board(connection, path), read_only=read_only)


def follow_shared(connection: Connection, path: Path) -> None:
    """Bring a copy of a shared state up, and let writes through to it; a state file of its own is left alone."""
    address = shared_address(connection)
    if address is None:
        return
    try_to_bring_up(path, address)
    if isinstance(connection, WriteThrough):
        connection.write_through(path, address)
