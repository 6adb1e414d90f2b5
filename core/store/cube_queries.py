"""Queries that sum records into the cells of the cube by GROUP BY alone, in any of the dialects.

They read three relations: `records` (a kind's records, with `sign`: 1 for those that come, −1 for those that go),
`unit` and `unit_ancestor`; and `leaf`, the sums by own unit and day, which is kept between the first query and those of
the grains. Sums of different records of a kind add up, so that a board may be summed part by part. What they must come
to is the cube that the database itself keeps (core/store/cube.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.catalogue.model import Catalogue
from core.store.catalogue_tables import GRAIN_KEYS, cube_columns
from core.store.cube_sql import hour_sql, month_sql, week_sql
from core.store.cube_transfers import stock_columns
from core.store.dialect import Dialect
from core.store.measure_sql import NEVER, DateGroup, date_groups
from core.store.unit_history import FIRST_DAY, LAST_DAY

LEAF = "leaf"
_UP = "leaf l JOIN unit_ancestor a ON a.unit = l.unit AND l.day BETWEEN a.first AND a.last"
_OF_RECORDS = "records f JOIN unit u ON u.id = f.unit"


@dataclass(frozen=True)
class CellQuery:
    """A query whose rows are keys of a grain's cells and what each of these measures adds to them."""

    grain: str
    columns: Sequence[str]
    sql: str

    @property
    def keys(self) -> list[str]:
        """The keys of the cells, which are the first columns of the rows."""
        return GRAIN_KEYS[self.grain].split(", ")

    @property
    def in_order(self) -> str:
        """The query with its rows in the order of their keys."""
        return f"{self.sql} ORDER BY {', '.join(str(place + 1) for place in range(len(self.keys)))}"


