"""Brings the tables of a state file up to this program, inside the open transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store import schema
from core.store.state.state_file import STATE_ID
from core.store.state.state_schema import StateSchema, state_schema

if TYPE_CHECKING:
    from sqlite3 import Connection

_ALTERED = "before_upgrade"


def make_tables(connection: Connection) -> None:
    """Make the tables in an empty file, and mark it as a state file."""
    declared = state_schema()
    for statement in (*declared.tables.values(), *declared.indexes.values(), *declared.triggers.values()):
        connection.execute(statement)
    _mark(connection)


def is_outdated(connection: Connection) -> bool:
    """Return True where tables, indexes or triggers are not those of this program."""
    declared = state_schema()
    return _present(connection) != {**declared.tables, **declared.indexes, **declared.triggers}


def upgrade_tables(connection: Connection) -> None:
    """Make anew what is not as this program declares it; rows keep what both have.

    The caller has foreign keys off: a table that others point at cannot be made anew with them.
    """
    declared, present = state_schema(), _present(connection)
    for name in _of_type(connection, "trigger"):
        connection.execute(f"DROP TRIGGER main.{name}")
    for name, statement in declared.tables.items():
        if name not in present:
            connection.execute(statement)
        elif present[name] != statement:
            _make_anew(connection, name, statement)
    _make_rest(connection, declared)
    _mark(connection)


def _make_anew(connection: Connection, table: str, statement: str) -> None:
    connection.execute("PRAGMA legacy_alter_table = ON")  # what points at the table goes on pointing at its name
    connection.execute(f"ALTER TABLE main.{table} RENAME TO {_ALTERED}")
    connection.execute(statement)
    columns = _columns(connection, table)
    common = ", ".join(column for column in _columns(connection, _ALTERED) if column in columns)
    connection.execute(f"INSERT INTO main.{table} ({common}) SELECT {common} FROM main.{_ALTERED}")
    connection.execute(f"DROP TABLE main.{_ALTERED}")
    connection.execute("PRAGMA legacy_alter_table = OFF")


def _make_rest(connection: Connection, declared: StateSchema) -> None:
    for name in _of_type(connection, "index"):
        connection.execute(f"DROP INDEX main.{name}")
    for statement in (*declared.indexes.values(), *declared.triggers.values()):
        connection.execute(statement)


def _mark(connection: Connection) -> None:
    connection.execute(f"PRAGMA main.application_id = {STATE_ID}")
    connection.execute(f"PRAGMA main.user_version = {schema.LATEST}")


def _present(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE sql IS NOT NULL").fetchall()
    return dict(rows)


def _of_type(connection: Connection, kind: str) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = ? AND sql IS NOT NULL", [kind]
    ).fetchall()
    return [name for (name,) in rows]


def _columns(connection: Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})").fetchall()]
