"""Makes a shared state in a PostgreSQL, fills it once, and makes the copies of it that machines work on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from core.store.create import put_in_place, require_vacant
from core.store.errors import StoreError
from core.store.faults import plain_faults
from core.store.file_identity import write_mark
from core.store.raw_connection import READ, WRITE, raw_connect
from core.store.scratch import scratch_folder
from core.store.state.paired_board import attach_board
from core.store.state.shared.address import SharedStateFault, engine_of
from core.store.state.shared.postgres_schema import WRITE_LOCK, make_schema
from core.store.state.shared.row_copies import hand_on
from core.store.state.shared.shared_copy import ADDRESS_KEY, bring_up_copy
from core.store.state.shared.shared_tables import SCHEMA, shared_tables
from core.store.state.state_file import BOARD_PATH, shown_board
from core.store.state.tables import KNOWN_UNIT, LOCAL_KEYS, STATE_TABLES
from core.store.state.upgrade import make_tables


def make_shared(owner: str, role: str) -> list[str]:
    """Make the tables as their owner and grant the program's account its rights; return the tables that were made."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with engine_of(owner).begin() as connection:
            return make_schema(connection, role)
    except SQLAlchemyError as error:
        raise SharedStateFault(owner, error) from error


def is_filled(address: str) -> bool:
    """Return True where a shared state has its first line. Raises StoreError (Chinese) where it has no tables."""
    from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

    try:
        with engine_of(address).connect() as connection:
            query = f"SELECT EXISTS (SELECT 1 FROM {SCHEMA}.audit)"
            return bool(connection.exec_driver_sql(query).scalar_one())
    except ProgrammingError as error:
        raise StoreError(f"共享状态库 {address} 里还没有建表：请加 --owner-url（表的主人）再运行一次。") from error
    except SQLAlchemyError as error:
        raise SharedStateFault(address, error) from error


def fill(address: str, state: Path) -> None:
    """Write all of a state file into an empty shared state, in one transaction. Raises StoreError (Chinese)."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with closing(raw_connect(state, READ)) as copy, engine_of(address).begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
            if connection.exec_driver_sql(f"SELECT EXISTS (SELECT 1 FROM {SCHEMA}.audit)").scalar_one():
                raise StoreError(f"共享状态库 {address} 里已经有内容，不能再建一次。")
            for shared in map(shared_tables().__getitem__, (*STATE_TABLES, KNOWN_UNIT)):  # parts of lists before them
                keys = copy.execute(f"SELECT {', '.join(shared.key)} FROM {shared.name} ORDER BY 1").fetchall()
                own = [key for key in keys if shared.name != "meta" or key[0] not in LOCAL_KEYS]
                hand_on(connection, copy, [(shared.name, tuple(key)) for key in own])
    except SQLAlchemyError as error:
        raise SharedStateFault(address, error) from error


def make_copy(path: Path, board: Path, address: str) -> None:
    """Make this machine's copy of a shared state beside a board. Raises StoreError (Chinese), and leaves no file."""
    require_vacant(path)
    if not is_filled(address):
        raise StoreError(f"共享状态库 {address} 还是空的：在第一台机器上用 --owner-url 建。")
    with scratch_folder(path.resolve().parent, f".{path.name}-") as folder, plain_faults(path):
        draft = folder / path.name
        draft.touch(0o600)
        with closing(raw_connect(draft, WRITE)) as copy:
            copy.execute("PRAGMA journal_mode = WAL")
            copy.execute("BEGIN IMMEDIATE")
            make_tables(copy)
            copy.executemany(
                "INSERT INTO meta (key, value) VALUES (?, ?)",
                [(ADDRESS_KEY, address), (BOARD_PATH, str(board.resolve()))],
            )
            write_mark(copy, draft.stat().st_ino)
            copy.execute("COMMIT")
            bring_up_copy(draft, address)
            attach_board(copy, path, shown_board(board), read_only=True)  # which refuses other units
        put_in_place(draft, path)
