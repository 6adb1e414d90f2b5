"""Random worlds for Hypothesis: a small bureau with records of every kind, in a real database and as plain dicts."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from core.catalogue.facts import Column, FactKind
from core.catalogue.load import load_catalogue
from core.store.coverage import add_coverage
from core.store.create import create_store
from core.store.officers import add_officers
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import NewUnit, add_units
from core.time.days import CHINA, day_number
from tests.support.oracle import Record, World

ALL_SHOWN = {"all_shown.toml": "[disclosure.small_numbers]\nleast = 1\n"}  # the arithmetic of small numbers is tested
CATALOGUE = load_catalogue(ALL_SHOWN)
BUREAU = "甲局"
EMPTY = "empty.db"
UNITS = [
    NewUnit("D1", "机关", "department", BUREAU),
    NewUnit("S1", "一所", "station", BUREAU),
    NewUnit("S2", "二所", "station", BUREAU),
    NewUnit("C1", "一社区", "community", "S1"),
    NewUnit("C2", "二社区", "community", "S1"),
    NewUnit("C3", "三社区", "community", "S2"),
]
PARENT: dict[int, int | None] = {1: None, 2: 1, 3: 1, 4: 1, 5: 3, 6: 3, 7: 4}
KIND = {1: "bureau", 2: "department", 3: "station", 4: "station", 5: "community", 6: "community", 7: "community"}
FIRST, LAST = date(2023, 1, 1), date(2025, 4, 30)
OFFICERS = ["P1", "P2"]

# Around the ends of months, the bureau's own too, leap days and the year's turn more often than elsewhere.
edges = st.sampled_from(
    [
        *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2023, 12, 31), date(2024, 1, 31)),
        *(date(2024, 1, 25), date(2024, 1, 26), date(2023, 12, 20), date(2023, 12, 21), date(2024, 2, 26)),
    ]
)
days = st.one_of(edges, st.dates(FIRST, LAST))
times = st.builds(
    lambda day, second: datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(seconds=second),
    days,
    st.sampled_from([0, 1, 8 * 3600 - 1, 8 * 3600, 12 * 3600, 86_399]),
)
lags = st.sampled_from([0, 60, 599, 600, 601, 3600, 10_800, 10_801, 86_400, 3 * 86_400, 40 * 86_400, 400 * 86_400])


def _value(draw: st.DrawFn, column: Column, start: datetime) -> Any:
    if not column.required and draw(st.integers(0, 3)) == 0:
        return None
    if column.type == "time":
        return start + timedelta(seconds=draw(lags))
    if column.type == "day":
        return start.date() + timedelta(days=draw(st.sampled_from([-400, 0, 1, 30, 400])))
    if column.type == "choice":
        return draw(st.sampled_from(list(column.choices)))
    if column.type == "flag":
        return draw(st.integers(0, 1))
    if column.type == "count":
        return draw(st.sampled_from([0, 1, 3, 59, 60, 61, 720, 4000]))
    return draw(st.sampled_from(OFFICERS)) if column.type == "officer" else None


@st.composite
def records(draw: st.DrawFn, kind: str, number: int) -> Record:
    """One valid record."""
    fact: FactKind = CATALOGUE.facts[kind]
    start = draw(times)
    record: Record = {"id": f"{kind}{number}", "unit": draw(st.sampled_from(list(PARENT)))}
    record[fact.date_column] = start.date() if fact.postings else start
    for name, column in fact.columns.items():
        if name not in record:
            record[name] = _value(draw, column, start)
    for left, _, right in fact.checks:
        record[left] = min(record[left], record[right])
    return record


@st.composite
def coverages(draw: st.DrawFn) -> dict[tuple[str, int], list[tuple[date, date]]]:
    """Return which kinds are complete where and when: often everywhere, sometimes with a station missing."""
    covered = {}
    for kind, fact in CATALOGUE.facts.items():
        where = draw(st.sampled_from([[1], [1], [1], [3, 4], [3], [2, 3, 4]]))
        for unit in where:
            first = draw(st.sampled_from([FIRST, FIRST, date(2024, 2, 10)]))
            # Levels may have no day in common; what awaits outcomes would be compared as of a day that no figure names.
            is_early = fact.postings and first == FIRST and draw(st.booleans())
            last = date(2024, 2, 9) if is_early else draw(st.sampled_from([LAST, date(2025, 3, 15)]))
            covered[kind, unit] = [(first, last)]
    return covered


@st.composite
def worlds(draw: st.DrawFn, most: int = 12) -> World:
    """A bureau of seven units with up to `most` records of each kind."""
    made = {
        kind: [draw(records(kind, number)) for number in range(draw(st.integers(0, most)))] for kind in CATALOGUE.facts
    }
    return World(CATALOGUE, made, PARENT, KIND, draw(coverages()))


def row_of(kind: str, record: Record) -> tuple[Any, ...]:
    """A record as a row of the store."""

    def stored(value: Any) -> Any:
        if isinstance(value, datetime):
            return int(value.timestamp())
        return day_number(value) if isinstance(value, date) else value

    return tuple(stored(record[name]) for name in CATALOGUE.facts[kind].columns)


def empty_store(folder: Path, own_calendar: str = "") -> Path:
    """A database with the units and officers and nothing else, to be copied; `own_calendar` is catalogue text."""
    return Path(shutil.copy(Path(_made_empty(own_calendar).name) / EMPTY, folder / EMPTY))


@cache
def _made_empty(own_calendar: str) -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    path, overlays = Path(folder.name) / EMPTY, {**ALL_SHOWN, "own.toml": own_calendar}
    store = create_store(path, bureau=BUREAU, demo=False, now=0, overlays=overlays)
    with store.write("test", "units", "", 0):
        add_units(store, UNITS)
        add_officers(store, [(number, "某人") for number in OFFICERS])
    store.close()  # the last connection takes the log into the file
    return folder


def copied(template: Path, path: Path) -> Store:
    """A fresh copy of a database, open for writing."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copy(template, path)
    return open_store(path, now=0)


def stored(world: World, template: Path, path: Path) -> Store:
    """The world in a database."""
    store = copied(template, path)
    with store.write("test", "records", "", 0):
        for kind, rows in world.records.items():
            apply_records(store, kind, [row_of(kind, record) for record in rows])
        for (kind, unit), spans in world.covered.items():
            for first, last in spans:
                add_coverage(store, kind, unit, day_number(first), day_number(last))
    return store
