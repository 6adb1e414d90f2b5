"""Some rows of a table, from which a mapping is proposed."""

from __future__ import annotations

from core.catalogue.personal_words import is_personal
from core.intake.table import Table
from core.sources.connection import Database
from core.sources.table_reader import TableReader

SAMPLE_ROWS = 2_000


def sample_table(address: str, table: str, password_file: str) -> Table:
    """Return the first rows of a table, but for columns that name persons. Raises SourceError (Chinese)."""
    with Database(table, address, password_file).reading() as connection:
        reader = TableReader(connection, table)
        columns = [column for column in reader.columns if not is_personal(column)]
        return Table(table, columns, reader.all_rows(columns, SAMPLE_ROWS))