class CubeQueries:
    """All the queries of one kind of record. `has_moves`: some unit has not always stood below the same ones."""

    def __init__(self, catalogue: Catalogue, kind: str, dialect: Dialect, *, has_moves: bool) -> None:
        self._catalogue, self._kind, self._dialect, self._has_moves = catalogue, kind, dialect, has_moves
        self._groups = [group for group in date_groups(catalogue, kind, dialect) if group.amounts]
        self._columns = list(dict.fromkeys(column for group in self._groups for column in group.amounts))

    @property
    def is_counted(self) -> bool:
        """True if any measure counts these records."""
        return bool(self._groups)

    def columns_read(self) -> list[str]:
        """The columns of the records that the queries read, but for their sign."""
        texts = [self.leaf(), *(query.sql for query in self.cells())]
        named = {name for text in texts for name in re.findall(r"\bf\.(\w+)", text)}
        return [name for name in self._catalogue.facts[self._kind].columns if name in named]

    def leaf(self) -> str:
        """The sums by own unit and day; a record counts on one day for each group of measures."""
        leaves = [self._leaf_of(group) for group in self._groups]
        if len(leaves) == 1:
            return leaves[0]
        sums = ", ".join(f"{_sum(column)} AS {column}" for column in self._columns)
        return f"SELECT unit, day, {sums} FROM ({' UNION ALL '.join(leaves)}) parts GROUP BY unit, day"

    def cells(self) -> Iterator[CellQuery]:
        """Yield the queries of all grains, once `leaf` is kept."""
        month = self._month("l.day")
        above = f"{_UP} WHERE a.kind <> 'community'"
        yield self._cells("cube_month", f"{month}, a.ancestor", self._columns, above)
        yield self._cells("cube_community", f"{month}, a.ancestor", self._columns, f"{_UP} WHERE a.kind = 'community'")
        yield self._cells("cube_day", "l.day, a.ancestor", self._columns, above)
        if weekly := self._kept_in("cube_week", self._columns):
            yield self._cells("cube_week", f"{week_sql('l.day', self._dialect)}, a.ancestor", weekly, _UP)
        yield from self._transfers()
        for group in self._groups:
            yield from self._details(group)

    def _kept_in(self, grain: str, columns: Sequence[str]) -> list[str]:
        return [column for column in cube_columns(self._catalogue, grain) if column in columns]

    def _month(self, day: str) -> str:
        return month_sql(day, self._catalogue.reporting_calendar, self._dialect)

    def _leaf_of(self, group: DateGroup) -> str:
        sums = ", ".join(
            f"{_sum(f'f.sign * {group.amounts[column]}')} AS {column}" if column in group.amounts else f"0 AS {column}"
            for column in self._columns
        )
        day = group.day_sql
        return (
            f"SELECT f.unit AS unit, {day} AS day, {sums} FROM {_OF_RECORDS} "
            f"WHERE {day} IS NOT NULL AND {day} < {NEVER} GROUP BY f.unit, {day}"
        )

    def _cells(self, grain: str, keys: str, columns: Sequence[str], source: str) -> CellQuery:
        """Sum the columns of a source `l` by keys; cells that come to nothing are left out."""
        sums = ", ".join(f"{_sum(f'l.{column}')} AS {column}" for column in columns)
        places = ", ".join(str(place) for place, _ in enumerate(GRAIN_KEYS[grain].split(","), start=1))
        is_used = " OR ".join(f"SUM(l.{column}) <> 0" for column in columns)
        sql = f"SELECT {keys}, {sums} FROM {source} GROUP BY {places} HAVING {is_used}"
        return CellQuery(grain, columns, sql)

    def _transfers(self) -> Iterator[CellQuery]:
        """Levels of stocks that come and go with their unit; see core/store/cube_transfers.py."""
        stocks = [column for column in self._columns if column in stock_columns(self._catalogue, self._kind)]
        if not stocks or not self._has_moves:
            return
        amounts = ", ".join(f"l.{column} AS {column}" for column in stocks)
        negative = ", ".join(f"-l.{column} AS {column}" for column in stocks)
        joined = "leaf l JOIN unit_ancestor a ON a.unit = l.unit"
        transferred = (
            f"(SELECT a.first AS day, a.ancestor AS ancestor, a.kind AS kind, {amounts} FROM {joined} "
            f"WHERE l.day < a.first AND a.first > {FIRST_DAY} UNION ALL "
            f"SELECT a.last + 1 AS day, a.ancestor AS ancestor, a.kind AS kind, {negative} FROM {joined} "
            f"WHERE l.day <= a.last AND a.last < {LAST_DAY}) l"
        )
        month, above = self._month("l.day"), f"{transferred} WHERE l.kind <> 'community'"
        yield self._cells("cube_month", f"{month}, l.ancestor", stocks, above)
        yield self._cells("cube_community", f"{month}, l.ancestor", stocks, f"{transferred} WHERE l.kind = 'community'")
        yield self._cells("cube_day", "l.day, l.ancestor", stocks, above)

    def _details(self, group: DateGroup) -> Iterator[CellQuery]:
        """The finer cells: by hour of the week, by officer, and by month and day of the outcome."""
        if profile := self._kept_in("cube_hour", list(group.amounts)):
            hour = hour_sql(f"f.{group.column}", self._dialect)
            yield self._cells("cube_hour", "l.month, a.ancestor, l.key", profile, self._keyed(group, profile, hour))
        if personal := self._kept_in("cube_officer", list(group.amounts)):
            source = f"({self._sums(group, personal, 'f.officer')}) l"
            yield self._cells("cube_officer", "l.month, l.key", personal, source)
        for column, columns in group.cohorts.items():
            day = f"({self._catalogue.facts[self._kind].day_sql(column, division=self._dialect.division)})"
            by_month, by_day = (
                self._keyed(group, columns, f"CASE WHEN f.{column} IS NOT NULL THEN {outcome} END")
                for outcome in (self._month(day), day)
            )
            yield self._cells("cube_cohort", "l.month, l.key, a.ancestor", columns, by_month)
            yield self._cells("cube_outcome", "l.month, a.ancestor, l.key", columns, by_day)

    def _keyed(self, group: DateGroup, columns: Sequence[str], key: str) -> str:
        """The sums by unit, month and key, once for each unit above that is no community."""
        on = "a.unit = l.unit AND a.kind <> 'community' AND l.day BETWEEN a.first AND a.last"
        return f"({self._sums(group, columns, key)}) l JOIN unit_ancestor a ON {on}"

    def _sums(self, group: DateGroup, columns: Sequence[str], key: str) -> str:
        """Select (unit, day, month, key, amounts…) of records that count; days apart only where units have moved."""
        sums = ", ".join(f"{_sum(f'f.sign * {group.amounts[column]}')} AS {column}" for column in columns)
        is_counted = " OR ".join(f"{group.amounts[column]} <> 0" for column in columns)
        day, month = group.day_sql, self._month(f"({group.day_sql})")
        by_day = f", {day}" if self._has_moves else ""
        return (
            f"SELECT f.unit AS unit, min({day}) AS day, {month} AS month, {key} AS key, {sums} FROM {_OF_RECORDS} "
            f"WHERE {day} IS NOT NULL AND ({key}) IS NOT NULL AND ({is_counted}) "
            f"GROUP BY f.unit, {month}, {key}{by_day}"
        )


def _sum(amount: str) -> str:
    """A sum as a whole number of 64 bits; DuckDB's own is wider, and comes out as a decimal."""
    return f"CAST(SUM({amount}) AS BIGINT)"
