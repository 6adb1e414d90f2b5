"""Long queries run in the background: nobody waits, an older result holds, a failure is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest

from core.engine import Engine
from dashboards.queries.background import BackgroundQuery, PendingResult
from dashboards.queries.database import DataVersion
from tests.support.polling import stays, wait_for

T = TypeVar("T")


def version_of(data_version: int, file: int = 1) -> DataVersion:
    return DataVersion(file, data_version)


def until(ask: Callable[[], PendingResult[T] | None], good: Callable[[PendingResult[T]], bool]) -> PendingResult[T]:
    result = wait_for(ask, lambda result: result is not None and good(result))
    assert result is not None
    return result


def test_nobody_waits_and_it_is_worked_out_once(demo_db: Path) -> None:
    background, go, times = BackgroundQuery(), Event(), []

    def answer(engine: Engine) -> str:
        go.wait(20)
        times.append(1)
        return engine.units.root.name

    def ask() -> PendingResult[str] | None:
        return background.ask(demo_db, version_of(1), "name", answer)

    assert ask() is None and ask() is None
    go.set()
    assert until(ask, lambda result: True).answer
    ask()
    assert times == [1]


def test_an_answer_about_older_data_stands_until_the_newer_one_is_there(demo_db: Path) -> None:
    background, go = BackgroundQuery(min_interval=0), Event()
    until(lambda: background.ask(demo_db, version_of(1), "what", lambda _: "old"), lambda result: True)

    def newer(_engine: Engine) -> str:
        go.wait(20)
        return "new"

    for _ in range(2):
        result = background.ask(demo_db, version_of(2), "what", newer)
        assert result is not None and result.answer == "old" and result.seconds_behind > 0
    assert background.results() == 1
    go.set()
    newest = until(lambda: background.ask(demo_db, version_of(2), "what", newer), lambda result: result.answer == "new")
    assert newest.seconds_behind == 0 and background.results() == 2


def test_a_failure_is_told_and_tried_again_with_the_next_data(demo_db: Path) -> None:
    background = BackgroundQuery(min_interval=0)

    def broken(_engine: Engine) -> str:
        raise ArithmeticError

    failed = until(lambda: background.ask(demo_db, version_of(1), "what", broken), lambda result: True)
    assert failed == PendingResult(failed=True)
    until(
        lambda: background.ask(demo_db, version_of(2), "what", lambda _: "good"), lambda result: result.answer == "good"
    )


def test_data_that_change_all_the_time_do_not_keep_it_at_work(demo_db: Path) -> None:
    background = BackgroundQuery(min_interval=3600)
    until(lambda: background.ask(demo_db, version_of(1), "what", lambda _: 1), lambda result: True)
    for version in range(2, 9):
        result = background.ask(demo_db, version_of(version), "what", lambda _: 2)
        assert result is not None and result.answer == 1
    first: PendingResult[int] | None = PendingResult(1)
    assert stays(lambda: background.ask(demo_db, version_of(9), "what", lambda _: 2), first)


def test_nothing_of_another_file_of_the_same_name_stands(demo_db: Path) -> None:
    background = BackgroundQuery(min_interval=60)
    until(lambda: background.ask(demo_db, version_of(7), "what", lambda _: "one"), lambda result: True)
    assert background.ask(demo_db, version_of(7, file=2), "what", lambda _: "other") is None
    result = until(
        lambda: background.ask(demo_db, version_of(7, file=2), "what", lambda _: "other"), lambda result: True
    )
    assert result.answer == "other"


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now, self.used = 1_000_000.0, 0.0

    def monotonic(self) -> float:
        return self.now

    def thread_time(self) -> float:
        return self.used


def test_what_takes_long_rests_by_what_it_has_cost(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, background = Clock(), BackgroundQuery()
    monkeypatch.setattr("dashboards.queries.background.time", clock)

    def ask(version: int, question: str = "what") -> PendingResult[int] | None:
        def take_a_while(_engine: Engine) -> int:
            clock.used += 0.3  # seconds of the processor: five minutes of rest
            return version

        return background.ask(demo_db, version_of(version), question, take_a_while)

    def is_kept(version: int) -> bool:
        kept: PendingResult[int] | None = PendingResult(version)
        return stays(lambda: ask(version + 1), kept, seconds=0.1)

    def is_answered(version: int, question: str = "what") -> None:
        until(lambda: ask(version, question), lambda result: result.answer == version)

    is_answered(1)
    clock.now += 60  # the first time was free
    is_answered(2)
    clock.now += 239  # the second costs five minutes, of which one lay before
    assert is_kept(2)
    is_answered(3, "another question")
    clock.now += 1
    is_answered(3)

    clock.now += 7200  # of two quiet hours half an hour is saved
    for version in range(4, 12):
        is_answered(version)
        clock.now += 60
    assert is_kept(11)
