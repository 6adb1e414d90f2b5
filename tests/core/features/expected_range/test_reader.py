"""Ranges of a database: counts as the records have them, the day so far, and reasons where nothing can be said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.expected_range import reader
from core.features.expected_range.types import CountRange, DayKind, NoRange, RangeState
from core.store.open import open_store
from core.store.records import apply_records
from core.store.trail import trail_transaction
from core.time.days import SECONDS_PER_DAY, day_number, first_second

pytestmark = pytest.mark.slow

AS_OF = date(2026, 10, 31)
NEXT = AS_OF + timedelta(days=1)


@pytest.fixture
def engine(demo_db: Path) -> Iterator[Engine]:
    with closing(open_store(demo_db, read_only=True)) as store:
        yield Engine(store)


def records_between(engine: Engine, first: date, last: date) -> int:
    days = first_second(day_number(first)), first_second(day_number(last) + 1)
    query = "SELECT count(*) FROM fact_alert WHERE class <> 'invalid' AND occurred_at >= ? AND occurred_at < ?"
    return int(engine.store.conn.execute(query, days).fetchone()[0])


@pytest.mark.parametrize("back", [0, 1, 17, 40, 61, 200])
def test_a_count_is_that_of_the_records(engine: Engine, back: int) -> None:
    day = AS_OF - timedelta(days=back)
    answer = engine.expected_range("alerts_valid", None, day)
    assert answer.day == answer.first_day == day and answer.value == records_between(engine, day, day)
    week = engine.expected_range("alerts_valid", None, day, "week")
    assert week.value == records_between(engine, day - timedelta(days=6), day)
    assert week.range is not None and answer.range is not None and week.range.mid > answer.range.mid


def test_the_past_is_not_judged_by_what_came_after(demo_db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    day = date(2026, 9, 15)
    with closing(open_store(path, now=0)) as store:
        before = Engine(store).expected_range("alerts_valid", None, day)
        with trail_transaction(store.conn, actor="test", action="import", detail="alerts", now=0):
            store.conn.execute("DELETE FROM cube_day WHERE day > ?", [day_number(day)])
        with closing(open_store(path, read_only=True)) as again:
            assert Engine(again).expected_range("alerts_valid", None, day) == before


def test_without_a_day_it_is_the_last_that_is_covered(engine: Engine) -> None:
    assert engine.expected_range("alerts_valid").day == AS_OF
    ahead = engine.expected_range("alerts_valid", None, NEXT)
    assert ahead.value is None and ahead.range is not None and ahead.reason == NoRange.NOT_COVERED


@pytest.mark.parametrize(
    ("kpi", "unit", "day", "reason"),
    [
        ("invalid_share", None, None, NoRange.NOT_A_COUNT),
        ("fines_yuan", None, None, NoRange.NOT_A_COUNT),
        ("sweeps_archived", None, None, NoRange.NOT_A_COUNT),
        ("supervision_notices", None, None, NoRange.NO_DAYS),
        ("alerts_valid", None, date(2024, 2, 1), NoRange.SHORT_HISTORY),
        ("alerts_valid", None, date(2024, 10, 2), NoRange.NO_LIKE_DAYS),
        ("alerts_valid", None, NEXT + timedelta(days=3), NoRange.NOT_COVERED),
        ("bathhouses_suspended", None, None, NoRange.TOO_RARE),
    ],
)
def test_nothing_is_said_where_nothing_can_be_said(
    engine: Engine, kpi: str, unit: str | None, day: date | None, reason: NoRange
) -> None:
    answer = engine.expected_range(kpi, unit, day)
    assert answer.range is None and answer.state is None and answer.reason == reason


def test_communities_and_small_numbers_have_no_range(engine: Engine) -> None:
    community = next(unit for unit in engine.units.units.values() if unit.kind == "community")
    assert engine.expected_range("alerts_valid", community.id).reason == NoRange.NO_DAYS


def test_a_festival_is_compared_with_its_own_days(engine: Engine) -> None:
    answer = engine.expected_range("alerts_valid", None, date(2026, 10, 3))
    assert answer.kind is DayKind.HOLIDAY and answer.range is not None and answer.seasonal


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (7, RangeState.BELOW),
        (8, RangeState.WITHIN),
        (20, RangeState.WITHIN),
        (21, RangeState.ABOVE),
        (25, RangeState.FAR_ABOVE),
    ],
)
def test_both_ends_are_within(value: int, state: RangeState) -> None:
    assert CountRange(8, 14.0, 20, 25).state(value) is state


class DayInProgress:
    """A copy of the demo whose next day is under way: the records of the same day a week before, times `copies`."""

    def __init__(self, demo_db: Path, folder: Path) -> None:
        self.path = Path(shutil.copy(demo_db, folder / "today.db"))

    def write(self, until_hour: int, copies: int = 1, days_ahead: int = 8, recorded_late: bool = False) -> int:
        """Write what came in up to the hour, and ten minutes more; return how many valid ones came before it."""
        with closing(open_store(self.path, now=0)) as store:
            columns = list(store.catalogue.facts["alert"].columns)
            day, shift = day_number(AS_OF) - 7, days_ahead * SECONDS_PER_DAY
            rows = store.conn.execute(
                f"SELECT {', '.join(columns)} FROM fact_alert WHERE when_day BETWEEN ? AND ?", [day - 30, day]
            ).fetchall()
            end = first_second(day_number(NEXT)) + until_hour * 3600
            written, counted = [], 0
            for number, row in enumerate(rows):
                values = dict(zip(columns, row, strict=True))
                at = first_second(day_number(NEXT)) + (values["occurred_at"] + 28800) % SECONDS_PER_DAY
                if at >= end:
                    continue
                known = end + 3600 if recorded_late else at
                at += shift - 8 * SECONDS_PER_DAY
                times = {"occurred_at": at, "outcome_at": None, "recorded_at": known, "response_seconds": None}
                for copy in range(copies):
                    new = values | times | {"id": f"N{number}-{copy}", "dispute": None, "officer": None}
                    written.append(tuple(new[column] for column in columns))
                    counted += values["class"] != "invalid"
            marker = dict(zip(columns, rows[0], strict=True)) | {"id": "N", "class": "invalid", "dispute": None}
            marker |= {"occurred_at": end + 600 + shift - 8 * SECONDS_PER_DAY, "outcome_at": None, "recorded_at": None}
            written.append(tuple(marker[column] for column in columns))
            with trail_transaction(store.conn, actor="test", action="import", detail="alerts", now=0):
                apply_records(store, "alert", written)
            return counted

    def ask(self) -> tuple[int | None, int | None, RangeState | None, str | None]:
        with closing(open_store(self.path, read_only=True)) as store:
            answer = Engine(store).expected_so_far("alerts_valid")
            return answer.value, answer.hour, answer.state, answer.reason


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo is small: let a word be said of less than one record expected."""
    monkeypatch.setattr(reader, "FEWEST_SO_FAR", 0.5)


