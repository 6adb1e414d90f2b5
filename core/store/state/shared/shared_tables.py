"""The state's tables as PostgreSQL has them, read off the statements that make a state file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from core.store.state.state_schema import state_schema

if TYPE_CHECKING:
    from sqlalchemy import Column, MetaData, Table
    from sqlalchemy.types import TypeEngine

SCHEMA = "fengjing"
CHANGES = "state_change"  # the list of rows that changed, in the order in which they did
ROW_NUMBER = "rowid"  # stands for a key in tables that declare none
_SEAL = re.compile(r"BEFORE (UPDATE|DELETE) ON (\w+)\s+BEGIN SELECT RAISE")


class SharedTable(NamedTuple):
    """A table, its key, its columns, and the acts that its seals forbid."""

    table: Table
    key: tuple[str, ...]
    columns: tuple[str, ...]
    sealed: frozenset[str]

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.name)


@lru_cache(maxsize=1)
def shared_tables() -> dict[str, SharedTable]:
    """Return the tables by name, in an order in which each points at earlier ones."""
    sealed: dict[str, set[str]] = {}
    for statement in state_schema().triggers.values():
        for act, table in _SEAL.findall(statement):
            sealed.setdefault(table, set()).add(act)
    return {
        table.name: SharedTable(
            table,
            tuple(column.name for column in table.primary_key),
            tuple(column.name for column in table.columns),
            frozenset(sealed.get(table.name, ())),
        )
        for table in _declared().sorted_tables
    }


def _declared() -> MetaData:
    """Read the tables off an empty state file, and declare them for PostgreSQL."""
    from sqlalchemy import MetaData, create_engine

    reflected, declared = MetaData(), MetaData(schema=SCHEMA)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for statement in (*state_schema().tables.values(), *state_schema().indexes.values()):
            connection.exec_driver_sql(statement)
        reflected.reflect(connection)
    engine.dispose()
    for table in reflected.sorted_tables:
        _declare(declared, table)
    return declared


def _declare(declared: MetaData, table: Table) -> None:
    from sqlalchemy import (
        BigInteger,
        CheckConstraint,
        Column,
        ForeignKeyConstraint,
        Index,
        Table,
        UniqueConstraint,
    )

    columns: list[Column[Any]] = [
        Column(
            column.name,
            _type_of(column),
            primary_key=column.primary_key,
            autoincrement=False,
            nullable=column.nullable,
            server_default=column.server_default,
        )
        for column in table.columns
        if column.computed is None
    ]
    if not table.primary_key.columns:
        columns.insert(0, Column(ROW_NUMBER, BigInteger, primary_key=True, autoincrement=False))
    declared_table = Table(table.name, declared, *columns)
    for rule in table.constraints:
        if isinstance(rule, CheckConstraint):
            declared_table.append_constraint(CheckConstraint(str(rule.sqltext)))
        elif isinstance(rule, UniqueConstraint):
            declared_table.append_constraint(UniqueConstraint(*[column.name for column in rule.columns]))
        elif isinstance(rule, ForeignKeyConstraint):
            targets = [f"{SCHEMA}.{key.column.table.name}.{key.column.name}" for key in rule.elements]
            own = [column.name for column in rule.columns]
            declared_table.append_constraint(ForeignKeyConstraint(own, targets, deferrable=True, initially="DEFERRED"))
    for index in table.indexes:
        names = [column.name for column in index.columns]
        if all(name in declared_table.columns for name in names):  # a computed column is none of PostgreSQL's
            Index(index.name, *[declared_table.columns[name] for name in names])


def _type_of(column: Column[Any]) -> TypeEngine[Any]:
    """Return PostgreSQL's type: SQLite's integers and reals have eight bytes, and ANY is written as JSON."""
    from sqlalchemy import BigInteger, Double, LargeBinary, Text

    types: dict[str, type[TypeEngine[Any]]] = {"INTEGER": BigInteger, "REAL": Double, "TEXT": Text, "BLOB": LargeBinary}
    return types.get(str(column.type), Text)()
