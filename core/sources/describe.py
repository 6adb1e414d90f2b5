"""A table as its database describes it: columns, key, indexes; as far as the account may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MYSQL, _POSTGRES = ("mysql", "mariadb"), ("postgresql",)
# By information_schema: SQLAlchemy asks MySQL for SHOW CREATE TABLE, which an account that may read some columns only
# is refused.
_MYSQL_COLUMNS = """
SELECT column_name, is_nullable = 'YES', column_key FROM information_schema.columns
WHERE table_schema = coalesce(%s, database()) AND table_name = %s ORDER BY ordinal_position
"""
_MYSQL_INDEXES = """
SELECT column_name FROM information_schema.statistics
WHERE table_schema = coalesce(%s, database()) AND table_name = %s AND seq_in_index = 1
"""
_MYSQL_TABLES = """
SELECT table_name FROM information_schema.tables WHERE table_schema = coalesce(%s, database()) ORDER BY table_name
"""


_POSTGRES_READABLE = """
SELECT attname FROM pg_catalog.pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND has_column_privilege(attrelid, attnum, 'SELECT')
"""


class TableDescription(NamedTuple):
    """A table or view. `columns`, which the account may read, say whether they may be empty; none if it is not there.

    `indexed` are the columns with which an index begins; None where nobody knows.
    """

    columns: dict[str, bool]
    primary_key: list[str]
    indexed: set[str] | None


def describe_table(connection: Connection, name: str, schema: str | None) -> TableDescription:
    """Return what is known of a table or view."""
    if connection.dialect.name in _MYSQL:
        return _describe_mysql(connection, name, schema)
    import sqlalchemy as sa

    inspector = sa.inspect(connection)
    try:
        columns = {one["name"]: bool(one.get("nullable", True)) for one in inspector.get_columns(name, schema=schema)}
    except sa.exc.NoSuchTableError:
        return TableDescription({}, [], None)
    if connection.dialect.name in _POSTGRES:
        quoted = connection.dialect.identifier_preparer.format_table(sa.table(name, schema=schema))
        readable = {column for (column,) in connection.exec_driver_sql(_POSTGRES_READABLE, (quoted,))}
        columns = {column: can_be_null for column, can_be_null in columns.items() if column in readable}
    if name not in inspector.get_table_names(schema=schema):
        return TableDescription(columns, [], None)
    key = inspector.get_pk_constraint(name, schema=schema)["constrained_columns"]
    leads = {index["column_names"][0] for index in inspector.get_indexes(name, schema=schema)}
    return TableDescription(columns, key, {lead for lead in (*leads, *key[:1]) if lead is not None})


def table_names(connection: Connection, schema: str | None) -> list[str]:
    """Return the tables and views that the account sees."""
    if connection.dialect.name in _MYSQL:
        return [name for (name,) in connection.exec_driver_sql(_MYSQL_TABLES, (schema,))]
    import sqlalchemy as sa

    inspector = sa.inspect(connection)
    return [*inspector.get_table_names(schema=schema), *inspector.get_view_names(schema=schema)]


def _describe_mysql(connection: Connection, name: str, schema: str | None) -> TableDescription:
    rows = connection.exec_driver_sql(_MYSQL_COLUMNS, (schema, name)).fetchall()
    leads = {column for (column,) in connection.exec_driver_sql(_MYSQL_INDEXES, (schema, name))}
    columns = {column: bool(nullable) for column, nullable, _ in rows}
    return TableDescription(columns, [column for column, _, key in rows if key == "PRI"], leads or None)
