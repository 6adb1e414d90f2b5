"""Carries rows from PostgreSQL into a machine's copy, and from there to PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from core.store.state.shared.shared_tables import CHANGES, SCHEMA, SharedTable, shared_tables
from core.store.state.tables import LOCAL_KEYS

if TYPE_CHECKING:
    from sqlite3 import Connection as Copy

    from sqlalchemy import Connection

NUMBER_KEY = "shared_number"  # key of meta: the number of the last change that a copy has
AT_A_TIME = 500  # keys looked up in one statement
_UPSERT_META = "INSERT INTO main.meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
Row = dict[str, Any]
Key = tuple[Any, ...]


def last_change(connection: Connection) -> int:
    """Return the number of the last change that PostgreSQL has seen committed, or made in this transaction."""
    query = f"SELECT coalesce(max(number), 0) FROM {SCHEMA}.{CHANGES}"
    return int(connection.exec_driver_sql(query).scalar_one())


def number_of(copy: Copy) -> int:
    """Return the number of the last change that a copy has."""
    row = copy.execute("SELECT value FROM main.meta WHERE key = ?", [NUMBER_KEY]).fetchone()
    return int(row[0]) if row else 0


def note_number(copy: Copy, number: int) -> None:
    """Note how far a copy goes, inside its open transaction."""
    copy.execute(_UPSERT_META, [NUMBER_KEY, number])


def bring_up(connection: Connection, copy: Copy) -> int:
    """Bring a copy up to PostgreSQL, inside open transactions of both; return how many rows were looked at.

    Rows come in the order in which they first changed, as they are now.
    """
    since = number_of(copy)
    changes = connection.exec_driver_sql(
        f"SELECT table_name, row_key, min(number) AS began, max(number) FROM {SCHEMA}.{CHANGES} "
        f"WHERE number > {since} GROUP BY 1, 2 ORDER BY began"
    ).all()
    if not changes:
        return 0
    tables = shared_tables()
    copy.execute("PRAGMA defer_foreign_keys = ON")
    for table, keys in _runs((name, tuple(key)) for name, key, *_ in changes if name in tables):
        present = _rows_of(connection, tables[table], keys)
        for key in keys:
            _place(copy, tables[table], key, present.get(key))
    note_number(copy, max(last for *_, last in changes))
    return len(changes)


def _runs(changes: Iterable[tuple[str, Key]]) -> Iterable[tuple[str, list[Key]]]:
    """Put changes of one table that follow each other together."""
    table, keys = "", list[Key]()
    for name, key in changes:
        if keys and (name != table or len(keys) == AT_A_TIME):
            yield table, keys
            keys = []
        table = name
        keys.append(key)
    if keys:
        yield table, keys


def _rows_of(connection: Connection, shared: SharedTable, keys: Sequence[Key]) -> dict[Key, Row]:
    from sqlalchemy import select, tuple_

    columns = [shared.table.c[name] for name in shared.key]
    rows = connection.execute(select(shared.table).where(tuple_(*columns).in_(keys))).mappings()
    return {tuple(row[name] for name in shared.key): dict(row) for row in rows}


def stored_row(shared: SharedTable, row: Row) -> Row:
    """Return a row of PostgreSQL as a copy stores it."""
    return row | {"value": json.loads(row["value"])} if shared.name == "meta" else row


def _place(copy: Copy, shared: SharedTable, key: Key, row: Row | None) -> None:
    """Let a row of the copy be as PostgreSQL has it; None where it has none."""
    if shared.name == "meta":
        if key[0] in LOCAL_KEYS:
            return
        row = None if row is None else stored_row(shared, row)
    names, same = ", ".join(shared.columns), " AND ".join(f"{name} = ?" for name in shared.key)
    own = copy.execute(f"SELECT {names} FROM main.{shared.name} WHERE {same}", key).fetchone()
    if row is None:
        if own is not None:
            copy.execute(f"DELETE FROM main.{shared.name} WHERE {same}", key)
        return
    values = [row[name] for name in shared.columns]
    if own is None:
        marks = ", ".join("?" * len(values))
        copy.execute(f"INSERT INTO main.{shared.name} ({names}) VALUES ({marks})", values)
    elif list(own) != values:
        changed = ", ".join(f"{name} = ?" for name in shared.columns)
        copy.execute(f"UPDATE main.{shared.name} SET {changed} WHERE {same}", [*values, *key])


def hand_on(connection: Connection, copy: Copy, changed: Iterable[tuple[str, Key]]) -> None:
    """Write rows of a copy to PostgreSQL as they stand there now, in this order, inside its open transaction."""
    for name, key in changed:
        shared = shared_tables()[name]
        names, same = ", ".join(shared.columns), " AND ".join(f"{column} = ?" for column in shared.key)
        own = copy.execute(f"SELECT {names} FROM main.{name} WHERE {same}", key).fetchone()
        _write(connection, shared, key, None if own is None else dict(zip(shared.columns, own, strict=True)))


def _write(connection: Connection, shared: SharedTable, key: Key, row: Row | None) -> None:
    from sqlalchemy import delete, insert, update

    same = [shared.table.c[column] == value for column, value in zip(shared.key, key, strict=True)]
    if row is None:
        connection.execute(delete(shared.table).where(*same))
        return
    if shared.name == "meta":
        row = row | {"value": json.dumps(row["value"], ensure_ascii=False)}
    if "UPDATE" not in shared.sealed and connection.execute(update(shared.table).where(*same).values(row)).rowcount:
        return
    connection.execute(insert(shared.table).values(row))
