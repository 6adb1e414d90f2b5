"""A city over counties, a load that is interrupted, and a database that is made whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.store import cube
from core.store.catalogue_tables import GRAINS
from core.store.check import check_store
from core.store.cube import cube_differences
from core.store.cube_sizes import cube_sizes
from core.store.open import open_store
from core.store.records import apply_records, load_records
from core.store.store import Store
from core.store.table_sizes import table_sizes
from seed import calibration, fill
from seed.bureau import Plan, plan
from seed.calibration import Size
from seed.fill import FillError, advance, stored_plan
from seed.make import make, part_of
from tests.support.paths import ROOT
from tests.support.seed_world import CATALOGUE, NOW, contents, new_store, ring, rows_of, twice_area

pytestmark = pytest.mark.slow

AS_OF, START = date(2026, 3, 20), date(2025, 11, 1)
TINY = Size(((1, 1, 0), (0, 1, 1)), (4, 3, 3), 4, calls=0.05, work=0.2, people=0.5)


@pytest.fixture(scope="module", autouse=True)
def tiny() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(calibration.SIZES, "tiny", TINY)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city, filled without a stop."""
    path = tmp_path_factory.mktemp("city") / "whole.db"
    filled(path, city()).close()
    return path


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Store:
    return open_store(Path(shutil.copy(made, tmp_path / "whole.db")))


def city(seed: int = 3, as_of: date = AS_OF) -> Plan:
    return plan("tiny", seed, as_of, START)


def filled(path: Path, bureau: Plan) -> Store:
    store = new_store(path, bureau)
    fill.fill(store, bureau, now=NOW)
    return store


def indexes(store: Store) -> list[Any]:
    return store.db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name").fetchall()


# --- counties ---------------------------------------------------------------------------------------------


def test_counties_stand_between_the_city_and_its_stations() -> None:
    units = city().place.units
    counties = [unit for unit in units if unit.kind == "county"]
    assert [unit.parent for unit in counties] == [0, 0]
    assert Counter(units[unit.parent or 0].kind for unit in units if unit.kind == "station") == {"county": 4}
    assert Counter(unit.parent for unit in units if unit.kind == "department") == {
        0: 4,
        counties[0].index: 4,
        counties[1].index: 4,
    }
    assert units[0].name.endswith("市公安局")
    assert len({unit.code for unit in units}) == len(units)
    assert len({(unit.parent, unit.name) for unit in units}) == len(units)


def test_the_city_has_114_stations_in_counties() -> None:
    place = plan("city", 1, AS_OF).place
    assert Counter(unit.kind for unit in place.units) == {
        "bureau": 1,
        "county": 9,
        "department": 80,
        "station": 114,
        "community": 1698,
    }
    assert len({(unit.parent, unit.name) for unit in place.units}) == len(place.units)


def test_polygons_tile_at_every_level() -> None:
    units = city().place.units
    outlines = {unit.index: ring(unit.polygon) for unit in units if unit.kind != "department"}
    below = defaultdict(list)
    for unit in units[1:]:
        if unit.kind != "department":
            below[unit.parent].append(unit.index)
    for parent, children in below.items():
        assert parent is not None
        assert sum(twice_area(outlines[child]) for child in children) == twice_area(outlines[parent])
        edges = Counter(edge for child in children for edge in pairwise(outlines[child]))
        assert {(a, b) for a, b in edges if (b, a) not in edges} == set(pairwise(outlines[parent]))


def test_officers_stay_with_their_county() -> None:
    bureau = plan("tiny", 1, AS_OF, date(2021, 1, 1))
    units = bureau.place.units
    served = defaultdict(set)
    for posting in bureau.force.postings:
        unit = units[posting.unit]
        unit = units[unit.parent or 0] if unit.kind == "community" else unit
        served[posting.officer].add(unit.parent)
    assert all(len(bureaus - {0}) <= 1 for bureaus in served.values())
    assert max(Counter(posting.officer for posting in bureau.force.postings).values()) > 1


def test_stations_and_departments_of_a_county_rate_each_other() -> None:
    bureau = city()
    units, rows = bureau.place.units, rows_of(bureau)["survey"]
    columns = list(CATALOGUE.facts["survey"].columns)
    by_kind = defaultdict(set)
    for row in rows:
        by_kind[row[columns.index("kind")]].add(row[columns.index("unit")])
    assert {units[unit].kind for unit in by_kind["upward"]} == {"department"}
    assert 0 in {units[unit].parent for unit in by_kind["upward"]}  # the city's own are rated too
    assert {units[unit].kind for unit in by_kind["downward"]} == {"station"}


# --- loading ----------------------------------------------------------------------------------------------


def test_the_same_rows_whatever_the_order_of_drawing() -> None:
    assert rows_of(city()) == rows_of(city(), backwards=True)


def test_time_run_forward_gives_what_a_remade_city_has(tmp_path: Path, whole: Store) -> None:
    walked = filled(tmp_path / "walked.db", city(as_of=date(2026, 1, 15)))
    for day in (date(2026, 2, 1), AS_OF):
        advance(walked, stored_plan(walked), day, now=NOW)
    assert contents(walked) == contents(whole)
    assert check_store(walked) == []


class Stopped(Exception):
    pass


