"""The alive bureau: what is planted is said, or said not to be; the same plan is the same data; time runs on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from benchmarks.demo import CERTAIN, look, made
from core.engine import Engine
from core.instructions.model import Stage
from core.store.cube import cube_differences
from core.store.open import open_store
from core.store.publication import publications, published_scores
from core.store.store import Store
from core.time.days import day_number, first_second, to_date
from seed.alive import alive_plan
from seed.bureau import Plan
from seed.fill import advance, fill
from seed.plan_store import stored_plan
from seed.published import correction
from seed.stories.story import Story
from tests.support.seed_world import NOW, contents, new_store

pytestmark = pytest.mark.slow

EVE, LEAP_DAY = date(2026, 2, 16), date(2028, 2, 29)  # the eve of the lunar new year
HALF_A_YEAR = 183


Bureau = tuple[Path, Plan]
ALIVE = {EVE: 3, LEAP_DAY: 1, date(2026, 11, 28): 2}  # days on which a bureau stands, with its seed


@pytest.fixture(scope="module")
def bureau_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], Bureau]:
    """An alive bureau as it stands on a day, made once and only read."""
    folder = tmp_path_factory.mktemp("alive")
    return cache(lambda as_of: made("small", ALIVE[as_of], as_of, folder))


def of_kind(plan: Plan, kind: str) -> list[Story]:
    return [story for story in plan.stories if story.kind == kind]


@pytest.mark.parametrize("as_of", [EVE, LEAP_DAY])
def test_what_is_planted_is_said_and_nothing_else_is(as_of: date, bureau_of: Callable[[date], Bureau]) -> None:
    found = look(*bureau_of(as_of))
    said = {story.kind for story, sighting in found.sightings if sighting.is_seen}
    assert {*CERTAIN, "dispute_rise"} <= said
    for story, sighting in found.sightings:
        assert story.start <= as_of
        assert ("没有单独报出" in sighting.text) is not sighting.is_seen
    assert "traffic_fall" not in said  # of three small stations no month can tell
    assert len(found.unexplained) <= 1  # one a month is agreed to


@pytest.mark.parametrize("as_of", ALIVE)
def test_instructions_are_due_on_the_day_after_and_some_days_late(
    as_of: date, bureau_of: Callable[[date], Bureau]
) -> None:
    store = open_store(bureau_of(as_of)[0], read_only=True)
    engine, day = Engine(store), day_number(as_of)
    listed = [
        (to_date(instruction.state.deadlines.finish or 0), instruction.state.stage)
        for instruction in engine.instructions(first_second(day + 1))
        if instruction.state.sent_at >= first_second(day - 20) and instruction.state.content.signal
    ]
    assert sorted(listed) == [(as_of + timedelta(days=shift), Stage.SIGNED) for shift in (-4, -2, 1)]
    tree = engine.units.units
    for instruction in engine.instructions(first_second(day + 1)):
        if signal := instruction.state.content.signal:
            assert tree[int(signal.split(":")[1])].id == instruction.state.content.unit


def test_open_work_is_weeks_old_and_not_years(bureau_of: Callable[[date], Bureau]) -> None:
    store = open_store(bureau_of(LEAP_DAY)[0], read_only=True)
    for kind in ("dispute", "case"):
        rows = store.db.execute(f"SELECT when_day FROM fact_{kind} WHERE outcome_at IS NULL").fetchall()
        ages = sorted(day_number(LEAP_DAY) - day for (day,) in rows)
        assert ages and ages[-1] < HALF_A_YEAR and ages[len(ages) // 2] < 60, kind


def test_the_published_list_has_a_correction_and_the_data_are_the_plan_s(
    bureau_of: Callable[[date], Bureau], tmp_path: Path
) -> None:
    path, plan = bureau_of(LEAP_DAY)
    store = open_store(Path(shutil.copy(path, tmp_path / "own.db")))  # a rebuild beside the cube writes
    corrected, original = sorted(publications(store.conn), key=lambda act: -act.number)
    planned = correction(plan)
    assert planned is not None and original.month == corrected.month == planned.month == 2028 * 12
    assert original.at < corrected.at < first_second(day_number(LEAP_DAY)) and "补录" in corrected.reason
    before, after = (
        {
            (score.name, part.kpi): part.figure_text
            for kind in ("bureau", "station")
            for score in published_scores(store.conn, act.id, "peace", kind)
            for part in score.parts
        }
        for act in (original, corrected)
    )
    moved = {key for key, text in after.items() if before[key] != text}
    stations = {name for name, _ in moved if name != plan.bureau}
    assert {kpi for _, kpi in moved} == {"dispute_resolution_rate"} and before.keys() == after.keys()
    assert len(stations) == 1 and stations.pop() in corrected.reason
    plain = new_store(tmp_path / "plain.db", plan)
    fill(plain, plan, now=NOW)
    assert contents(store) == contents(plain)
    assert not any(cube_differences(store).values())


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is in a database, in the order in which it was written, but the marks of its file."""
    tables = store.db.table_names()
    rows = {table: store.db.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
    meta = [row for row in rows["meta"] if not row[0].startswith("file_")]
    return rows | {"meta": meta, "_sqlite_migrations": []}  # with the times at which the tables were made


def test_the_same_plan_gives_the_same_data_down_to_the_trail(
    bureau_of: Callable[[date], Bureau], tmp_path: Path
) -> None:
    path, plan = bureau_of(EVE)
    again, _ = made("small", ALIVE[EVE], EVE, tmp_path)
    first, second = (open_store(file, read_only=True) for file in (path, again))
    assert everything(first) == everything(second)
    assert stored_plan(first) == plan == alive_plan("small", ALIVE[EVE], EVE)
    assert alive_plan("small", 5, EVE).stories != plan.stories


def test_time_runs_on_to_what_a_remade_bureau_has(tmp_path: Path) -> None:
    plan = alive_plan("small", 3, date(2026, 2, 10), date(2025, 8, 1))
    walked = new_store(tmp_path / "walked.db", plan)
    fill(walked, plan, now=NOW)
    standing = plan
    (late,) = of_kind(plan, "late_source")
    for day in (date(2026, 2, 11), date(2026, 2, 17), to_date(late.last), to_date(late.last + 1), date(2026, 4, 2)):
        standing = advance(walked, standing, day, now=NOW)
    remade = new_store(tmp_path / "remade.db", plan)
    fill(remade, replace(plan, as_of=standing.as_of), now=NOW)
    assert contents(walked) == contents(remade)
    assert not any(cube_differences(walked).values())
