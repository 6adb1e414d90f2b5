"""Verdicts that stood stay until their evidence is gone, whoever looked when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.writer import copy_database
from core.board import board as board_module
from core.engine import Engine
from core.intake.unit_history.change import write_unit_change
from core.intake.unit_history.plans import plan_merge
from core.judgement import multiple_testing
from core.judgement.inertia import HOLD_TIMES, KEPT_REASON, LOOK_BACK_DAYS, MAX_ALPHA, day_before, hold_alpha
from core.metrics.reporting_period import resolve_period
from core.metrics.types import ChangeKind, Judgement, Verdict
from core.store.catalogue_tables import table_of
from core.store.open import open_store
from core.store.records import apply_records, delete_records
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number, day_of_time, to_date
from core.time.reporting_calendar import CALENDAR
from tests.support.demo import DEMO_AS_OF

DAY = date(2026, 10, 20)
Key = tuple[str, int, ChangeKind]
LAST = day_number(date.fromisoformat(DEMO_AS_OF))
DAYS, MOST_MORE = 60, 1.2
DAY_SECONDS = 86_400


@pytest.mark.parametrize("text", ["last7", "last30", "mtd", "qtd", "ytd", "2026-10", "2026Q4", "2026", "2026-W43"])
def test_the_day_before_is_the_same_period_as_it_was_then(text: str) -> None:
    assert day_before(resolve_period(text, DAY, CALENDAR)) == resolve_period(text, DAY - timedelta(days=1), CALENDAR)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-09", DAY), ("mtd", date(2026, 10, 1)), ("ytd", date(2026, 1, 1)), ("2026-10-20", DAY)],
)
def test_what_is_over_or_began_today_has_no_day_before(text: str, day: date) -> None:
    assert day_before(resolve_period(text, day, CALENDAR)) is None


def test_a_verdict_leaves_at_ten_times_the_alpha_of_entering() -> None:
    assert hold_alpha(0.02) == pytest.approx(HOLD_TIMES * 0.02) and hold_alpha(0.2) == MAX_ALPHA


@pytest.fixture(scope="module")
def risen_db(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo bureau with more and more alerts for a while, and fewer again."""
    path = copy_database(demo_db, tmp_path_factory.mktemp("risen") / "risen.db")
    with closing(open_store(path)) as store:
        columns = list(store.catalogue.facts["alert"].columns)
        number = columns.index("id")
        rows = []
        for back in range(DAYS):
            more = MOST_MORE * (1 - abs(back - DAYS / 2) / (DAYS / 2))  # of each alert of the day
            alerts = store.conn.execute(
                f"SELECT {', '.join(columns)} FROM {table_of('alert')} WHERE when_day = ?", [LAST - back]
            ).fetchall()
            for index, row in enumerate(alerts):
                times = int(more * (index + 1)) - int(more * index)
                rows += [(*row[:number], f"{row[number]}-{time}", *row[number + 1 :]) for time in range(times)]
        with store.write("test", "records", "alert", 0):
            apply_records(store, "alert", rows)
    return path


@pytest.fixture
def engine(risen_db: Path) -> Iterator[Engine]:
    with closing(open_store(risen_db, read_only=True)) as store:
        yield Engine(store)


def judged(engine: Engine, period: str, day: date) -> dict[Key, Judgement]:
    """The judgements of the bureau's tiles."""
    return dict(engine.board(None, period, day, months=0, units=[]).judgements)


def firm(judgements: dict[Key, Judgement]) -> dict[Key, Verdict]:
    return {key: one.verdict for key, one in judgements.items() if one.verdict.is_firm}


@pytest.mark.slow
@pytest.mark.parametrize("period", ["last7", "mtd"])
def test_it_is_what_an_obvious_reading_day_by_day_gives(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, period: str
) -> None:
    days = [to_date(LAST - back) for back in reversed(range(DAYS))]
    alpha = multiple_testing.ALPHA_RUNNING
    monkeypatch.setattr(board_module, "LOOK_BACK_DAYS", 0)
    stands = [firm(judged(engine, period, day)) for day in days]
    monkeypatch.setattr(multiple_testing, "ALPHA_RUNNING", hold_alpha(alpha))
    holds = [firm(judged(engine, period, day)) for day in days]
    monkeypatch.setattr(multiple_testing, "ALPHA_RUNNING", alpha)
    monkeypatch.setattr(board_module, "LOOK_BACK_DAYS", LOOK_BACK_DAYS)
    kept = 0

    def told(index: int, key: Key, back: int) -> Verdict | None:
        if key in stands[index] or index == 0 or not back or key not in holds[index]:
            return stands[index].get(key)
        if period == "mtd" and days[index].month != days[index - 1].month:
            return None
        return holds[index][key] if told(index - 1, key, back - 1) is holds[index][key] else None

    for index in range(LOOK_BACK_DAYS, DAYS):
        judgements = judged(engine, period, days[index])
        expected = {key: verdict for key in judgements if (verdict := told(index, key, LOOK_BACK_DAYS)) is not None}
        assert firm(judgements) == expected
        is_kept = {key for key, one in judgements.items() if one.reason == KEPT_REASON}
        assert is_kept == expected.keys() - stands[index].keys()
        kept += len(is_kept)
    assert kept


