"""A big file brought in by the command, against a bare load of the same rows: `python -m benchmarks.intake`.

The alerts stand in 14 columns of GB18030, every hundredth row is bad; cube, batch and trail are part of the time. Each
command is a process of its own, whose processor time and peak memory the system tells when it ends.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from core.catalogue.load import load_catalogue
from core.store.sqlite import sqlite3

ROWS = 500_000
STATIONS, COMMUNITIES, OFFICERS = 14, 8, 300
BAD = 100  # one row in so many has a cell that is no good
DAYS = 330  # that the records lie in, up to the last whole day
BUREAU = "澄岚县公安局"
KIND = "alert"
COMMAND = [sys.executable, "-m", "dashboards.cli.command"]


class Run(NamedTuple):
    """The cost of one command: seconds on the clock and of the processor, its peak in MB, what it printed."""

    seconds: float
    processor: float
    peak: float
    printed: str

    def __str__(self) -> str:
        """The measures in one line."""
        return f"{self.seconds:6.1f} s, {self.processor:6.1f} s of processor, peak {self.peak:6.0f} MB"


def run(*arguments: object) -> Run:
    """Runs a command to its end; 1 is the code of an import that refused rows."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen([*COMMAND, *map(str, arguments)], stdout=printed)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        printed.seek(0)
        text = printed.read().decode()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{arguments}: {process.returncode}\n{text}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def units() -> Iterator[list[str]]:
    """The bureau's stations and their communities."""
    yield ["单位编号", "单位名称", "单位类别", "上级单位", "城乡类别"]
    for station in range(STATIONS):
        yield [f"S{station:02}", f"澄岚{station:02}派出所", "派出所", "", "城区"]
        for community in range(COMMUNITIES):
            yield [
                f"C{station:02}{community}",
                f"澄岚{station:02}所{community}社区",
                "社区/警务室",
                f"S{station:02}",
                "",
            ]


def officers() -> Iterator[list[str]]:
    """Officers of the stations."""
    yield ["工号", "姓名", "单位", "身份", "岗位", "出生年份", "到岗日期", "离岗日期", "退休日期"]
    for number in range(OFFICERS):
        station = f"澄岚{number % STATIONS:02}派出所"
        yield [f"P{number:04}", f"演示{number}", station, "民警", "社区", "1985", "2020-01-01", "", ""]


def alerts(rows: int, now: datetime) -> Iterator[list[str]]:
    """Alerts in no order of time, with bad cells in one row of a hundred."""
    draw = random.Random(1)
    columns = load_catalogue().facts[KIND].columns
    yield [column.zh for column in columns.values()]
    classes, kinds = (list(columns[name].choices.values()) for name in ("class", "kind"))
    end = now.replace(hour=0, minute=0, second=0)
    for number in range(rows):
        station = draw.randrange(STATIONS)
        name = f"澄岚{station:02}派出所"
        if draw.random() < 0.7:
            name = f"澄岚{station:02}所{draw.randrange(COMMUNITIES)}社区"
        start = end - timedelta(seconds=draw.randrange(60, DAYS * 86400))
        done = start + timedelta(seconds=min(draw.randrange(600, 40000), int((now - start).total_seconds()) - 1))
        flag = ["否", "是"]
        cells = [
            f"J2026{number:08}",
            name,
            f"{start:%Y-%m-%d %H:%M:%S}",
            f"{done:%Y-%m-%d %H:%M:%S}" if draw.random() < 0.9 else "",
            f"{done:%Y-%m-%d %H:%M:%S}",
            f"P{draw.randrange(OFFICERS):04}",
            draw.choice(classes),
            draw.choice(kinds),
            str(draw.randrange(60, 3000)),
            flag[draw.random() < 0.6],
            flag[draw.random() < 0.3],
            "否",
            flag[draw.random() < 0.1],
            f"D{draw.randrange(10**6)}" if draw.random() < 0.05 else "",
        ]
        if number % BAD == BAD - 1:
            column, cell = draw.choice([(1, "没有的所"), (2, "2026-13-01 08:00"), (6, "不知道"), (8, "12③"), (9, "")])
            cells[column] = cell
        yield cells


def write_csv(path: Path, rows: Iterator[list[str]], encoding: str) -> None:
    """Writes rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def write_workbook(path: Path, rows: Iterator[list[str]]) -> None:
    """Writes rows as a workbook of texts."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("警情")
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    book.close()


def bare(csv_file: Path, path: Path) -> float:
    """Seconds of processor that a bare `executemany` of the file's rows takes, texts as they are, in a transaction."""
    path.unlink(missing_ok=True)
    start = time.process_time()
    with csv_file.open(encoding="gb18030", newline="") as file:
        reader = csv.reader(file)
        columns = ", ".join(f"c{place}" for place, _ in enumerate(next(reader)))
        connection = sqlite3.connect(path)
        connection.execute(f"CREATE TABLE plain ({columns})")
        connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * (columns.count(',') + 1))})", reader)
        connection.commit()
        connection.close()
    return time.process_time() - start


def prepare(folder: Path, rows: int, now: datetime) -> tuple[Path, Path]:
    """A real database with units and officers, and the file of alerts."""
    database, file = folder / "bureau.db", folder / "alerts.csv"
    for suffix in ("", "-wal", "-shm"):  # of an earlier run in a folder that is kept
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    write_csv(folder / "units.csv", units(), "utf-8")
    write_csv(folder / "officers.csv", officers(), "utf-8")
    run("init", "--bureau", BUREAU, "--db", database)
    for kind in ("units", "officers"):
        run("import", kind, folder / f"{kind}.csv", "--db", database)
    write_csv(file, alerts(rows, now), "gb18030")
    return database, file


def measure(folder: Path, rows: int, *, workbook: bool) -> dict[str, Any]:
    """Measures of each step by name."""
    now = datetime.now().replace(microsecond=0)
    database, file = prepare(folder, rows, now)
    if workbook:
        write_workbook(folder / "alerts.xlsx", alerts(rows, now))
        file = folder / "alerts.xlsx"
    first = run("import", KIND, file, "--db", database, "--format", "json")
    receipt = json.loads(first.printed)
    second = run("import", KIND, file, "--db", database, "--format", "json")
    check = run("check", "--db", database)
    plain = bare(folder / "alerts.csv", folder / "bare.db")
    return {
        "rows": receipt["read"],
        "refused": receipt["refused"],
        "MB of the file": file.stat().st_size / 2**20,
        "first time": first,
        "µs a row": first.processor * 1e6 / rows,
        "the same file again": second,
        "written again": json.loads(second.printed)["batch"],
        "check": check.printed.strip().splitlines()[-1],
        "bare executemany s": plain,
        "first time ÷ bare": first.processor / plain,
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--workbook", action="store_true", help="from .xlsx instead of CSV")
    parser.add_argument("--folder", type=Path, help="where to keep the files; else they are removed at the end")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in measure(folder, arguments.rows, workbook=arguments.workbook).items():
            print(f"{name:24} {value:,.2f}" if isinstance(value, float) else f"{name:24} {value}")


if __name__ == "__main__":
    main()
