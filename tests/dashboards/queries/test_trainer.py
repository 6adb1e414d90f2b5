"""The trainer's work: time that runs by itself, stories and their answers, and nothing of it in a real database."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.store.create import create_store
from core.store.open import open_store
from core.store.sqlite import StoreError
from dashboards.queries import demo_bureau, demo_lessons, demo_stories
from dashboards.queries.demo_clock import LIVE, ClockRun, ClockRuns, RunState, RunStatus
from dashboards.registry import ENTRIES
from seed.alive import alive_plan
from seed.bureau import Plan
from seed.fill import FillError, stored_plan
from seed.lessons.lesson import lessons
from seed.make import make
from seed.stories.story import KINDS, StoryError
from tests.support.paths import ROOT
from tests.support.polling import stays, wait_for

pytestmark = pytest.mark.slow

SOON = date(2026, 11, 9)
ENOUGH = 90.0  # seconds to wait for what comes at once on an idle machine


@pytest.fixture
def bureau(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "own.db"))


@pytest.fixture
def runs() -> Iterator[Callable[..., ClockRun]]:
    """Start runs, and end them afterwards."""
    started: list[ClockRun] = []

    def start(file: Path, seconds: float = 0.0, days: int = 400) -> ClockRun:
        started.append(ClockRun(file, seconds, days))
        return started[-1]

    yield start
    for run in started:
        run.stop()


def until(run: ClockRun, test: Callable[[RunStatus], bool]) -> RunStatus:
    """Wait until the status of a run passes a test."""
    return wait_for(lambda: run.status, test, ENOUGH)


def stored_plan_of(file: Path) -> Plan:
    with closing(open_store(file, read_only=True)) as store:
        return stored_plan(store)


def as_of(file: Path) -> date:
    return stored_plan_of(file).as_of


# --- time that runs by itself -----------------------------------------------------------------------------


def test_time_runs_so_many_days_and_stands(bureau: Path, runs: Callable[..., ClockRun]) -> None:
    status = until(runs(bureau, days=3), lambda status: status.state not in LIVE)
    assert status == RunStatus(RunState.ARRIVED, 0.0, 0, "2026-11-03")
    assert as_of(bureau) == date(2026, 11, 3)


def test_time_pauses_goes_on_and_is_stopped(bureau: Path, runs: Callable[..., ClockRun]) -> None:
    run = runs(bureau)
    until(run, lambda status: status.days_left < 398)
    run.pause()
    with demo_bureau.exclusive_generation():  # the day in progress is over
        stands = run.status
    assert stands.state is RunState.PAUSED and as_of(bureau) == date.fromisoformat(stands.as_of)
    assert stays(lambda: run.status, stands)
    run.resume()
    until(run, lambda status: status.days_left < stands.days_left)
    run.stop()
    stopped = run.status
    assert stopped.state is RunState.STOPPED and as_of(bureau) == date.fromisoformat(stopped.as_of)
    run.resume()
    assert run.status == stopped


def test_a_long_wait_for_the_next_day_is_ended_at_once(bureau: Path, runs: Callable[..., ClockRun]) -> None:
    run = runs(bureau, seconds=3600.0)
    until(run, lambda status: status.days_left < 400)
    run.stop()
    assert run.status.state is RunState.STOPPED and run.status.days_left == 399


def test_what_stops_time_is_told(tmp_path: Path, runs: Callable[..., ClockRun]) -> None:
    real = tmp_path / "real.db"
    create_store(real, bureau="甲局", demo=False, now=0).close()
    before = real.read_bytes()
    status = until(runs(real), lambda status: status.state not in LIVE)
    assert status.state is RunState.BROKEN and "演示库" in status.reason
    assert real.read_bytes() == before
    status = until(runs(tmp_path / "none.db"), lambda status: status.state not in LIVE)
    assert status.state is RunState.BROKEN and status.reason


def test_there_is_one_run_a_database(bureau: Path) -> None:
    clock_runs = ClockRuns()
    clock_runs.start(bureau, 3600.0, 5)
    with pytest.raises(demo_bureau.GenerationBusyError):
        clock_runs.start(bureau, 1.0, 5)
    first = clock_runs.of(bureau)
    clock_runs.end(bureau)
    assert clock_runs.of(bureau) is None and first is not None and first.status.state is RunState.STOPPED
    clock_runs.start(bureau, 3600.0, 5)
    clock_runs.end(bureau)


def test_others_generate_while_time_waits_for_the_next_day(bureau: Path, runs: Callable[..., ClockRun]) -> None:
    run = runs(bureau, seconds=3600.0)
    reached = date.fromisoformat(until(run, lambda status: status.days_left < 400).as_of)
    demo_bureau.advance_days(bureau, 3, lambda _label, _done: None)
    assert (as_of(bureau) - reached).days == 3
    demo_stories.plant(bureau, "fraud_surge", None, SOON, None, None, "教官")


# --- stories and their answers ----------------------------------------------------------------------------


def test_an_answer_is_not_there_before_it_is_shown(bureau: Path) -> None:
    assert demo_stories.planted_stories(bureau) == []
    assert demo_stories.plant(bureau, "doubled", "S02", SOON, 2, None, "教官") == 1
    assert demo_stories.plant(bureau, "dispute_cluster", None, SOON, None, None, "教官") == 2
    assert demo_stories.planted_stories(bureau) == [demo_stories.PlantedStory(None, None)] * 2
    demo_stories.reveal(bureau, 0, "教官")
    first, second = demo_stories.planted_stories(bureau)
    assert first.answer is not None and first.answer.zh == KINDS["doubled"].zh
    assert first.answer.since.startswith("2026-11-09")
    assert second == demo_stories.PlantedStory(None, None)
    assert demo_stories.planted_stories(bureau, count=False)[0].answer == replace(first.answer, done="")
    with pytest.raises(StoryError, match="已经过去"):
        demo_stories.plant(bureau, "doubled", "S02", date(2026, 10, 31), 1, None, "教官")


def test_an_alive_bureau_is_taught_with_too(tmp_path: Path) -> None:
    """What happens there of itself is planted, so that it is revealed, gone on with and put back like any other."""
    path, day = tmp_path / "alive.db", date(2026, 2, 26)
    make(path, alive_plan("small", 3, day, date(2025, 8, 1)), now=0, progress=lambda _label, _done: None)
    happening = len(demo_stories.planted_stories(path))
    assert happening == len(stored_plan_of(path).stories) > 5
    assert demo_stories.plant(path, "doubled", "S02", date(2026, 2, 28), 1, None, "教官") == happening + 1
    demo_bureau.advance_days(path, 3, lambda _label, _done: None)
    demo_stories.reveal(path, happening, "教官")
    answer = demo_stories.planted_stories(path)[happening].answer
    assert as_of(path) == date(2026, 3, 1) and answer is not None and "多出警情" in answer.done
    demo_bureau.reset(path, "教官", lambda _label, _done: None)
    assert as_of(path) == day == demo_bureau.first_day(path)
    assert demo_stories.planted_stories(path) == [demo_stories.PlantedStory(None, None)] * (happening + 1)
    assert stored_plan_of(path).alive


def test_places_are_those_where_a_story_can_happen(bureau: Path) -> None:
    stations = demo_stories.places(bureau, "gaming")
    assert list(stations) == ["S01", "S02", "S03"]
    clusters = demo_stories.places(bureau, "dispute_cluster")
    assert len(clusters) == 13 and all(name.startswith(stations[code[:3]]) for code, name in clusters.items())
    assert any("公安局" in name for name in demo_stories.places(bureau, "fraud_surge").values())
    for kind in demo_stories.kinds():
        for code in demo_stories.places(bureau, kind):
            assert demo_stories.places(bureau, kind)[code]


def test_the_trainer_touches_no_real_database(tmp_path: Path) -> None:
    real = tmp_path / "real.db"
    create_store(real, bureau="甲局", demo=False, now=0).close()
    before = real.read_bytes()
    for work in (
        lambda: demo_bureau.advance_days(real, 1, lambda _label, _done: None),
        lambda: demo_bureau.reset(real, "教官", lambda _label, _done: None),
        lambda: demo_stories.plant(real, "gaming", None, SOON, None, None, "教官"),
        lambda: demo_stories.reveal(real, 0, "教官"),
        lambda: demo_stories.planted_stories(real),
        lambda: demo_bureau.first_day(real),
        lambda: demo_lessons.key(real, lessons()["small_numbers"]),
    ):
        with pytest.raises((FillError, StoreError), match=r"[一-龥]"):
            work()
    assert real.read_bytes() == before
    assert [entry.address for entry in ENTRIES if entry.demo_only] == ["trainer"]


def test_only_the_trainer_s_work_reads_what_is_planted() -> None:
    """No page, export or command of the others can tell: they read single values about the database by their names."""
    readers: set[str] = set()
    for room in ("core", "dashboards"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text("utf-8")
            if re.search(r"[\"']demo_(stories|answers)|seed\.stories", text):
                readers.add(path.relative_to(ROOT).as_posix())
            for query in re.findall(r"FROM meta\b[^\"']*", text):
                assert "WHERE key" in query, path
    work = {"queries/demo_stories", "queries/demo_bureau", "cli/seed_command", "cli/stories_command"}
    assert readers == {f"dashboards/{name}.py" for name in work}
