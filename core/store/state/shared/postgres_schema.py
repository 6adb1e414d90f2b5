"""Makes the state's tables in a PostgreSQL: sealed by triggers, and by what the program's account is granted.

The tables belong to an owner's account that the program does not use. It may add lines to what is sealed, and neither
change nor delete nor truncate them; nor can it take the triggers away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy.schema import CreateIndex, CreateTable

from core.store.errors import StoreError
from core.store.state.shared.shared_tables import CHANGES, SCHEMA, SharedTable, shared_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

WRITE_LOCK = 0x464A5803  # one write at a time, as a file has it
_ROLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_FUNCTIONS = (
    f"""CREATE OR REPLACE FUNCTION {SCHEMA}.json_valid(content text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN PERFORM content::json; RETURN true; EXCEPTION WHEN others THEN RETURN false; END $$""",
    f"""CREATE OR REPLACE FUNCTION {SCHEMA}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': what is written stays as it was'; END $$""",
    f"""CREATE OR REPLACE FUNCTION {SCHEMA}.note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = {SCHEMA}, pg_temp AS $$
    DECLARE touched jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    BEGIN
      PERFORM pg_advisory_xact_lock({WRITE_LOCK});
      INSERT INTO {CHANGES} (table_name, row_key)
      SELECT TG_TABLE_NAME, jsonb_agg(touched -> k.name ORDER BY k.place)
      FROM unnest(TG_ARGV) WITH ORDINALITY AS k(name, place);
      RETURN NULL;
    END $$""",
)
_CHANGE_TABLE = f"""
CREATE TABLE IF NOT EXISTS {SCHEMA}.{CHANGES} (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name text NOT NULL,
  row_key jsonb NOT NULL
)
"""


def make_schema(connection: Connection, role: str) -> list[str]:
    """Make what is missing, as the owner, and grant `role` its rights; return the tables made. Nothing is dropped.

    Raises StoreError (Chinese) for a name that no role can have, where the role may do what the owner may, or tables
    are others.
    """
    if not _ROLE.fullmatch(role):
        raise StoreError(f"账号名“{role}”不行：用字母、数字、下划线。")
    if connection.exec_driver_sql("SELECT current_user").scalar_one() == role:
        raise StoreError("程序用的账号不能就是表的主人：否则它能把封条揭掉。请另建一个账号。")
    run = connection.exec_driver_sql
    run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    _require_lesser(connection, role)
    run(f"SET LOCAL search_path = {SCHEMA}, pg_temp")  # where the checks find json_valid
    for statement in _FUNCTIONS:
        run(statement)
    run(_CHANGE_TABLE)
    new_tables = [shared.name for shared in shared_tables().values() if _make_table(connection, shared)]
    _require_columns(connection)
    for shared in shared_tables().values():
        _seal(connection, shared)
    _no_truncate(connection, CHANGES)
    _grant(connection, role)
    return new_tables


def _require_lesser(connection: Connection, role: str) -> None:
    """Raise StoreError (Chinese) where a role could take the seals off all the same: seals are the owner's."""
    may_all = connection.exec_driver_sql(
        "SELECT r.rolsuper OR pg_has_role(r.oid, current_user, 'MEMBER') OR pg_has_role(r.oid, n.nspowner, 'MEMBER') "
        f"FROM pg_roles r, pg_namespace n WHERE r.rolname = %s AND n.nspname = '{SCHEMA}'",
        (role,),
    ).scalar_one_or_none()
    if may_all:
        raise StoreError(
            f"程序用的账号 {role} 是超级用户，或能以表或模式 {SCHEMA} 的主人行事：它能把封条揭掉。请另建一个账号。"
        )


def _make_table(connection: Connection, shared: SharedTable) -> bool:
    is_made = connection.exec_driver_sql(f"SELECT to_regclass('{SCHEMA}.{shared.name}') IS NOT NULL").scalar_one()
    if is_made:
        return False
    connection.execute(CreateTable(shared.table))
    for index in shared.table.indexes:
        connection.execute(CreateIndex(index))
    return True


def _require_columns(connection: Connection) -> None:
    from sqlalchemy import inspect

    inspector = inspect(connection)
    for shared in shared_tables().values():
        present = {column["name"] for column in inspector.get_columns(shared.name, SCHEMA)}
        if present != set(shared.columns):
            differing = "、".join(sorted(present ^ set(shared.columns)))
            raise StoreError(f"共享状态库里的表 {shared.name} 和本程序的不一样（{differing}）：由另一版本的枫警建立。")


def _seal(connection: Connection, shared: SharedTable) -> None:
    """Put the triggers on a table, in the place of those that are there."""
    run, table = connection.exec_driver_sql, f'{SCHEMA}."{shared.name}"'
    key = ", ".join(f"'{column}'" for column in shared.key)
    run(
        f"CREATE OR REPLACE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.note_change({key})"
    )
    for act in sorted(shared.sealed):
        run(
            f"CREATE OR REPLACE TRIGGER no_{act.lower()} BEFORE {act} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.refuse_change()"
        )
    _no_truncate(connection, shared.name)


def _no_truncate(connection: Connection, table: str) -> None:
    connection.exec_driver_sql(
        f'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON {SCHEMA}."{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_change()"
    )


def _grant(connection: Connection, role: str) -> None:
    run = connection.exec_driver_sql
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {role}")
    run(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}")
    run(f"GRANT SELECT ON {SCHEMA}.{CHANGES} TO {role}")
    for shared in shared_tables().values():
        acts = ["SELECT", "INSERT", *sorted({"UPDATE", "DELETE"} - shared.sealed)]
        run(f'GRANT {", ".join(acts)} ON {SCHEMA}."{shared.name}" TO {role}')
    run(f"REVOKE ALL ON FUNCTION {SCHEMA}.note_change() FROM PUBLIC")
