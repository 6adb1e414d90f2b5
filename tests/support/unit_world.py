"""Random histories of a small bureau's units, written by the verbs that a steward has, and as the oracle knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from core.intake.unit_history.change import PlannedChange, write_unit_change
from core.intake.unit_history.plans import plan_close, plan_merge, plan_move, plan_rename, plan_split
from core.store.create import create_store
from core.store.officers import add_officers
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.units import NewUnit, UnitTree, add_units, unit_tree
from core.time.days import day_number, to_date
from tests.support.oracle import Record, Turn, World
from tests.support.worlds import ALL_SHOWN, BUREAU, CATALOGUE, OFFICERS, records

NOW = day_number(date(2026, 11, 22)) * 86_400
UNITS = [
    NewUnit("K1", "东分局", "county", BUREAU),
    NewUnit("K2", "西分局", "county", BUREAU),
    NewUnit("S1", "一所", "station", "K1"),
    NewUnit("S2", "二所", "station", "K1"),
    NewUnit("S3", "三所", "station", "K2"),
    NewUnit("C1", "一社区", "community", "S1"),
    NewUnit("C2", "二社区", "community", "S2"),
    NewUnit("D1", "机关", "department", BUREAU),
]
PARENT: dict[int, int | None] = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3, 7: 4, 8: 5, 9: 1}
KIND = {number: unit.kind for number, unit in enumerate(UNITS, start=2)} | {1: "bureau"}
turning_days = st.sampled_from(
    [date(2023, 2, 10), date(2024, 2, 1), date(2024, 2, 10), date(2024, 2, 29), date(2024, 3, 1), date(2025, 1, 1)]
)


@dataclass(frozen=True)
class Wish:
    """A change that is tried: a verb, the units that it names by code, and a day. What cannot be is refused."""

    verb: str
    units: tuple[str, ...]
    day: date
    number: int

    def plan(self, tree: UnitTree) -> PlannedChange:
        """The change as the verb plans it."""
        day, (unit, other) = day_number(self.day), self.units
        new = f"N{self.number}=新{self.number}"
        if self.verb == "rename":
            return plan_rename(tree, unit, f"改名{self.number}", day)
        if self.verb == "move":
            return plan_move(tree, unit, other, day)
        if self.verb == "absorb":
            return plan_merge(tree, [unit], other, None, day)
        if self.verb == "merge":
            return plan_merge(tree, [unit, other], new, None if self.number % 2 else tree.root.name, day)
        if self.verb in ("split", "split off"):
            below = tree.children(tree.find(unit).id)
            assigned = {child.code: f"N{self.number}" for child in below}
            second = unit if self.verb == "split off" else f"M{self.number}=又{self.number}"
            return plan_split(tree, unit, [new, second], assigned if self.number % 2 or second != unit else {}, day)
        return plan_close(tree, unit, day)


KINDS = ("alert", "dispute", "case", "posting")
STATIONS, COMMUNITIES = ("S1", "S2", "S3", "N0", "N1"), ("C1", "C2")
LIKE = [(a, b) for kinds in (STATIONS, COMMUNITIES, ("K1", "K2")) for a in kinds for b in kinds if a != b]
MOVES = [*((a, b) for a in STATIONS for b in ("K1", "K2", BUREAU)), *((a, b) for a in COMMUNITIES for b in STATIONS)]
PAIRS = {"move": MOVES, "merge": LIKE, "absorb": LIKE}
ALONE = [(code, "") for code in (*STATIONS, *COMMUNITIES, "D1")]
VERBS = ["rename", "move", "move", "merge", "merge", "absorb", "split", "split off", "close"]


@st.composite
def histories(draw: st.DrawFn, most: int = 4) -> list[Wish]:
    """Up to so many changes, in any order of their days."""
    count = draw(st.integers(1, most))
    wishes = []
    for number in range(count):
        verb = draw(st.sampled_from(VERBS))
        units = draw(st.sampled_from(PAIRS.get(verb, ALONE)))
        wishes.append(Wish(verb, units, draw(turning_days), number))
    return wishes


def unit_template(folder: Path) -> Path:
    """A database with the units and officers and nothing else, to be copied."""
    path = folder / "units.db"
    store = create_store(path, bureau=BUREAU, demo=False, now=0, overlays=ALL_SHOWN)
    with store.write("test", "units", "", 0):
        add_units(store, UNITS)
        add_officers(store, [(number, "某人") for number in OFFICERS])
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


def try_wish(store: Store, wish: Wish) -> int | None:
    """Write a change and return its batch; None where it is refused, and then nothing may have happened."""
    before = store.data_version()
    try:
        return write_unit_change(store, wish.plan(unit_tree(store)), actor="test", now=NOW).batch
    except (StoreError, LookupError) as refused:
        assert store.data_version() == before and str(refused.args[0])
        return None


@st.composite
def unit_records(draw: st.DrawFn, most: int = 6) -> dict[str, list[Record]]:
    """Up to so many records of each kind; whose they are is settled when the units are known."""
    made = {kind: [draw(records(kind, number)) for number in range(draw(st.integers(2, most)))] for kind in KINDS}
    return {kind: made.get(kind, []) for kind in CATALOGUE.facts}


def placed(made: dict[str, list[Record]], tree: UnitTree, wishes: Sequence[Wish]) -> dict[str, list[Record]]:
    """The records, each at a unit that had begun by its day, half of them at units that change."""
    named = {code for wish in wishes for code in wish.units}
    for kind, rows in made.items():
        for index, record in enumerate(rows):
            day = record[CATALOGUE.facts[kind].date_column]
            number = day_number(day if type(day) is date else day.date())
            begun = [unit for unit in tree.units.values() if (unit.first or -(10**6)) <= number]
            changing = [unit for unit in begun if unit.code in named] if index % 2 else []
            choice = changing or begun
            record["unit"] = choice[(index * 7 + len(kind)) % len(choice)].id
    return made


def world_of(
    store: Store, made: dict[str, list[Record]], covered: dict[tuple[str, int], list[tuple[date, date]]]
) -> World:
    """The world as the oracle knows it, its history read off the plain rows of changes."""
    rows = store.db.execute("SELECT unit, day, act, other FROM unit_change").fetchall()
    turns = [Turn(unit, to_date(day), act, other) for unit, day, act, other in rows]
    units = store.db.execute("SELECT id, kind, parent, base_name, base_parent, first FROM unit").fetchall()
    parent = {row[0]: row[2] if row[3] is None else row[4] for row in units}
    began = {row[0]: to_date(row[5]) for row in units if row[5] is not None}
    return World(CATALOGUE, made, parent, {row[0]: row[1] for row in units}, covered, turns, began)
