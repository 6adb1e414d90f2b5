"""Time that is now: records as they come, nights that pass, and a stop in between; all as a remade bureau has it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from core.engine import Engine
from core.store.cube import cube_differences
from core.store.open import open_store
from core.store.store import Store
from core.time.days import day_number, first_second, to_date
from seed.alive import alive_plan
from seed.bureau import Plan, month_drafts, officer_numbers
from seed.choices import shipped
from seed.daily_advance import DailyAdvance
from seed.draft import Writer
from seed.fill import fill
from seed.make import make
from tests.support.seed_world import NOW, contents, new_store

pytestmark = pytest.mark.slow

AS_OF, START = date(2026, 2, 26), date(2025, 8, 1)  # two days before a month ends
HOUR = 3600


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "live.db"
    make(path, plan(), now=NOW, progress=lambda _label, _done: None)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "live.db"))


@cache
def plan(as_of: date = AS_OF) -> Plan:
    return replace(alive_plan("small", 3, AS_OF, START), as_of=as_of)


def known_alerts(moment: int, day: date) -> int:
    """Count, from the generator alone, the day's alerts that are entered by a moment."""
    later = plan(day)
    write = Writer(shipped().facts, np.arange(len(later.place.units)), officer_numbers(later.force))
    drafts = [
        draft
        for month in later.months[-2:]
        for drafts in month_drafts(later, month)
        for draft in drafts
        if draft.kind == "alert"
    ]
    names = list(shipped().facts["alert"].columns)
    at = names.index("occurred_at")
    begin = first_second(day_number(day))
    return sum(begin <= row[at] < begin + 24 * HOUR for draft in drafts for row in write.rows_until(draft, moment + 1))


def alerts_on(store: Store, day: date) -> int:
    (count,) = store.db.execute("SELECT count(*) FROM fact_alert WHERE when_day = ?", [day_number(day)]).fetchone()
    return int(count)


def remade(folder: Path, as_of: date) -> dict[str, list[tuple[object, ...]]]:
    store = new_store(folder / f"{as_of}.db", plan())
    fill(store, plan(as_of), now=NOW)
    return contents(store)


def test_today_counts_up_and_each_night_leaves_what_the_command_makes(path: Path, tmp_path: Path) -> None:
    store = open_store(path)
    walk = DailyAdvance(store)
    begin = first_second(day_number(AS_OF) + 1)
    for hour in range(0, 76, 6):  # through three nights and the end of a month
        moment = begin + hour * HOUR + 1234
        today = AS_OF + timedelta(days=1 + (hour * HOUR + 1234) // (24 * HOUR))
        reached = walk.reach(moment)
        assert reached.as_of == today - timedelta(days=1)
        assert alerts_on(store, today) == known_alerts(moment, today)
        assert Engine(store).as_of() == reached.as_of, "a day that is not over is not covered"
    walk.reach(first_second(day_number(AS_OF) + 4) - 1)
    assert not any(cube_differences(store).values())
    reached = walk.advance_day(NOW)
    assert contents(store) == remade(tmp_path, reached.as_of)
    store.close()


def test_a_stop_is_caught_up_with(path: Path, tmp_path: Path) -> None:
    first = first_second(day_number(AS_OF) + 1) + 10 * HOUR
    store = open_store(path)
    DailyAdvance(store).reach(first)
    store.close()
    later = first + 9 * 24 * HOUR
    store = open_store(path)
    walk = DailyAdvance(store)
    reached = walk.reach(later)
    assert reached.as_of == AS_OF + timedelta(days=9)
    version = store.data_version()
    assert walk.reach(later) == reached and store.data_version() == version, "nothing new is no write"
    DailyAdvance(store).reach(later)
    today = AS_OF + timedelta(days=10)
    assert alerts_on(store, today) == known_alerts(later, today)
    walk.reach(first_second(day_number(today) + 1))
    assert contents(store) == remade(tmp_path, today)
    store.close()


def test_instructions_are_answered_in_the_course_of_the_day(path: Path) -> None:
    store = open_store(path)
    walk = DailyAdvance(store)
    (due,) = [story for story in plan().stories if story.kind == "order" and story.strength == 0]
    day = day_number(AS_OF) + 1
    assert due.last + 1 == day

    def events_at(hour: int) -> int:
        walk.reach(first_second(day) + hour * HOUR)
        (count,) = store.db.execute(
            "SELECT count(*) FROM instruction_event WHERE at >= ? AND step = 'report'", [first_second(day)]
        ).fetchone()
        return int(count)

    morning, evening = events_at(9), events_at(20)
    assert evening == morning + 1, "the one that is due today is answered in the afternoon"
    store.close()


def test_a_bureau_that_stands_later_is_left_as_it_is(path: Path) -> None:
    store = open_store(path)
    version = store.data_version()
    reached = DailyAdvance(store).reach(first_second(day_number(AS_OF) - 3))
    assert reached.as_of == AS_OF and store.data_version() == version
    assert to_date(day_number(AS_OF)) == AS_OF
    store.close()
