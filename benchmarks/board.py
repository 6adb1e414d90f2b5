"""The chief's board, by the cube and by GROUP BY over the facts in SQLite and DuckDB: `python -m benchmarks.board`.

All engines answer the same board of one database in one run, and their answers are compared first. Times vary
from machine to machine: read the ratios.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.facts_board import DUCKDB_MONTH, SQLITE_MONTH, amounts_of, in_duckdb, read, statements, windows_of
from benchmarks.writer import Writer, copy_database
from core.board.attention import KINDS
from core.catalogue.model import Catalogue
from core.engine import Engine
from core.metrics.types import Board
from core.store.catalogue_tables import table_of
from core.store.measure_sql import columns_of
from core.store.open import open_store
from core.store.store import Store

CHUNK = 200_000
ROWS = 5  # new alerts before each board
Timed = tuple[float, float]  # median and 95th percentile, milliseconds


def timed(work: Callable[[], object], times: int) -> Timed:
    """Runs something several times."""
    seconds_taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds_taken.append((time.perf_counter() - start) * 1000)
    seconds_taken.sort()
    return statistics.median(seconds_taken), seconds_taken[min(len(seconds_taken) - 1, int(0.95 * len(seconds_taken)))]


def copy_to_duckdb(store: Store, path: Path) -> duckdb.DuckDBPyConnection:
    """The facts and the units in DuckDB's own file."""
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path))
    for table in ("unit", "unit_ancestor", *(table_of(kind) for kind in store.catalogue.facts)):
        declared = store.conn.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()
        types = {name: "BIGINT" if kind == "INTEGER" else "VARCHAR" for name, kind in declared}
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'{n} {t}' for n, t in types.items())})")
        cursor = store.conn.execute(f"SELECT {', '.join(types)} FROM {table}")
        while rows := cursor.fetchmany(CHUNK):
            arrow = {"BIGINT": pa.int64(), "VARCHAR": pa.string()}
            columns = zip(types.items(), zip(*rows, strict=True), strict=True)
            chunk = pa.table({name: pa.array(values, arrow[kind]) for (name, kind), values in columns})
            connection.execute(f"INSERT INTO {table} SELECT * FROM chunk")
            del chunk
    return connection


def with_tiles(engine: Engine) -> Board:
    """The board, with all that its tiles say of the unit asked about: figures, changes, verdicts, standards."""
    board = engine.board()
    focus = board.units[0].id
    for kpi in board.kpis:
        board.figures[kpi, focus]
        board.standards.get((kpi, focus))
        for kind in KINDS:
            if board.changes.get((kpi, focus, kind)) is not None:
                board.judgements[kpi, focus, kind]
    return board


def with_new_data(db: Path, copy: Path, times: int) -> dict[str, Timed]:
    """The boards of an engine that stays open, with some new alerts written before each: a new version each time."""
    writer = Writer(copy_database(db, copy), ROWS)
    store = open_store(copy, read_only=True)
    engine = Engine(store)
    questions: dict[str, Callable[[], object]] = {
        "cube, new data, board alone": engine.board,
        "cube": lambda: dict(engine.board().series),
        "cube, new data, verdicts": lambda: with_tiles(engine),
    }
    times_of: dict[str, list[float]] = {name: [] for name in questions}
    for turn in range(times + 1):  # the first is not counted: it finds nothing that is known
        for name, work in questions.items():
            writer.write()
            milliseconds = timed(work, 1)[0]
            times_of[name] += [milliseconds] if turn else []
    writer.close()
    store.close()
    for path in copy.parent.glob(f"{copy.name}*"):
        path.unlink()
    return {name: (statistics.median(ms), sorted(ms)[int(0.95 * (times - 1))]) for name, ms in times_of.items()}


def whole_board(engine: Engine) -> Board:
    """The board, with every figure and change of every station made into an object with its reason and note.

    The values of all windows and stations are arrays before that; screens look at a few hundred of them.
    """
    board = engine.board()
    for key in board.figures:
        board.figures[key]
    for change in board.changes:
        board.changes[change]
    return board


def same_answers(catalogue: Catalogue, board: Board, amounts: dict[tuple[str, int, Any], int]) -> int:
    """Compares every numerator and denominator of the period and its bases; returns how many."""
    compared = 0
    for (kpi, unit), figure in board.figures.items():
        measures = catalogue.kpis[kpi].measures()
        pairs = [(board.period, figure)]
        pairs += [(c.base, c.base_figure) for kind in ("yoy", "mom") if (c := board.changes[kpi, unit, kind])]
        for window, kpis_shown in pairs:
            for name, amount in zip(measures, (kpis_shown.numerator, kpis_shown.denominator), strict=False):
                columns = columns_of(name, catalogue.measures[name])
                if len(columns) > 1:  # a percentile shows the sum of its bins
                    amount = kpis_shown.denominator
                total = sum(amounts[column, unit, window] for column in columns)
                assert amount == total, (kpi, unit, window, amount, total)
                compared += 1
    return compared