@pytest.mark.slow
def test_what_was_looked_at_before_changes_nothing(risen_db: Path) -> None:
    days = [to_date(LAST - back) for back in range(10, 25)]
    answers = []
    for order in (days, days[::-1]):
        with closing(open_store(risen_db, read_only=True)) as store:
            engine = Engine(store)
            answers.append({day: judged(engine, "last7", day) for day in order})
    assert answers[0] == answers[1]


@pytest.mark.slow
def test_stations_have_none(engine: Engine) -> None:
    for back in range(0, DAYS, 2):
        board = engine.board(None, "last7", to_date(LAST - back), months=0)
        root = board.units[0].id
        assert KEPT_REASON not in {one.reason for key, one in board.judgements.items() if key[1] != root}


ADDED = {"new": 0, "late": 1}  # by step, how many days before the board's
ALERT_STEPS = (*ADDED, "of another class", "moved a day back", "taken out")


def change_alerts(store: Store, step: str, day: int) -> None:
    """Change some alerts of a day, or of the day before it, as data come in."""
    columns = list(store.catalogue.facts["alert"].columns)
    number, kind, *times = map(columns.index, ("id", "class", "occurred_at", "outcome_at", "recorded_at"))
    is_added = step in ADDED
    newest = "id LIKE '%-late'" if not is_added else "class <> 'invalid'"
    rows = store.conn.execute(
        f"SELECT {', '.join(columns)} FROM {table_of('alert')} WHERE {newest} AND when_day <= ? "
        "ORDER BY when_day DESC, id LIMIT 8",
        [day],
    ).fetchall()

    def changed(row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells, days = list(row), -1 if step == "moved a day back" else 0
        if is_added:
            cells[number] += f"-{step}"
            days = day - ADDED[step] - day_of_time(cells[times[0]])
        elif step == "of another class":
            cells[kind] = "criminal"
        for time in times:
            cells[time] = None if cells[time] is None else cells[time] + days * DAY_SECONDS
        return tuple(cells)

    with store.write("test", "records", "alert", 0):
        if step == "taken out":
            delete_records(store, "alert", [row[number] for row in rows])
        else:
            apply_records(store, "alert", [changed(row) for row in rows])


def said(engine: Engine, period: str, day: date) -> tuple[dict[Key, Judgement], dict[Key, Judgement]]:
    """What a board says of the bureau's changes, and of the stations that have become worse."""
    board = engine.board(None, period, day, months=0)
    focus = board.units[0].id
    judgements = {key: board.judgements[key] for key in board.judgements if key[1] == focus}
    return judgements, dict(board.deteriorations)


@pytest.mark.slow
@pytest.mark.parametrize("period", ["last7", "mtd"])
def test_what_is_kept_between_versions_is_what_is_found_anew(
    risen_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, period: str
) -> None:
    copy = copy_database(risen_db, tmp_path / "copy.db")
    with closing(open_store(copy)) as store:
        engine, days = Engine(store), [to_date(LAST - back) for back in range(10, DAYS)]
        day = next(day for day in days if KEPT_REASON in {one.reason for one in said(engine, period, day)[0].values()})
        answers = [said(engine, period, day)]
        for step in ALERT_STEPS:
            change_alerts(store, step, day_number(day))
            answers.append(said(engine, period, day))
            assert answers[-1] == said(Engine(store), period, day), step
        leaving, going_on, *_ = unit_tree(store).of_kind("station")
        merged = plan_merge(unit_tree(store), [leaving.code], going_on.code, None, LAST - DAYS)
        monkeypatch.setattr(Store, "demo", False)  # a demonstration's own units stay as they are
        write_unit_change(store, merged, actor="test", now=LAST * DAY_SECONDS)
        answers.append(said(engine, period, day))
        assert answers[-1] == said(Engine(store), period, day)
        assert sum(before != after for before, after in pairwise(answers)) > len(ADDED)  # the steps are some
