"""A large table in a real PostgreSQL, read as a source: `python -m benchmarks.source [--rows N] [--part N]`.

The server is started for it, from the system's packages. Rows are read twice: once into nothing (`the table alone`) and
once into records with their cube. Memory is the highest of a process of its own, told at a tenth and at half of the
rows and at the end: it must not grow with them. At last ten thousand rows are added and some are changed, and only
those are read.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from core.intake.mapping.headers import header_key
from core.intake.mapping.read import read_mapping
from core.sources.add import NewSource, add_database
from core.sources.connection import Database
from core.sources.run import run_source
from core.sources.run_options import PART_ROWS, RunOptions
from core.sources.settings import DatabaseSettings
from core.sources.table_reader import TableReader
from core.store.create import create_store
from core.store.mappings import StoredMapping, save_mapping
from core.store.open import open_store
from core.store.store import Store
from tests.support.database_servers import PASSWORD, DatabaseServer, running_postgres
from tests.support.intake_world import BUREAU, NOW, bring
from tests.support.source_world import ALERTS, MAPPING, SOURCE

STATIONS = 100
COLUMNS = ("bh", "afsj", "czdw", "jqlx", "xcbj")
TABLE = """
CREATE TABLE jj_alert AS SELECT
  'R' || lpad(n::text, 9, '0') AS bh,
  timestamptz '2020-01-01 00:00+08' + n * (interval '2170 days' / {rows}) AS afsj,
  '第' || (n % {stations} + 1) || '派出所' AS czdw,
  (ARRAY['刑事案件', '打架斗殴', '纠纷', '通讯网络诈骗'])[n % 4 + 1] AS jqlx,
  n % 3 = 0 AS xcbj,
  '某甲'::text AS bjr,
  timestamptz '2026-01-01 00:00+08' + n / 7 * interval '1 second' AS gxsj
FROM generate_series(1, {rows}) n
"""
MORE = """
INSERT INTO jj_alert SELECT
  'S' || lpad(n::text, 9, '0'),
  timestamptz '2026-10-01 00:00+08' + n * interval '1 minute',
  '第' || (n % {stations} + 1) || '派出所',
  (ARRAY['刑事案件', '打架斗殴', '纠纷', '通讯网络诈骗'])[n % 4 + 1],
  n % 3 = 0, '某乙', timestamptz '2026-11-20 00:00+08'
FROM generate_series(1, {rows}) n
"""
ADDED = 10_000
_FEW_PARTS = 10
_MEGABYTE = 1024  # of kilobytes, as Linux tells them


def fill(server: DatabaseServer, rows: int) -> None:
    """Make the table."""
    server.run(
        "DROP TABLE IF EXISTS jj_alert",
        TABLE.format(rows=rows, stations=STATIONS),
        "ALTER TABLE jj_alert ADD PRIMARY KEY (bh)",
        "CREATE INDEX ON jj_alert (gxsj, bh)",
        "ANALYZE jj_alert",
    )
    server.add_account("reader", "SELECT ON jj_alert")


def make_bureau(folder: Path, address: str, secret: Path) -> Store:
    """A database with a hundred stations, and the source."""
    store = create_store(folder / "bureau.db", bureau=BUREAU, demo=False, now=NOW)
    stations = [[f"S{n}", f"第{n}派出所", "派出所", "", ""] for n in range(1, STATIONS + 1)]
    bring(store, "units", [["单位编号", "单位名称", "单位类别", "上级单位", "城乡类别"], *stations])
    headers = header_key(read_mapping(MAPPING, ALERTS, store.catalogue).headers())
    save_mapping(store.conn, StoredMapping(MAPPING, 0, "alert", headers, ALERTS, NOW, "benchmark"))
    settings = DatabaseSettings("jj_alert", MAPPING, "gxsj", is_whole=True, password_file=str(secret))
    add_database(store, NewSource(SOURCE, "", NOW, "benchmark"), address, settings)
    return store


def read_alone(address: str, secret: str, part_rows: int) -> int:
    """Read the whole table in parts and drop it."""
    position, read = None, 0
    with Database(SOURCE, address, secret).reading() as connection:
        reader = TableReader(connection, "jj_alert")
        while True:
            got = reader.part(COLUMNS, "gxsj", "bh", position, part_rows)
            read, position = read + len(got.rows), got.position
            if not got.has_more:
                return read


def child(child_task: str, path: str, address: str, secret: str, part_rows: int) -> dict[str, Any]:
    """Do one thing in this process, and tell its time and its memory."""
    started, busy = time.perf_counter(), time.process_time()
    memory: list[float] = []  # the most so far, at each part
    if child_task == "alone":
        rows = read_alone(address, secret, part_rows)
        figures_told: dict[str, Any] = {"rows": rows}
    else:
        store = open_store(Path(path), now=NOW)

        def clock() -> int:
            memory.append(_most_memory())
            return NOW

        tally = run_source(store, SOURCE, clock=clock, actor="benchmark", options=RunOptions(part_rows=part_rows))
        figures_told = {"rows": tally.read, "new": tally.new, "changed": tally.changed, "same": tally.same}
        figures_told["batches"] = len(tally.batches)
        store.close()
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    figures_told |= {"seconds": seconds, "processor seconds": cpu, "rows a second": figures_told["rows"] / seconds}
    if len(memory) > _FEW_PARTS:
        figures_told |= {"MB at a tenth": memory[len(memory) // 10], "MB at half": memory[len(memory) // 2]}
    return {**figures_told, "most memory, MB": _most_memory()}


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE


def in_child(*arguments: object) -> dict[str, Any]:
    """Do one thing in a process of its own."""
    words = [str(argument) for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.source", "--child", *words], capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def measure(rows: int, part_rows: int = PART_ROWS) -> dict[str, dict[str, Any]]:
    """Read a table of so many rows, then what is added, then what is changed."""
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name, running_postgres() as server:
        secret = Path(name) / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        address = server.address()
        fill(server, rows)
        store = make_bureau(Path(name), address, secret)
        path = store.path
        store.close()
        results[f"the table alone, {rows:,} rows"] = in_child("alone", path, address, secret, part_rows)
        results[f"into records, {rows:,} rows"] = in_child("run", path, address, secret, part_rows)
        server.run(MORE.format(rows=ADDED, stations=STATIONS))
        results[f"only {ADDED:,} new rows"] = in_child("run", path, address, secret, part_rows)
        changed = max(1, rows // 1000)
        server.run(f"UPDATE jj_alert SET xcbj = NOT xcbj, gxsj = '2026-11-21 00:00+08' WHERE bh <= 'R{changed:09d}'")
        results[f"only {changed:,} changed rows"] = in_child("run", path, address, secret, part_rows)
    return results


def report(results: dict[str, dict[str, Any]]) -> str:
    """The results as text."""
    return "\n".join(
        f"{name}: "
        + ", ".join(f"{key} {value:,.{int(isinstance(value, float))}f}" for key, value in figures_told.items())
        for name, figures_told in results.items()
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--part", type=int, default=PART_ROWS)
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child_task, path, address, secret, part_rows = options.child
        print(json.dumps(child(child_task, path, address, secret, int(part_rows))))
    else:
        print(report(measure(options.rows, options.part)))


if __name__ == "__main__":
    main()
