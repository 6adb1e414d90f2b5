"""Some rows of a table, from which a mapping is proposed."""

from __future__ import annotations

from core.intake.table import Table
from core.sources.connection import Database
from core.sources.table_reader import TableReader

SAMPLE_ROWS = 2_000


def sample_table(address: str, table: str, password_file: str) -> Table:
    """Return the first rows of a table with all its columns. Raises SourceError (Chinese)."""
    with Database(table, address, password_file).reading() as connection:
        reader = TableReader(connection, table)
        return Table(table, reader.columns, reader.all_rows(reader.columns, SAMPLE_ROWS))
