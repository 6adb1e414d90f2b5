"""Refuses accounts that could write: flags that say a session only reads can be got around, a right not given cannot.

PostgreSQL and MariaDB say what an account may do; of the other databases nothing is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.sources.errors import SourceError

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Roles that a session could put on count too, whether or not they are inherited.
_POSTGRES_WRITABLE = """
SELECT DISTINCT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_roles r ON pg_has_role(r.oid, 'MEMBER')
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname !~ '^pg_(toast|temp)'
  AND (has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
       OR has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') OR c.relowner = r.oid)
ORDER BY 1 LIMIT 4
"""
_POSTGRES_SUPER = "SELECT bool_or(rolsuper) FROM pg_catalog.pg_roles WHERE pg_has_role(oid, 'MEMBER')"
_HARMLESS = {
    *("SELECT", "USAGE", "SHOW VIEW", "SHOW DATABASES", "PROCESS", "LOCK TABLES"),
    *("REPLICATION CLIENT", "BINLOG MONITOR", "SLAVE MONITOR", "REPLICA MONITOR"),
}
_GRANT = re.compile(r"GRANT (.+?) ON (.+?) TO (.+)")
_ROLE = re.compile(r"GRANT ([`'\"][^@]+(?:@[`'\"][^`'\"]*[`'\"])?) TO [`'\"][^`'\"]+[`'\"]@")  # to the account itself
_TEST_DATABASES = ("`test`.*", r"`test\\_%`.*", r"`test\_%`.*")  # MariaDB lets everybody write there from the start
_MOST_NAMED = 3


def refuse_writers(connection: Connection) -> None:
    """Raise SourceError (Chinese) if the account of a connection may change anything but its own session."""
    name = connection.dialect.name
    if name == "postgresql":
        _refuse_in_postgres(connection)
    elif name in ("mysql", "mariadb"):
        writing = list(_mysql_rights(connection))
        if writing:
            raise SourceError(_grant_text("、".join(writing[:_MOST_NAMED]), "GRANT SELECT ON 库.表 TO 账号"))


def _refuse_in_postgres(connection: Connection) -> None:
    if connection.exec_driver_sql(_POSTGRES_SUPER).scalar():
        raise SourceError(_grant_text("一切（超级用户）", "GRANT SELECT ON 表 TO 账号"))
    tables = [table for (table,) in connection.exec_driver_sql(_POSTGRES_WRITABLE)]
    if tables:
        more = " 等" if len(tables) > _MOST_NAMED else ""
        raise SourceError(_grant_text("、".join(tables[:_MOST_NAMED]) + more, "GRANT SELECT ON 表 TO 账号"))


def _grant_text(excess: str, grant: str) -> str:
    return f"这个账号能改写对方的数据库（{excess}），不用它：请对方另建一个只能读的账号（{grant}）。"


def _mysql_rights(connection: Connection) -> Iterable[str]:
    """Yield the rights of an account that are more than reading; those of its roles too, in use or not."""
    lines = _lines(connection, "SHOW GRANTS")
    for role in [match[1] for line in lines if (match := _ROLE.match(line))]:
        lines += _role_lines(connection, role)
    rights = [right for line in lines if (grant := _GRANT.match(line)) for right in _more_than_reading(*grant.groups())]
    return dict.fromkeys(rights)


def _role_lines(connection: Connection, role: str) -> list[str]:
    """Return the grants of a role, and of the roles behind it: MariaDB shows them to a session that is in it."""
    if not getattr(connection.dialect, "is_mariadb", False):
        return _lines(connection, f"SHOW GRANTS FOR CURRENT_USER() USING {role}")
    before = connection.exec_driver_sql("SELECT CURRENT_ROLE()").scalar()
    connection.exec_driver_sql(f"SET ROLE {role}", execution_options={"no_parameters": True})
    try:
        return _lines(connection, "SHOW GRANTS")
    finally:
        connection.exec_driver_sql(f"SET ROLE `{before}`" if before else "SET ROLE NONE")


def _lines(connection: Connection, statement: str) -> list[str]:
    plain = {"no_parameters": True}  # a role may be called `clerk`@`%`, which is no place for a parameter
    return [line for (line,) in connection.exec_driver_sql(statement, execution_options=plain)]


def _more_than_reading(rights: str, place: str, whom: str) -> Iterable[str]:
    if whom.startswith("PUBLIC") and place in _TEST_DATABASES:
        return
    for right in re.split(r",\s*(?![^(]*\))", rights):
        plain = right.partition("(")[0].strip().upper()
        if plain not in _HARMLESS:
            yield f"{place} 的 {plain}"
    if "GRANT OPTION" in whom:
        yield f"{place} 的 GRANT OPTION"
