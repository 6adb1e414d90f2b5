"""The trainer's work: time that runs by itself, stories and their answers, and nothing of it in a real database."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from core.store.sqlite import StoreError
from core.store.store import create_store, open_store
from dashboards.queries import lessons, maker
from dashboards.queries.runner import LIVE, Run, Runs, State, Told
from dashboards.registry import ENTRIES
from seed.fill import FillError, stored_plan
from seed.stories.story import KINDS, StoryError
from tests.support.paths import ROOT

SOON = date(2026, 11, 9)
ENOUGH = 90.0  # seconds to wait for what comes at once on an idle machine


@pytest.fixture
def bureau(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "own.db"))


@pytest.fixture
def runs() -> Iterator[Callable[..., Run]]:
    """Starts runs, and ends them afterwards."""
    started: list[Run] = []

    def start(file: Path, seconds: float = 0.0, days: int = 400) -> Run:
        started.append(Run(file, seconds, days))
        return started[-1]

    yield start
    for run in started:
        run.stop()


def until(run: Run, test: Callable[[Told], bool]) -> Told:
    """Waits for a run to stand in some way."""
    end = time.monotonic() + ENOUGH
    while not test(run.told):
        assert time.monotonic() < end, run.told
        time.sleep(0.02)
    return run.told


def as_of(file: Path) -> date:
    store = open_store(file, read_only=True)
    found = stored_plan(store).as_of
    store.close()
    return found


# --- time that runs by itself -----------------------------------------------------------------------------


def test_time_runs_so_many_days_and_stands(bureau: Path, runs: Callable[..., Run]) -> None:
    told = until(runs(bureau, days=3), lambda told: told.state not in LIVE)
    assert told == Told(State.ARRIVED, 0.0, 0, "2026-11-03")
    assert as_of(bureau) == date(2026, 11, 3)


def test_time_pauses_goes_on_and_is_stopped(bureau: Path, runs: Callable[..., Run]) -> None:
    run = runs(bureau)
    until(run, lambda told: told.left < 398)
    run.pause()
    with maker.alone():  # the day at hand is over
        stands = run.told
    assert stands.state is State.PAUSED and as_of(bureau) == date.fromisoformat(stands.as_of)
    time.sleep(0.5)
    assert run.told == stands
    run.go_on()
    until(run, lambda told: told.left < stands.left)
    run.stop()
    stopped = run.told
    assert stopped.state is State.STOPPED and as_of(bureau) == date.fromisoformat(stopped.as_of)
    run.go_on()
    assert run.told == stopped


def test_a_long_wait_for_the_next_day_is_ended_at_once(bureau: Path, runs: Callable[..., Run]) -> None:
    run = runs(bureau, seconds=3600.0)
    until(run, lambda told: told.left < 400)
    run.stop()
    assert run.told.state is State.STOPPED and run.told.left == 399


def test_what_stops_time_is_told(tmp_path: Path, runs: Callable[..., Run]) -> None:
    real = tmp_path / "real.db"
    create_store(real, bureau="甲局", demo=False, now=0).close()
    before = real.read_bytes()
    told = until(runs(real), lambda told: told.state not in LIVE)
    assert told.state is State.BROKEN and "演示库" in told.reason
    assert real.read_bytes() == before
    told = until(runs(tmp_path / "none.db"), lambda told: told.state not in LIVE)
    assert told.state is State.BROKEN and told.reason


def test_there_is_one_run_a_database(bureau: Path) -> None:
    known = Runs()
    known.start(bureau, 3600.0, 5)
    with pytest.raises(maker.Busy):
        known.start(bureau, 1.0, 5)
    first = known.of(bureau)
    known.end(bureau)
    assert known.of(bureau) is None and first is not None and first.told.state is State.STOPPED
    known.start(bureau, 3600.0, 5)
    known.end(bureau)


def test_others_generate_while_time_waits_for_the_next_day(bureau: Path, runs: Callable[..., Run]) -> None:
    run = runs(bureau, seconds=3600.0)
    reached = date.fromisoformat(until(run, lambda told: told.left < 400).as_of)
    maker.run_on(bureau, 3, lambda _what, _done: None)
    assert (as_of(bureau) - reached).days == 3
    lessons.plant(bureau, "fraud_surge", None, SOON, None, None, "教官")


# --- stories and their answers ----------------------------------------------------------------------------


def test_an_answer_is_not_there_before_it_is_shown(bureau: Path) -> None:
    assert lessons.lines(bureau) == []
    assert lessons.plant(bureau, "doubled", "S02", SOON, 2, None, "教官") == 1
    assert lessons.plant(bureau, "dispute_cluster", None, SOON, None, None, "教官") == 2
    assert lessons.lines(bureau) == [lessons.Line(None, None, None)] * 2
    lessons.show(bureau, 0, "教官")
    first, second = lessons.lines(bureau)
    assert first.title == KINDS["doubled"].zh and first.answer and str(first.answer["since"]).startswith("2026-11-09")
    assert second == lessons.Line(None, None, None)
    assert lessons.lines(bureau, count=False)[0].answer == first.answer | {"done": ""}
    with pytest.raises(StoryError, match="已经过去"):
        lessons.plant(bureau, "doubled", "S02", date(2026, 10, 31), 1, None, "教官")


def test_places_are_those_where_a_story_can_happen(bureau: Path) -> None:
    stations = lessons.places(bureau, "gaming")
    assert list(stations) == ["S01", "S02", "S03"]
    clusters = lessons.places(bureau, "dispute_cluster")
    assert len(clusters) == 13 and all(name.startswith(stations[code[:3]]) for code, name in clusters.items())
    assert any("公安局" in name for name in lessons.places(bureau, "fraud_surge").values())
    for kind in lessons.offers():
        for code in lessons.places(bureau, kind):
            assert lessons.places(bureau, kind)[code]


def test_the_trainer_touches_no_real_database(tmp_path: Path) -> None:
    real = tmp_path / "real.db"
    create_store(real, bureau="甲局", demo=False, now=0).close()
    before = real.read_bytes()
    for work in (
        lambda: maker.run_on(real, 1, lambda _what, _done: None),
        lambda: maker.reset(real, "教官", lambda _what, _done: None),
        lambda: lessons.plant(real, "gaming", None, SOON, None, None, "教官"),
        lambda: lessons.show(real, 0, "教官"),
        lambda: lessons.lines(real),
        lambda: maker.first_day(real),
    ):
        with pytest.raises((FillError, StoreError), match=r"[一-龥]"):
            work()
    assert real.read_bytes() == before
    assert [one.address for one in ENTRIES if one.demo_only] == ["trainer"]


def test_only_the_trainer_s_work_reads_what_is_planted() -> None:
    """No page, export or command of the others can tell: they read single values about the database by their names."""
    named: set[str] = set()
    for room in ("core", "dashboards"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text("utf-8")
            if re.search(r"demo_stories|demo_answers|seed\.stories", text):
                named.add(path.relative_to(ROOT).as_posix())
            for asked in re.findall(r"FROM meta\b[^\"']*", text):
                assert "WHERE key" in asked, path
    work = {"queries/lessons", "queries/maker", "cli/seed_command", "cli/stories_command"}
    assert named == {f"dashboards/{name}.py" for name in work}
