"""Tables whose rows are kept in versions, and the SQL of their rows: ids, contents, what one has otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.model import Catalogue
from core.store.catalogue_tables import table_of

LEDGER, OFFICERS, UNITS = "ledger", "officers", "units"
KEY_SEPARATOR = "/"  # between the parts of the id of a row that has several


@dataclass(frozen=True)
class VersionedTable:
    """A table whose rows are kept in versions: its name among them, its columns, and those that identify a row."""

    kind: str
    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...] = ("id",)

    def id_sql(self, alias: str) -> str:
        """SQL of a row's id."""
        return f" || '{KEY_SEPARATOR}' || ".join(f"{alias}.{key}" for key in self.keys)

    def same_row_sql(self, left: str, right: str) -> str:
        """SQL that says of rows of two tables that they are versions of one row."""
        return " AND ".join(f"{left}.{key} = {right}.{key}" for key in self.keys)

    def content_sql(self, alias: str) -> str:
        """SQL of a whole row as JSON."""
        pairs = ", ".join(f"'{column}', {alias}.{column}" for column in self.columns)
        return f"json_object({pairs})"

    def difference_sql(self, old: str, new: str) -> str:
        """SQL of what an old row has otherwise than the new one, as JSON."""
        parts = " || ".join(
            f"CASE WHEN {old}.{column} IS {new}.{column} THEN '' ELSE '\"{column}\":' || json_quote({old}.{column}) "
            "|| ',' END"
            for column in self.columns
        )
        return f"'{{' || rtrim({parts}, ',') || '}}'"

    def columns_sql(self, content: str) -> str:
        """SQL of the columns out of a whole row's JSON."""
        return ", ".join(f"json_extract({content}, '$.{column}')" for column in self.columns)

    def overlaid_sql(self, content: str, new: str) -> str:
        """SQL of the columns of an old row, from what it had otherwise than the new one."""
        return ", ".join(
            f"CASE WHEN json_type({content}, '$.{column}') IS NULL THEN {new}.{column} "
            f"ELSE json_extract({content}, '$.{column}') END"
            for column in self.columns
        )


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Counts of rows that were new, changed, and the same as before."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class BackCounts:
    """Counts of rows that went with their batch, that are again as before it, and that it had withdrawn."""

    removed: int
    reverted: int
    returned: int


def records_table(catalogue: Catalogue, kind: str) -> VersionedTable:
    """The table of a kind of record."""
    return VersionedTable(kind, table_of(kind), tuple(catalogue.facts[kind].columns))


LEDGER_TABLE = VersionedTable(
    LEDGER, "ledger", ("measure", "unit", "first", "last", "value", "source"), ("measure", "unit", "first", "last")
)
OFFICER_TABLE = VersionedTable(OFFICERS, "officer", ("id", "name"))
UNIT_TABLE = VersionedTable(UNITS, "unit", ("code",), ("code",))  # known by its code, whatever became of it since
