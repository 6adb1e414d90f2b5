"""Long queries run in the background: nobody waits, an older result holds, a failure is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import pytest

from core.engine import Engine
from core.store.data_fingerprint import data_fingerprint
from core.store.open import open_store
from dashboards.background.kept_answers import KeptAnswers
from dashboards.background.messages import Answer, Request
from dashboards.background.process import ProcessEnded
from dashboards.background.questions import Question
from dashboards.queries.background import BackgroundQuery, PendingResult
from dashboards.queries.database import DataVersion
from tests.support.copied_store import new_store
from tests.support.polling import stays, wait_for

T = TypeVar("T")
FILE = Path("bureau.db")


@dataclass(frozen=True)
class Whatever(Question[Any]):
    """A question that only the answerer of these tests answers."""

    name: str = "what"

    def answer(self, engine: Engine) -> Any:
        raise NotImplementedError


@dataclass
class SmallAnswerer:
    """Says what a test wants it to, and takes as long as `go` is not set."""

    value: Any = None
    trouble: tuple[str, ...] = ()
    seconds: float = 0.0
    dies: bool = False
    go: Event = field(default_factory=Event)
    asked: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.go.set()

    def answer(self, request: Request) -> Answer:
        assert self.go.wait(20)
        self.asked.append(request)
        if self.dies:
            raise ProcessEnded("it ended")
        return Answer(self.value, self.trouble, self.seconds)

    def open(self) -> None:
        self.go.clear()

    def close(self) -> None:
        self.go.set()


def version_of(data_version: int, file: int = 1) -> DataVersion:
    return DataVersion(file, data_version)


def until(ask: Callable[[], PendingResult[T] | None], good: Callable[[PendingResult[T]], bool]) -> PendingResult[T]:
    result = wait_for(ask, lambda result: result is not None and good(result))
    assert result is not None
    return result


@pytest.fixture
def answerer() -> SmallAnswerer:
    return SmallAnswerer("old")


def answered(background: BackgroundQuery, version: DataVersion, value: Any) -> PendingResult[Any]:
    """Ask until there is a certain answer."""
    return until(lambda: background.ask(FILE, version, Whatever()), lambda result: result.answer == value)


def test_nobody_waits_and_it_is_worked_out_once(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer)
    answerer.go.clear()
    assert background.ask(FILE, version_of(1), Whatever()) is None
    assert background.ask(FILE, version_of(1), Whatever()) is None and background.waiting() == 1
    answerer.go.set()
    answered(background, version_of(1), "old")
    background.ask(FILE, version_of(1), Whatever())
    assert [request.question for request in answerer.asked] == [Whatever()] and background.waiting() == 0


def test_an_answer_about_older_data_stands_until_the_newer_one_is_there(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=0)
    answered(background, version_of(1), "old")
    answerer.go.clear()
    answerer.value = "new"
    for _ in range(2):
        result = background.ask(FILE, version_of(2), Whatever())
        assert result is not None and result.answer == "old" and result.seconds_behind > 0
    assert background.results() == 1
    answerer.go.set()
    newest = answered(background, version_of(2), "new")
    assert newest.seconds_behind == 0 and background.results() == 2


@dataclass(frozen=True)
class Unissued(Whatever):
    """A question whose answer no issue on paper changes."""

    heeds_issues = False


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DataVersion(1, 1), DataVersion(1, 2, rules="stricter")),
        (DataVersion(1, 1), DataVersion(1, 1, last_issue=1)),
        (DataVersion(1, 1, 1), DataVersion(1, 2, last_issue=2)),
    ],
    ids=["other rules", "an issue", "an issue and data"],
)
def test_what_other_rules_or_an_issue_may_hide_is_gone_at_once_and_worked_out_without_rest(
    answerer: SmallAnswerer, before: DataVersion, after: DataVersion
) -> None:
    background = BackgroundQuery(answerer, min_interval=1000, rest_per_second=1000)
    answerer.seconds = 100
    answered(background, before, "old")
    answerer.go.clear()
    answerer.value = "new"
    assert background.ask(FILE, after, Whatever()) is None
    answerer.go.set()
    assert answered(background, after, "new").seconds_behind == 0


def test_what_was_begun_by_other_rules_is_worked_out_again(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=1000)
    answerer.go.clear()
    assert background.ask(FILE, version_of(1), Whatever()) is None
    stricter = DataVersion(1, 2, rules="stricter")
    assert background.ask(FILE, stricter, Whatever()) is None
    answerer.go.set()
    wait_for(background.waiting, lambda waiting: not waiting)
    answerer.value = "new"
    assert background.ask(FILE, stricter, Whatever()) is None
    answered(background, stricter, "new")


def test_an_issue_leaves_what_it_changes_nothing_of(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=0)
    issued = DataVersion(1, 1, last_issue=1)
    until(lambda: background.ask(FILE, version_of(1), Unissued()), lambda result: result.answer == "old")
    assert background.ask(FILE, issued, Unissued()) == PendingResult("old") and not background.waiting()
    assert background.ask(FILE, issued._replace(rules="stricter"), Unissued()) is None


def test_where_the_process_dies_over_other_rules_it_is_tried_again_after_a_rest(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=1000)
    answered(background, version_of(1), "old")
    answerer.dies, stricter = True, DataVersion(1, 2, rules="stricter")
    result = until(lambda: background.ask(FILE, stricter, Whatever()), lambda result: result.failed)
    assert result.answer is None
    assert stays(lambda: len(answerer.asked), 2, seconds=0.1)


def test_a_failure_is_told_and_tried_again_with_the_next_data(
    answerer: SmallAnswerer, caplog: pytest.LogCaptureFixture
) -> None:
    background = BackgroundQuery(answerer, min_interval=0)
    answerer.value, answerer.trouble = None, ("signals.py:7 scan", "ArithmeticError")
    assert answered(background, version_of(1), None) == PendingResult(failed=True)
    assert "signals.py:7 scan | ArithmeticError" in caplog.text
    answerer.value, answerer.trouble = "good", ()
    answered(background, version_of(2), "good")


def test_where_the_process_dies_the_older_answer_stands_with_its_age(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=0)
    answered(background, version_of(1), "old")
    answerer.dies = True
    background.ask(FILE, version_of(2), Whatever())
    wait_for(lambda: len(answerer.asked), lambda count: count >= 2)
    result = background.ask(FILE, version_of(2), Whatever())
    assert result is not None and result.answer == "old" and not result.failed and result.seconds_behind > 0
    answerer.dies, answerer.value = False, "new"
    answered(background, version_of(2), "new")


def test_where_it_dies_over_the_first_answer_that_is_told_and_tried_again_of_the_same_data(
    answerer: SmallAnswerer,
) -> None:
    background = BackgroundQuery(answerer, min_interval=0)
    answerer.dies = True
    assert until(lambda: background.ask(FILE, version_of(1), Whatever()), lambda result: True).failed
    answerer.dies = False
    assert not answered(background, version_of(1), "old").failed


def test_a_question_over_which_it_dies_rests(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=3600)
    answerer.dies = True
    until(lambda: background.ask(FILE, version_of(1), Whatever()), lambda result: True)
    assert stays(lambda: background.ask(FILE, version_of(2), Whatever()), PendingResult[Any](failed=True))
    assert len(answerer.asked) == 1


def test_many_who_look_at_their_own_units_do_not_push_each_other_out(
    answerer: SmallAnswerer,
) -> None:
    background = BackgroundQuery(answerer)
    stations = [Whatever(f"station {number}") for number in range(300)]  # of a city, three questions each of a hundred
    for _ in range(3):
        for question in stations:
            background.ask(FILE, version_of(1), question)
        wait_for(background.waiting, lambda count: count == 0)
    assert len(answerer.asked) == len(stations)
    assert all(background.ask(FILE, version_of(1), question) for question in stations)


def test_what_is_looked_at_stays_where_others_only_pass(
    answerer: SmallAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.queries.background.MAX_RESULTS", 4)
    background = BackgroundQuery(answerer)
    for number in range(12):
        answered(background, version_of(1), "old")
        background.ask(FILE, version_of(1), Whatever(f"passing {number}"))
        wait_for(background.waiting, lambda count: count == 0)
    assert [request.question for request in answerer.asked].count(Whatever()) == 1


def test_what_waits_is_given_up_when_the_server_ends(answerer: SmallAnswerer, caplog: pytest.LogCaptureFixture) -> None:
    background = BackgroundQuery(answerer)
    with caplog.at_level(logging.WARNING), background.answering():
        for name in ("first", "second", "third"):
            background.ask(FILE, version_of(1), Whatever(name))
        assert background.waiting() == 3
    assert background.waiting() == 0 and len(answerer.asked) <= 1


def test_data_that_change_all_the_time_do_not_keep_it_at_work(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=3600)
    answered(background, version_of(1), "old")
    answerer.value = "new"
    for version in range(2, 9):
        result = background.ask(FILE, version_of(version), Whatever())
        assert result is not None and result.answer == "old"
    assert stays(lambda: background.ask(FILE, version_of(9), Whatever()), PendingResult[Any]("old"))


def test_nothing_of_another_file_of_the_same_name_stands(answerer: SmallAnswerer) -> None:
    background = BackgroundQuery(answerer, min_interval=60)
    answered(background, version_of(7), "old")
    answerer.value = "other"
    assert background.ask(FILE, version_of(7, file=2), Whatever()) is None
    answered(background, version_of(7, file=2), "other")
    assert [request.file.identity for request in answerer.asked] == [1, 2]


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def monotonic(self) -> float:
        return self.now


def test_what_takes_long_rests_by_what_it_has_cost(answerer: SmallAnswerer, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, background = Clock(), BackgroundQuery(answerer)
    monkeypatch.setattr("dashboards.queries.background.time", clock)
    answerer.seconds = 6.0  # of the processor: five minutes of rest

    def ask(version: int, name: str = "what") -> PendingResult[Any] | None:
        return background.ask(FILE, version_of(version), Whatever(name))

    def is_kept(version: int) -> bool:
        answerer.value = version + 1
        return stays(lambda: ask(version + 1), PendingResult[Any](version), seconds=0.1)

    def is_answered(version: int, name: str = "what") -> None:
        answerer.value = version
        until(lambda: ask(version, name), lambda result: result.answer == version)

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


@dataclass(frozen=True)
class Finding(Question[str]):
    """A question whose answer is kept beyond a restart."""

    is_kept = True

    def answer(self, engine: Engine) -> str:
        raise NotImplementedError


@pytest.fixture
def db(tmp_path: Path) -> Path:
    new_store(tmp_path / "bureau.db", bureau="某县公安局", demo=False, now=0).close()
    return tmp_path / "bureau.db"


def keep(db: Path, value: str) -> None:
    """As the process beside the server does, once it has worked an answer out."""
    KeptAnswers().keep(db, Finding(), data_fingerprint(db), value)


def test_after_a_restart_what_was_worked_out_of_the_same_data_is_there_at_once(
    answerer: SmallAnswerer, db: Path
) -> None:
    keep(db, "old")
    restarted = BackgroundQuery(answerer, kept=KeptAnswers())
    assert restarted.ask(db, version_of(1), Finding()) == PendingResult("old") and answerer.asked == []


def test_after_a_restart_an_answer_about_older_data_stands_with_its_age_until_the_newer_one_is_there(
    answerer: SmallAnswerer, db: Path
) -> None:
    keep(db, "old")
    store = open_store(db)
    with store.write("test", "records", "", 0):
        pass
    store.close()
    answerer.value = "new"
    answerer.go.clear()
    restarted = BackgroundQuery(answerer, min_interval=0, kept=KeptAnswers())
    result = restarted.ask(db, version_of(2), Finding())
    assert result is not None and result.answer == "old" and result.seconds_behind > 0
    answerer.go.set()
    newest = until(lambda: restarted.ask(db, version_of(2), Finding()), lambda result: result.answer == "new")
    assert newest.seconds_behind == 0 and len(answerer.asked) == 1


def test_what_comes_while_the_server_runs_is_neither_written_nor_read_by_it(
    answerer: SmallAnswerer, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its threads share one interpreter with the walls; the process beside it has one of its own."""
    background = BackgroundQuery(answerer, min_interval=0, rest_per_second=0, kept=KeptAnswers())
    until(lambda: background.ask(db, version_of(1), Finding()), lambda result: result.answer == "old")
    monkeypatch.setattr(KeptAnswers, "read", None)
    monkeypatch.setattr(KeptAnswers, "keep", None)
    answerer.value = "new"
    until(lambda: background.ask(db, version_of(2), Finding()), lambda result: result.answer == "new")
