"""A province of two counties: one database of all, and one for each county, with the same records and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from core.store.coverage import add_coverage
from core.store.create import create_store
from core.store.officers import add_officers
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import NewUnit, add_units, unit_tree
from core.time.days import day_number
from tests.support.oracle import Record
from tests.support.unit_world import Wish, try_wish, turning_days
from tests.support.worlds import ALL_SHOWN, CATALOGUE, FIRST, LAST, OFFICERS, records, row_of

PROVINCE = "某省公安厅"
COUNTIES = {"K1": "东县公安局", "K2": "西县公安局"}
BELOW = {
    "K1": [
        NewUnit("S1", "一所", "station", "K1"),
        NewUnit("S2", "二所", "station", "K1"),
        NewUnit("D1", "机关", "department", "K1"),
        NewUnit("C1", "一社区", "community", "S1"),
        NewUnit("C2", "二社区", "community", "S2"),
    ],
    "K2": [NewUnit("S3", "三所", "station", "K2"), NewUnit("C3", "三社区", "community", "S3")],
}
TREE = [NewUnit(code, name, "county", PROVINCE) for code, name in COUNTIES.items()]
KINDS = ("alert", "dispute", "case", "posting", "inspection")
CODES = [code for county, units in BELOW.items() for code in (county, *(unit.code for unit in units))]
WISHES = {
    "K1": [
        Wish("move", ("C1", "S2"), date(2024, 2, 10), 0),
        Wish("rename", ("S1", ""), date(2024, 2, 29), 1),
        Wish("absorb", ("S1", "S2"), date(2025, 1, 1), 2),
        Wish("close", ("C2", ""), date(2024, 3, 1), 3),
        Wish("merge", ("S1", "S2"), date(2024, 3, 1), 7),
        Wish("merge", ("S1", "S2"), date(2025, 1, 1), 9),
    ],
    "K2": [Wish("close", ("C3", ""), date(2024, 3, 1), 4), Wish("rename", ("S3", ""), date(2023, 2, 10), 5)],
}
Days = tuple[date, date]


@st.composite
def placed_records(draw: st.DrawFn, most: int = 8) -> dict[str, list[Record]]:
    """Records of some kinds, each with the code of its unit."""
    made: dict[str, list[Record]] = {kind: [] for kind in CATALOGUE.facts}
    for kind in KINDS:
        for number in range(draw(st.integers(1, most))):
            made[kind].append(draw(records(kind, number)) | {"unit": draw(st.sampled_from(CODES))})
    return made


@st.composite
def county_wishes(draw: st.DrawFn) -> dict[str, list[Wish]]:
    """Some changes of units in each county, each on some day."""
    return {
        county: [
            Wish(wish.verb, wish.units, draw(turning_days), wish.number)
            for wish in draw(st.lists(st.sampled_from(wishes), max_size=2, unique_by=lambda wish: wish.number))
        ]
        for county, wishes in WISHES.items()
    }


def county_days() -> st.SearchStrategy[dict[str, Days]]:
    """The days on which each county has all its records."""
    firsts = st.sampled_from([FIRST, date(2024, 2, 10)])
    return st.fixed_dictionaries(
        {"K1": st.tuples(firsts, st.just(LAST)), "K2": st.tuples(firsts, st.just(date(2025, 3, 31)))}
    )


def joint_days(days: Mapping[str, Days]) -> Days:
    """The days on which all of them have."""
    return max(first for first, _ in days.values()), min(last for _, last in days.values())


def province_store(
    path: Path, made: Mapping[str, list[Record]], wishes: Sequence[Wish], days: dict[str, Days]
) -> Store:
    """The database of all, as if all counties brought their records into it."""
    units = [*TREE, *(unit for below in BELOW.values() for unit in below)]
    return _filled(path, PROVINCE, units, made, wishes, {**days, PROVINCE: joint_days(days)})


def county_store(
    path: Path, county: str, made: Mapping[str, list[Record]], wishes: Sequence[Wish], days: Days
) -> Store:
    """The database of one county, which is its whole bureau there."""
    codes = {county, *(unit.code for unit in BELOW[county])}
    own = {kind: [record for record in rows if record["unit"] in codes] for kind, rows in made.items()}
    name = COUNTIES[county]
    below = [
        unit if unit.parent != county else NewUnit(unit.code, unit.name, unit.kind, name) for unit in BELOW[county]
    ]
    renamed = {kind: [_moved(record, county, name) for record in rows] for kind, rows in own.items()}
    return _filled(path, name, below, renamed, wishes, {name: days})


def _moved(record: Record, county: str, name: str) -> Record:
    return record | {"unit": name} if record["unit"] == county else record


def _filled(
    path: Path,
    bureau: str,
    units: Sequence[NewUnit],
    made: Mapping[str, list[Record]],
    wishes: Sequence[Wish],
    days: Mapping[str, Days],
) -> Store:
    store = create_store(path, bureau=bureau, demo=False, now=0, overlays=ALL_SHOWN)
    with store.write("test", "units", "", 0):
        add_units(store, units)
        add_officers(store, [(number, "某人") for number in OFFICERS])
    ids = {unit.code: unit.id for unit in unit_tree(store).units.values()}
    with store.write("test", "records", "", 0):
        for kind, rows in made.items():
            apply_records(store, kind, [row_of(kind, record | {"unit": ids[record["unit"]]}) for record in rows])
            for code, (first, last) in days.items():
                add_coverage(store, kind, ids[code], day_number(first), day_number(last))
    for wish in wishes:
        try_wish(store, wish)
    return store
