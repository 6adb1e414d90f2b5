"""For any files, corrections, withdrawals and undos: what stands is what all that was not taken back would have made.

The oracle is plain: the same files brought into another database, without those that were taken back.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.intake.fields import fields_of
from core.intake.import_plan import ImportOptions
from core.intake.importer import import_file, import_table
from core.intake.mapping.apply import MappingRequest, apply_mapping
from core.intake.mapping.model import TableMapping
from core.intake.table import read_table
from core.intake.undo import undo_batch
from core.intake.withdraw import withdraw_rows
from core.store.batches import batches
from core.store.check import check_store
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.units import unit_tree
from tests.support.examples import examples
from tests.support.intake_world import (
    ALERT,
    DISPUTE,
    FLOW,
    LEDGER,
    NOW,
    OFFICERS,
    alert,
    day,
    dispute,
    peopled_store,
    write_csv,
)
from tests.support.store_state import State, differences, state
from tests.support.unit_world import Wish, try_wish

pytestmark = pytest.mark.slow

NOVEMBER = (day("2026-11-01"), day("2026-11-10"))
UNITS = ("甲溪派出所", "乙坪派出所", "C11", "澄岚治安大队")
CLASSES = ("纠纷", "治安", "交通", "外星")  # the last one is refused
ABSENT = {"alert": ("现场办结", "已分流")}
FILLED: dict[str, dict[str, str]] = {"alert": {"on_scene": "no", "diverted": "no"}, "ledger": {}}
HALF_YEAR = (day("2026-01-01"), day("2026-06-30"))
REFUSABLE = ("officers",)  # whose records others point at; all else of these goes in any order
REPLAYED = ("fact_alert", "fact_dispute", "fact_posting", "officer", "ledger", "coverage", "source")


@dataclass(frozen=True)
class Bring:
    """A file: its kind, its rows by number, and what is said of it."""

    kind: str
    rows: tuple[tuple[int, int], ...]  # the record's number, and which of its versions
    complete: bool = False
    withdraw: bool = False
    name: str = "月报.csv"
    is_mapped: bool = False  # a file without some columns, which a mapping fills in; of a ledger, zeros not listed


@dataclass(frozen=True)
class Withdraw:
    """Single records taken out, so far as they exist."""

    kind: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Undo:
    """One of the batches taken back, counted from the newest."""

    back: int


@dataclass(frozen=True)
class Turn:
    """A change of units, if it can be: a verb of tests/support/unit_world.py, the units, and the day."""

    verb: str
    units: tuple[str, str]
    day: date
    number: int


Act = Bring | Withdraw | Undo | Turn
rows = st.dictionaries(st.integers(0, 5), st.integers(0, 3), max_size=5).map(lambda found: tuple(sorted(found.items())))
names = st.sampled_from(["月报.csv", "补报.csv"])
files = st.builds(Bring, st.sampled_from(["alert", "alert", "dispute"]), rows, st.booleans(), st.just(False), names)
mapped_files = st.builds(
    Bring, st.sampled_from(["alert", "ledger"]), rows, st.booleans(), st.just(False), names, st.just(True)
)
whole_files = st.builds(Bring, st.just("alert"), rows, st.just(True), st.just(True), names)
others = st.builds(Bring, st.sampled_from(["ledger", "officers"]), rows)
withdrawals = st.builds(Withdraw, st.sampled_from(["alert", "ledger"]), st.sets(st.integers(0, 5)).map(tuple))
writes = st.one_of(files, mapped_files, whole_files, others, withdrawals)
undos = st.builds(Undo, st.integers(0, 4))
turns = st.builds(
    Turn,
    st.sampled_from(["rename", "move", "merge", "absorb", "split", "split off", "close"]),
    st.sampled_from([("S1", "S2"), ("S2", "S1"), ("C11", "S2"), ("S1", "S3"), ("D1", "S3")]),
    st.sampled_from([date(2026, 10, 1), date(2026, 11, 2), date(2026, 11, 4)]),
    st.integers(0, 9),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with units and officers, to be copied."""
    store = peopled_store(tmp_path_factory.mktemp("peopled"))
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return store.path


def opened(template: Path, folder: str, name: str) -> Store:
    shutil.copy(template, Path(folder) / name)
    return open_store(Path(folder) / name, now=NOW)


def table_of(file: Bring) -> list[list[str]]:
    """The rows of a file. A record's unit and day go by its number, so that they do not depend on other files."""
    if file.kind == "officers":
        posts = ("社区", "办案", "机关", "社区")
        return [OFFICERS[0]] + [
            [f"Q{n}", f"演示{v % 2}", UNITS[n % 3], "民警", posts[v], "1985", "2024-01-01", "", ""]
            for n, v in file.rows
        ]
    if file.kind == "ledger":
        return [LEDGER] + [["甲溪派出所", f"2026-0{n + 1}", FLOW, str(v), "月报"] for n, v in file.rows]
    made = [(f"R{n}", UNITS[n % 4], f"2026-11-0{n + 1} 08:30", v) for n, v in file.rows]
    if file.kind == "dispute":
        done = ("", "2026-11-08 09:00", "2026-11-09 09:00", "2026-10-01 09:00")  # the last one is refused
        return [DISPUTE] + [dispute(number, unit, when, done[v]) for number, unit, when, v in made]
    return [ALERT] + [alert(number, unit, when, CLASSES[v]) for number, unit, when, v in made]


def ledger_id(number: int) -> str:
    return f"甲溪派出所/{FLOW}/2026-0{number + 1}"


