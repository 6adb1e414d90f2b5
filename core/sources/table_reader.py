"""Reads one table or view: the columns named and no others, in the order of a rising column, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from core.intake.grid import Row, SharedTexts
from core.intake.mapping.likeness import likest
from core.intake.text_matching import match_key
from core.sources.describe import describe_table, table_names
from core.sources.errors import SourceError
from core.sources.position import Position
from core.sources.values import is_sortable, value_text

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

_ROWS_AT_ONCE = 5_000  # fetched from the server
_ROW_VALUES = ("postgresql", "kingbase")  # dialects that compare (a, b) with an index; MariaDB does not


class TablePart(NamedTuple):
    """Rows of a part, where the last of them stands, and whether there are more behind it."""

    rows: list[Row]
    position: Position | None
    has_more: bool


class TableReader:
    """One table or view of a database, of which some columns are read."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self.table = table
        schema, _, name = table.rpartition(".")
        self._schema, self._name = schema or None, name
        description = describe_table(connection, self._name, self._schema)
        if not description.columns:
            raise SourceError(_no_table(connection, table, self._schema))
        self.columns = list(description.columns)
        self.primary_key = description.primary_key
        self._nullable = {name for name, can_be_null in description.columns.items() if can_be_null}
        self._indexed = description.indexed
        self._by_key = {match_key(column): column for column in self.columns}

    def column(self, name: str) -> str:
        """Return a column as the database spells it. Raises SourceError (Chinese) where there is none."""
        if name in self.columns:
            return name
        column = self._by_key.get(match_key(name))
        if column is None:
            near = likest(name, self.columns)
            hint = f"相近的有 {'、'.join(near)}" if near else f"有的是 {'、'.join(self.columns[:20])}"
            raise SourceError(f"“{self.table}”里没有“{name}”这一列：{hint}。")
        return column

    def all_rows(self, columns: Sequence[str], most: int) -> list[Row]:
        """Return the first rows, in no order. Raises SourceError where `most` is exceeded by the table."""
        import sqlalchemy as sa

        statement = sa.select(*map(sa.column, columns)).select_from(self._from())
        return [row for row, _ in self._stream(statement.limit(most), len(columns))]

    def column_texts(self, column: str) -> Iterator[str]:
        """Yield the text of one column of every row, in no order; few of them are in memory at a time."""
        import sqlalchemy as sa

        for row, _ in self._stream(sa.select(sa.column(column)).select_from(self._from()), 1):
            yield row.cells[0]

    def part(self, columns: Sequence[str], rising: str, key: str, after: Position | None, most: int) -> TablePart:
        """Return the next rows behind a position, at most so many.

        Raises SourceError (Chinese) where the rising column or the key holds what has no order to go by.
        """
        import sqlalchemy as sa

        first: ColumnElement[Any] = sa.column(rising)
        second: ColumnElement[Any] = sa.column(key)
        statement = sa.select(*map(sa.column, columns), first, second).select_from(self._from())
        statement = statement.where(self._behind(first, second, after)).order_by(first, second).limit(most + 1)
        rows: list[Row] = []
        position = after
        for row, tail in self._stream(statement, len(columns)):
            if len(rows) == most:
                return TablePart(rows, position, True)
            rows.append(row)
            position = self._position(rising, key, *tail)
        return TablePart(rows, position, False)

    def blanks(self, rising: str) -> int:
        """Return how many rows have no value in the rising column: they are never read."""
        import sqlalchemy as sa

        if rising not in self._nullable:
            return 0
        statement = sa.select(sa.func.count()).select_from(self._from()).where(sa.column(rising).is_(None))
        return int(self._connection.execute(statement).scalar_one())

    def is_indexed(self, column: str) -> bool:
        """Tell whether an index begins with a column; of a view nobody knows, and it is taken to have one."""
        return self._indexed is None or column in self._indexed

    def _from(self) -> Any:
        import sqlalchemy as sa

        return sa.table(self._name, schema=self._schema)

    def _behind(
        self, rising: ColumnElement[Any], key: ColumnElement[Any], after: Position | None
    ) -> ColumnElement[bool]:
        import sqlalchemy as sa

        if after is None:
            return rising.is_not(None)
        start = sa.literal(after.rising)
        if after.key is None:
            return rising >= start
        behind = sa.literal(after.key)
        if self._connection.dialect.name in _ROW_VALUES:
            return sa.tuple_(rising, key) > sa.tuple_(start, behind)
        return sa.or_(rising > start, sa.and_(rising == start, key > behind))

    def _stream(self, statement: Select[Any], width: int) -> Iterator[tuple[Row, tuple[Any, ...]]]:
        """Yield rows as texts, with the values behind the first `width`; few of them are in memory at a time."""
        texts = SharedTexts()
        options = {"stream_results": True, "yield_per": _ROWS_AT_ONCE}
        result = self._connection.execute(statement, execution_options=options)
        try:
            for number, values in enumerate(result, 1):
                yield Row(number, texts.shared([value_text(value) for value in values[:width]])), tuple(values[width:])
        finally:
            result.close()
            self._connection.rollback()  # no transaction stays open on their server between two parts

    def _position(self, rising: str, key: str, *values: Any) -> Position:
        for column, value in zip((rising, key), values, strict=True):
            if not is_sortable(value):
                kind = type(value).__name__
                raise SourceError(f"“{column}”列的值不能用来排先后（{kind}）：换一列时间、日期、整数或文本。")
        return Position(*values)


def _no_table(connection: Connection, table: str, schema: str | None) -> str:
    names = table_names(connection, schema)
    near = likest(table.rpartition(".")[2], names)
    hint = f"相近的有 {'、'.join(near)}" if near else f"看得见的有 {'、'.join(names[:20]) or '（没有）'}"
    return f"数据库里没有“{table}”这张表或视图，或账号看不见它：{hint}。"
