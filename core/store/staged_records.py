"""Records of a file in a temporary table, by the number of their row, before it is known what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any, NamedTuple

from core.store.catalogue_tables import table_of
from core.store.confirmations import SameRow
from core.store.store import Store
from core.store.versions import STAGED

Record = tuple[Any, ...]


class StagedRow(NamedTuple):
    """A record with the number of its row."""

    number: int
    record: Record


class StagedRecords:
    """The records of one kind; those of an earlier file are gone. `drop` clears them away."""

    def __init__(self, store: Store, kind: str, rows: Iterable[Record]) -> None:
        """Stage rows: the number of each, then its values in the order of the kind's columns."""
        self._db, self._store, self._kind, self._fact = store.db, store, kind, table_of(kind)
        self._columns = list(store.catalogue.facts[kind].columns)
        drop_staged(store)
        names = ", ".join(self._columns)
        self._db.execute(f"CREATE TEMP TABLE staged AS SELECT {names}, batch FROM {self._fact} WHERE 0")
        marks = ", ".join("?" * (len(self._columns) + 1))
        own = not store.conn.in_transaction
        if own:
            store.conn.execute("BEGIN")  # or each row would be a transaction of its own
        try:
            store.conn.executemany(f"INSERT INTO {STAGED} (rowid, {names}) VALUES ({marks})", rows)
            self._db.execute("CREATE INDEX temp.staged_id ON staged (id)")
            if own:
                store.conn.execute("COMMIT")
        except BaseException:
            if own:
                store.conn.execute("ROLLBACK")
            raise

    def repeated(self) -> Iterator[list[StagedRow]]:
        """Yield the rows of each record that stands there more than once, in the order of the file."""
        names = ", ".join(self._columns)
        rows = self._db.execute(
            f"SELECT rowid, {names} FROM {STAGED} "
            f"WHERE id IN (SELECT id FROM {STAGED} GROUP BY id HAVING count(*) > 1) ORDER BY id, rowid"
        )
        place = self._columns.index("id")
        for _, copies in groupby((StagedRow(row[0], row[1:]) for row in rows), lambda row: row.record[place]):
            yield list(copies)

    def rows_of(self, record: str) -> list[int]:
        """Return the numbers of all the rows of a record."""
        return [number for (number,) in self._db.execute(f"SELECT rowid FROM {STAGED} WHERE id = ?", [record])]

    def remove(self, numbers: Iterable[int]) -> None:
        """Take rows out."""
        self._store.conn.executemany(f"DELETE FROM {STAGED} WHERE rowid = ?", ((number,) for number in numbers))

    def ids(self) -> set[str]:
        """Return the ids of all the records."""
        return {record for (record,) in self._db.execute(f"SELECT id FROM {STAGED}")}

    def missing_of_batch(self, batch: int) -> Iterator[str]:
        """Yield the ids of the records that a batch brought and that are not among these."""
        query = (
            f"SELECT id FROM {self._fact} f WHERE batch = ? AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.id = f.id)"
        )
        yield from (record for (record,) in self._db.execute(query, [batch]))

    def count(self) -> int:
        """Return the number of rows."""
        return int(self._db.execute(f"SELECT count(*) FROM {STAGED}").fetchone()[0])

    def count_stored(self) -> int:
        """Return how many of them the database has, in whatever version."""
        return int(self._db.execute(f"SELECT count(*) FROM {STAGED} s WHERE {self._is_stored()}").fetchone()[0])

    def count_same(self) -> int:
        """Return how many of them the database has value for value."""
        return int(self._db.execute(f"SELECT count(*) FROM {self._same()}").fetchone()[0])

    def same_rows(self) -> Iterator[SameRow]:
        """Yield those that the database has value for value as a batch wrote them; they are read at the first."""
        for batch, record in self._db.execute(f"SELECT f.batch, f.id FROM {self._same()} AND f.batch IS NOT NULL"):
            yield SameRow(batch, self._kind, record)

    def new(self, step: int) -> Iterator[Record]:
        """Yield every so many-th of those that the database does not have, from the first on."""
        query = f"SELECT s.rowid FROM {STAGED} s WHERE NOT {self._is_stored()} ORDER BY s.rowid"
        numbers = [number for (number,) in islice(self._db.execute(query), 0, None, step)]
        for number in numbers:
            names = ", ".join(self._columns)
            yield self._db.execute(f"SELECT {names} FROM {STAGED} WHERE rowid = ?", [number]).fetchone()

    def days_of_units(self, day_sql: str) -> list[tuple[int, int, int]]:
        """Return unit, day and number of records; the day is SQL over the alias f."""
        return self._db.execute(f"SELECT f.unit, {day_sql}, count(*) FROM {STAGED} f GROUP BY 1, 2").fetchall()

    def _same(self) -> str:
        equal = " AND ".join(f"s.{column} IS f.{column}" for column in self._columns)
        return f"{STAGED} s CROSS JOIN {self._fact} f ON f.id = s.id WHERE {equal}"

    def _is_stored(self) -> str:
        return f"EXISTS (SELECT 1 FROM {self._fact} f WHERE f.id = s.id)"


def drop_staged(store: Store) -> None:
    """Clear away what an import has staged."""
    store.db.execute(f"DROP TABLE IF EXISTS {STAGED}")