def do(store: Store, act: Bring | Withdraw | Turn, now: int) -> int | None:
    """Does a write; returns its batch, if it was one."""
    if isinstance(act, Turn):
        return try_wish(store, Wish(act.verb, act.units, act.day, act.number))
    if isinstance(act, Bring):
        if act.is_mapped:
            return do_mapped(store, act, now)
        path = write_csv(store.path.parent / act.name, table_of(act))
        covers = NOVEMBER if act.complete and act.kind in ("alert", "dispute") else None
        said = ImportOptions(covers, act.complete, act.withdraw, new_ids=True)
        return import_file(store, act.kind, path, now=now, actor="test", options=said).batch
    ids = [ledger_id(n) if act.kind == "ledger" else f"R{n}" for n in act.numbers]
    there = [one for one in ids if exists(store, act.kind, one)]
    return withdraw_rows(store, act.kind, there, now=now, actor="test").batch if there else None


def do_mapped(store: Store, act: Bring, now: int) -> int | None:
    """Brings a file by a mapping that says what the file does not."""
    headers, *made = table_of(act)
    absent = [headers.index(header) for header in ABSENT.get(act.kind, ())]
    cells = [[cell for place, cell in enumerate(row) if place not in absent] for row in (headers, *made)]
    columns = {field.name: field.zh for field in fields_of(act.kind, store.catalogue) if field.zh in cells[0]}
    mapping = TableMapping(kind=act.kind, columns=columns, constants=FILLED[act.kind])
    covers = NOVEMBER if act.kind == "alert" else HALF_YEAR
    request = MappingRequest("对照", mapping, covers, not_listed_is_zero=act.kind == "ledger")
    table = read_table(write_csv(store.path.parent / act.name, cells))
    mapped = apply_mapping(table, request, store.catalogue, unit_tree(store))
    said = ImportOptions(covers, act.complete, new_ids=True)
    return import_table(store, act.kind, mapped, now=now, actor="test", options=said).batch


def exists(store: Store, kind: str, name: str) -> bool:
    if kind == "ledger":
        first = day(f"{name.rsplit('/', 1)[1]}-01")
        station = unit_tree(store).find("S1").id  # by its number: it may have another name by now
        query = "SELECT 1 FROM ledger WHERE measure = ? AND unit = ? AND first = ?"
        return bool(store.db.execute(query, [FLOW, station, first]).fetchone())
    return bool(store.db.execute(f"SELECT 1 FROM fact_{kind} WHERE id = ?", [name]).fetchone())


def undo(store: Store, number: int) -> bool:
    """Takes a batch back, if nothing speaks against it."""
    try:
        undo_batch(store, number, now=NOW, actor="test")
    except StoreError:
        return False
    return True


def standing(store: Store) -> list[int]:
    """Batches that can still be taken back, the newest first; not those of the template."""
    return [batch.number for batch in batches(store) if batch.undone_at is None and batch.number > 2]


def visible(found: State) -> dict[str, list[tuple[object, ...]]]:
    """What replaying other files can be compared by: rows without the numbers of their batches, or the time of loading.

    A file that is brought again where there is nothing to withdraw writes nothing, so that it is not loaded then.
    """
    return {table: sorted(row if table == "coverage" else row[:-1] for row in found[table]) for table in REPLAYED}


@settings(max_examples=examples(12, thorough=200), deadline=None)
@given(acts=st.lists(st.one_of(writes, turns), min_size=1, max_size=6))
def test_import_then_undo_is_as_before(template: Path, acts: list[Bring | Withdraw | Turn]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = opened(template, folder, "a.db")
        before: list[tuple[int, State]] = []
        for index, act in enumerate(acts):
            found = state(store)
            if (number := do(store, act, NOW + index)) is not None:
                before.append((number, found))
        event(f"{len(before)} batches")
        for number, found in reversed(before):
            undo_batch(store, number, now=NOW, actor="test")
            assert differences(found, state(store)) == {}
        assert check_store(store) == []
        store.close()


@settings(max_examples=examples(18, thorough=300), deadline=None)
@given(acts=st.lists(st.one_of(writes, writes, undos), min_size=2, max_size=8))
def test_what_is_taken_back_is_as_if_it_had_never_come(template: Path, acts: list[Bring | Withdraw | Undo]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, other = opened(template, folder, "a.db"), opened(template, folder, "b.db")
        made: dict[int, tuple[int, Bring | Withdraw]] = {}  # batches that stand, each with its place and what it was
        for index, act in enumerate(acts):
            if isinstance(act, Undo):
                if made and undo(store, number := sorted(made, reverse=True)[act.back % len(made)]):
                    event("undone")
                    del made[number]
                elif made:
                    event("refused")
                    assert made[number][1].kind in REFUSABLE
            elif (batch := do(store, act, NOW + index)) is not None:
                made[batch] = index, act
        for index, act in made.values():
            do(other, act, NOW + index)
        assert visible(state(store)) == visible(state(other))
        assert check_store(store) == []
        store.close()
        other.close()


@settings(max_examples=examples(12, thorough=200), deadline=None)
@given(acts=st.lists(st.one_of(writes, turns, writes, undos), min_size=3, max_size=9))
def test_files_and_undos_in_any_order_leave_a_whole_database(template: Path, acts: list[Act]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = opened(template, folder, "a.db")
        empty = state(store)
        for index, act in enumerate(acts):
            if not isinstance(act, Undo):
                do(store, act, NOW + index)
            elif left := standing(store):
                undo(store, left[act.back % len(left)])
        assert check_store(store) == []
        while left := standing(store):
            assert [number for number in left if undo(store, number)], "each waits for another"
        assert differences(empty, state(store)) == {}
        assert check_store(store) == []
        store.close()
