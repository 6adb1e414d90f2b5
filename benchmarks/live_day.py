"""A day of `fengjing demo --live`, minute by minute: `python -m benchmarks.live_day [--size small] [--days 1]`.

An alive bureau is made, and its time goes on as the command's does, a minute at a time and as quickly as it can. Prints
the memory after each quarter of a day, the time of a minute's writing, and whether the bureau is then in every table
what the generator makes at once as of that day.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from core.store.cube import cube_differences
from core.store.open import open_store
from core.store.store import Store
from core.time.days import day_number, first_second
from seed.alive import alive_plan
from seed.choices import shipped
from seed.daily_advance import DailyAdvance
from seed.make import make

AS_OF = date(2026, 11, 28)
MINUTE, DAY_MINUTES, QUARTER = 60, 1440, 360


def memory_mb() -> float:
    """Return what the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def differing_tables(store: Store, other: Store) -> list[str]:
    """Return the tables of records and figures that are not the same in two databases."""
    tables = [f"fact_{kind}" for kind in shipped().facts] + [
        "unit",
        "officer",
        "ledger",
        "coverage",
        "instruction_event",
    ]
    return [
        table
        for table in tables
        if sorted(store.conn.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        != sorted(other.conn.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
    ]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="small", choices=("small", "county"))
    parser.add_argument("--days", type=int, default=1)
    options = parser.parse_args()
    planned = alive_plan(options.size, 1, AS_OF)
    with tempfile.TemporaryDirectory() as folder:
        path, at_once = Path(folder) / "live.db", Path(folder) / "at-once.db"
        make(path, planned, now=0, progress=lambda _label, _done: None)
        begin = first_second(day_number(AS_OF) + 1)
        with closing(open_store(path)) as store:
            walk, began = DailyAdvance(store), time.process_time()
            for minute in range(1, options.days * DAY_MINUTES + 1):
                walk.reach(begin + minute * MINUTE)
                if minute % QUARTER == 0:
                    a_minute = (time.process_time() - began) / minute * 1000
                    print(
                        f"{minute // 60} h: {memory_mb():.0f} MB, {a_minute:.1f} ms of processor a minute", flush=True
                    )
            later = replace(planned, as_of=AS_OF + timedelta(days=options.days))
            make(at_once, later, now=0, progress=lambda _label, _done: None)
            with closing(open_store(at_once, read_only=True)) as other:
                print(f"tables that differ from those made at once: {differing_tables(store, other) or 'none'}")
            print(f"cube against its records: {'differs' if any(cube_differences(store).values()) else 'the same'}")


if __name__ == "__main__":
    main()
