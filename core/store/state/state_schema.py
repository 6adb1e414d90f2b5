"""The statements that make a state file, read off the migrations, without what points at the board."""

from __future__ import annotations

import re
from contextlib import closing
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.store import schema
from core.store.catalogue_tables import fact_table_sql
from core.store.raw_connection import sqlite3
from core.store.state.tables import INSTRUCTION, KNOWN_UNIT, STATE_TABLES

_KNOWN_UNIT_SQL = f"CREATE TABLE {KNOWN_UNIT} (id INTEGER PRIMARY KEY, code TEXT NOT NULL) STRICT"
_BOARD_REFERENCE = re.compile(r" REFERENCES (?:unit|officer) \(id\)")


class StateSchema(NamedTuple):
    """The statements that make tables, indexes and triggers, by name."""

    tables: dict[str, str]
    indexes: dict[str, str]
    triggers: dict[str, str]


@lru_cache(maxsize=1)
def state_schema() -> StateSchema:
    """Read the schema off an empty database of this program."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        schema.migrations.apply(Database(connection))
        for statement in fact_table_sql(INSTRUCTION, load_catalogue({}).facts[INSTRUCTION]):
            connection.execute(statement)
        connection.execute("COMMIT")
        marks = ", ".join("?" * len(STATE_TABLES))
        rows = connection.execute(
            f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL", STATE_TABLES
        ).fetchall()
    statements: dict[str, dict[str, str]] = {"table": {}, "index": {}, "trigger": {}}
    for kind, name, sql in rows:
        statements[kind][name] = _BOARD_REFERENCE.sub("", sql)
    tables = {name: statements["table"][name] for name in STATE_TABLES} | {KNOWN_UNIT: _KNOWN_UNIT_SQL}
    return StateSchema(tables, statements["index"], statements["trigger"])