@pytest.fixture
def day_in_progress(demo_db: Path, tmp_path: Path) -> DayInProgress:
    return DayInProgress(demo_db, tmp_path)


def test_before_its_first_record_a_day_is_not_begun(engine: Engine) -> None:
    assert engine.expected_so_far("alerts_valid").reason == NoRange.NOT_BEGUN


@pytest.mark.usefixtures("few_are_enough")
def test_thirty_days_in_one_are_far_more_than_usual(day_in_progress: DayInProgress) -> None:
    counted = day_in_progress.write(until_hour=22)
    value, hour, state, reason = day_in_progress.ask()
    assert (value, hour, reason) == (counted, 22, None)
    assert state is RangeState.FAR_ABOVE


@pytest.mark.usefixtures("few_are_enough")
def test_what_is_entered_after_the_hour_does_not_count(day_in_progress: DayInProgress) -> None:
    day_in_progress.write(until_hour=22, recorded_late=True)
    value, hour, state, _ = day_in_progress.ask()
    assert (value, hour) == (0, 22) and state is RangeState.WITHIN  # none at all is usual where one is expected


def test_early_in_the_day_a_small_bureau_has_too_few(day_in_progress: DayInProgress) -> None:
    day_in_progress.write(until_hour=3)
    assert day_in_progress.ask() == (None, None, None, NoRange.TOO_FEW)


def test_a_day_with_later_records_is_no_day_in_progress(day_in_progress: DayInProgress) -> None:
    day_in_progress.write(until_hour=22, days_ahead=9)
    assert day_in_progress.ask()[-1] == NoRange.NOT_BEGUN