@pytest.mark.parametrize("after", [0.0, 0.13, 0.5, 0.9])
def test_a_fill_that_was_interrupted_goes_on(tmp_path: Path, whole: Store, after: float) -> None:
    def stop(_label: str, done: float) -> None:
        if done >= after:
            raise Stopped

    store = new_store(tmp_path / "stopped.db", city())
    with pytest.raises(Stopped):
        fill.fill(store, city(), now=NOW, progress=stop)
    store.close()
    store = open_store(tmp_path / "stopped.db")
    if after:
        with pytest.raises(FillError, match="尚未建完"):
            stored_plan(store)
        with pytest.raises(FillError, match="接着写"):
            fill.fill(store, city(seed=4), now=NOW)
    steps: list[float] = []
    fill.fill(store, city(), now=NOW, progress=lambda _label, done: steps.append(done))
    assert contents(store) == contents(whole) and indexes(store) == indexes(whole)
    assert check_store(store) == [] and stored_plan(store) == city()
    assert after < 0.5 or steps[1] >= min(after, fill.DRAWN) - 0.13  # nothing is drawn twice


KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from seed import calibration, make
from seed.bureau import plan
calibration.SIZES["tiny"] = calibration.Size(((1, 1, 0), (0, 1, 1)), (4, 3, 3), 4, calls=0.05, work=0.2, people=0.5)
make.make(
    Path(sys.argv[1]), plan("tiny", 3, date(2026, 3, 20), date(2025, 11, 1)), now=0,
    progress=lambda label, done: os._exit(9) if done > 0.4 else None,
)
"""


def test_a_process_that_was_killed_leaves_no_database_and_the_next_goes_on(tmp_path: Path, whole: Store) -> None:
    path = tmp_path / "made.db"
    root = ROOT
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root, capture_output=True, text=True)
    assert done.returncode == 9, done.stderr
    assert not path.exists() and part_of(path).exists()
    assert make(path, city(), now=NOW, progress=lambda _label, _done: None)
    assert not part_of(path).exists()
    store = open_store(path)
    assert contents(store) == contents(whole)
    store.close()


def test_what_another_plan_began_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    filled(part_of(path), city(seed=5)).close()
    assert not make(path, city(), now=NOW, progress=lambda _label, _done: None)
    assert stored_plan(open_store(path)) == city()
    part_of(path).write_text("broken")
    assert not make(path, city(), now=NOW, progress=lambda _label, _done: None)


def test_rows_are_held_in_small_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, applied = [], []

    def counting_load(store: Store, kind: str, rows: Any) -> int:
        loaded.append((kind, len(rows)))
        return load_records(store, kind, rows)

    def counting_apply(store: Store, kind: str, rows: Any) -> Any:
        applied.append(len(rows))
        return apply_records(store, kind, rows)

    monkeypatch.setattr(fill, "load_records", counting_load)
    monkeypatch.setattr(fill, "apply_records", counting_apply)
    monkeypatch.setattr(fill, "BATCH", 50)
    store = filled(tmp_path / "city.db", city())
    alerts = [number for kind, number in loaded if kind == "alert"]
    assert len(alerts) == 2 * 4 * 5  # calls and repeat calls, of four stations, in five months
    assert max(alerts) < 0.1 * sum(alerts)
    advance(store, city(), date(2026, 5, 9), now=NOW)
    assert max(applied) <= 50 + 2 * max(alerts)  # a batch ends with the draft that fills it; later months may have more
    assert not any(cube_differences(store).values())


def test_a_rebuild_in_slices_is_the_same_cube(whole: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    cubes = {grain: whole.db.execute(f"SELECT * FROM {grain}").fetchall() for grain in GRAINS}
    for size in (97, 10**6):
        monkeypatch.setattr(cube, "SLICE", size)
        with whole.write("test", "rebuild", "", NOW):
            cube.rebuild_cube(whole)
        assert {grain: whole.db.execute(f"SELECT * FROM {grain}").fetchall() for grain in GRAINS} == cubes


# --- sizes ------------------------------------------------------------------------------------------------


def total(numbers: Iterable[int]) -> int:
    return sum(numbers)


def test_sizes_count_the_cube_against_the_records(whole: Store) -> None:
    sizes = {size.grain: size for size in cube_sizes(whole)}
    facts = total(whole.db.execute(f"SELECT count(*) FROM fact_{kind}").fetchone()[0] for kind in CATALOGUE.facts)
    assert {size.facts for size in sizes.values()} == {facts}
    assert sizes["cube_day"].cells == whole.db.execute("SELECT count(*) FROM cube_day").fetchone()[0]
    assert sizes["cube"].cells == total(size.cells for grain, size in sizes.items() if grain != "cube")
    assert sizes["cube"].share == pytest.approx(sizes["cube"].cells / facts)


def test_parts_are_the_pages_of_the_file(whole: Store) -> None:
    whole.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tables = table_sizes(whole)
    pages, size, free = (
        whole.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size", "freelist_count")
    )
    unassigned = (
        pages - free - total(table.bytes for table in tables) // size
    )  # long polygons lie on pages of their own
    assert 0 <= unassigned < 0.1 * pages
    assert {"fact_alert", "cube_day", "fact_alert_unit"} <= {table.name for table in tables}