def measure(db: Path, duck: Path, times: int, facts_times: int) -> dict[str, Any]:
    """All engines on one board."""
    store = open_store(db, read_only=True)
    engine, catalogue = Engine(store), store.catalogue
    board = whole_board(engine)
    kpis, units = board.kpis, [unit.id for unit in board.units]

    def by_facts(run: Callable[[str], Any], month: str) -> dict[tuple[str, int, Any], int]:
        statements_of = statements(catalogue, kpis, month)
        return amounts_of(catalogue, kpis, units, windows_of(board), read(run, statements_of))

    connection = copy_to_duckdb(store, duck)
    sqlite_run: Callable[[str], Any] = store.conn.execute
    duckdb_run: Callable[[str], Any] = lambda sql: connection.execute(in_duckdb(sql)).fetchall()  # noqa: E731  # one line says it
    compared = [
        same_answers(catalogue, board, by_facts(run, month))
        for run, month in ((sqlite_run, SQLITE_MONTH), (duckdb_run, DUCKDB_MONTH))
    ]
    statements_of = {month: statements(catalogue, kpis, month) for month in (SQLITE_MONTH, DUCKDB_MONTH)}
    result: dict[str, Any] = {
        "alerts": store.conn.execute("SELECT count(*) FROM fact_alert").fetchone()[0],
        "units": len(units),
        "kpis": len(kpis),
        "columns": sum(len(columns) for _, columns in statements_of[SQLITE_MONTH]),
        "figures compared": compared,
        **with_new_data(db, duck.with_suffix(".written.db"), times),
        "cube, first board": timed(lambda: dict(Engine(store).board().series), times),
        "cube, data unchanged": timed(lambda: dict(engine.board().series), times),
        "cube, unchanged, board alone": timed(engine.board, times),
        "cube, unchanged, verdicts": timed(lambda: with_tiles(engine), times),
        "cube, every figure looked at": timed(lambda: whole_board(engine), max(times // 5, 3)),
        "sqlite": timed(lambda: [list(sqlite_run(sql)) for sql, _ in statements_of[SQLITE_MONTH]], facts_times),
        "duckdb": timed(lambda: [duckdb_run(sql) for sql, _ in statements_of[DUCKDB_MONTH]], max(facts_times, 3)),
    }
    store.close()
    return result


def report(results: Sequence[dict[str, Any]]) -> str:
    """A table in Markdown."""
    titles = ["alerts", "stations", "cube, new data", "same data", "first board", "DuckDB, facts", "SQLite GROUP BY"]
    titles += ["×DuckDB", "×SQLite"]
    lines = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    for row in results:
        cube, sqlite, duck = row["cube"], row["sqlite"], row["duckdb"]
        lines.append(
            f"| {row['alerts']:,} | {row['units'] - 1} | {cube[0]:.1f} ms (p95 {cube[1]:.1f}) | "
            f"{row['cube, data unchanged'][0]:.1f} ms | {row['cube, first board'][0]:.1f} ms | {duck[0]:,.0f} ms | "
            f"{sqlite[0]:,.0f} ms | {duck[0] / cube[0]:,.0f} | {sqlite[0] / cube[0]:,.0f} |"
        )
    return "\n".join(lines)


def report_parts(results: Sequence[dict[str, Any]]) -> str:
    """A table in Markdown of what the board itself costs, what its series add, and what the verdicts of its tiles."""
    names = {
        "board alone": ("cube, new data, board alone", "cube, unchanged, board alone"),
        "with all series": ("cube", "cube, data unchanged"),
        "with the verdicts of the tiles": ("cube, new data, verdicts", "cube, unchanged, verdicts"),
    }
    lines = ["| alerts | what is looked at | new data | same data |", "|---|---|---|---|"]
    for row in results:
        for label, (new, same) in names.items():
            times = " | ".join(f"{row[name][0]:.2f} ms (p95 {row[name][1]:.2f})" for name in (new, same))
            lines.append(f"| {row['alerts']:,} | {label} | {times} |")
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", nargs="+", type=Path, help="databases made by fengjing seed")
    parser.add_argument("--times", type=int, default=30, help="boards by the cube")
    parser.add_argument("--facts-times", type=int, default=1, help="boards by the facts")
    parser.add_argument("--json", type=Path, help="where to write the numbers")
    options = parser.parse_args()
    results = [measure(db, db.with_suffix(".duckdb"), options.times, options.facts_times) for db in options.db]
    print(report(results), report_parts(results), sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
