"""The chief's board by GROUP BY over the facts: what every other system would do, in SQL of our own making.

One scan a kind of record and date: sums by station and month, for cohorts by the month of the outcome too.
The same statements run in SQLite and in DuckDB. Only boards whose windows are whole months can be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from core.catalogue.model import Catalogue
from core.metrics.types import Board, Window
from core.store.catalogue_tables import table_of
from core.store.measure_sql import columns_of, date_groups
from core.time.days import month_number

Run = Callable[[str], Iterable[Sequence[Any]]]
Sums = dict[tuple[str, int, int, int], int]  # (column, station, month, month of the outcome) → sum
SQLITE_MONTH = "(strftime('%Y', ({day}) * 86400, 'unixepoch') * 12 + strftime('%m', ({day}) * 86400, 'unixepoch') - 1)"
DUCKDB_MONTH = (
    "(date_part('year', DATE '1970-01-01' + CAST({day} AS INTEGER)) * 12 "
    "+ date_part('month', DATE '1970-01-01' + CAST({day} AS INTEGER)) - 1)"
)


def statements(catalogue: Catalogue, kpis: Sequence[str], month: str) -> list[tuple[str, list[str]]]:
    """The statements of a board, each with the columns it sums."""
    wanted_columns = {
        column
        for kpi in kpis
        for name in catalogue.kpis[kpi].measures()
        for column in columns_of(name, catalogue.measures[name])
    }
    answers = []
    for kind, fact in catalogue.facts.items():
        for group in date_groups(catalogue, kind):
            awaiting = {column: name for name, columns in group.cohorts.items() for column in columns}
            for outcome in dict.fromkeys([None, *group.cohorts]):
                own_columns = [c for c in group.amounts if c in wanted_columns and awaiting.get(c) == outcome]
                if not own_columns:
                    continue
                by = month.format(day=fact.day_sql(outcome)) if outcome else "0"
                sums = ", ".join(f"SUM({group.amounts[column]})" for column in own_columns)
                day = month.format(day=group.day_sql)
                sql = (
                    f"SELECT a.ancestor, {day}, {by}, {sums} FROM {table_of(kind)} f JOIN unit u ON u.id = f.unit "
                    "JOIN unit_ancestor a ON a.unit = f.unit AND a.kind IN ('station', 'bureau') "
                    f"WHERE {group.day_sql} < 1000000 GROUP BY 1, 2, 3"
                )
                answers.append((sql, own_columns))
    return answers


def in_duckdb(sql: str) -> str:
    """SQLite's scalar min and max and its whole-number division, as DuckDB writes them."""
    return sql.replace("min(", "least(").replace("max(", "greatest(").replace(" / 86400", " // 86400")


def read(run: Run, questions: list[tuple[str, list[str]]]) -> Sums:
    """Runs the statements."""
    sums: Sums = {}
    for sql, columns in questions:
        for unit, month, outcome, *amounts in run(sql):
            for column, amount in zip(columns, amounts, strict=True):
                key = (column, int(unit), int(month), int(outcome or 0))
                sums[key] = sums.get(key, 0) + int(amount)
    return sums


def amounts_of(
    catalogue: Catalogue, kpis: Sequence[str], units: Sequence[int], windows: Sequence[Window], sums: Sums
) -> dict[tuple[str, int, Window], int]:
    """The boards' amounts by column, unit and window: flows over the window, stocks from the beginning to its end."""
    by_column: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
    for (column, unit, month, outcome), amount in sums.items():
        by_column.setdefault((column, unit), []).append((month, outcome, amount))
    answers = {}
    for kpi in kpis:
        for name in catalogue.kpis[kpi].measures():
            measure = catalogue.measures[name]
            for column in columns_of(name, measure):
                for unit in units:
                    for window in windows:
                        first, last = month_number(window.start), month_number(window.end)
                        low = -(10**6) if measure.kind == "stock" else first
                        answers[column, unit, window] = sum(
                            amount
                            for month, outcome, amount in by_column.get((column, unit), [])
                            if low <= month <= last and outcome <= last
                        )
    return answers


def windows_of(board: Board) -> list[Window]:
    """The windows whose amounts are compared: the period and its bases."""
    unit, kpi = board.units[0].id, board.kpis[0]
    return list(dict.fromkeys([board.period, *(board.changes[kpi, unit, kind].base for kind in ("yoy", "mom"))]))
