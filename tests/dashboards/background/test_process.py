"""The process beside the server answers, may die, is started again, and never outlives the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import copyfile
from threading import Thread
from typing import Any

import pytest

from core.access.roles import Role
from core.access.viewer import Scope
from core.child_environment import ROOT
from core.engine import Engine
from core.store.open import open_store
from dashboards.background import process as module
from dashboards.background.messages import Answer, Request
from dashboards.background.process import BackgroundProcess, ProcessEnded, ServerEnds, database_file
from dashboards.background.questions import Question, UsualMonths
from tests.support.background_questions import (
    Broken,
    BureauName,
    Death,
    Forever,
    NoPlainData,
    Priority,
    ProcessId,
    TrailLine,
)
from tests.support.living_process import is_there
from tests.support.polling import wait_for

pytestmark = pytest.mark.slow  # as a whole: each test starts and ends a process


def asked(process: BackgroundProcess, path: Path, question: Question[Any], identity: int = 1) -> Answer:
    return process.answer(Request(database_file(path, identity), question))


@pytest.fixture
def own_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[BackgroundProcess]:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    process = BackgroundProcess()
    yield process
    process.close()


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    engine = Engine(open_store(demo_db, read_only=True))
    yield engine
    engine.close()


def test_it_answers_just_as_the_engine_does(process: BackgroundProcess, demo_db: Path, engine: Engine) -> None:
    scope = Scope(Role.CHIEF, engine.units.root.id)
    question = UsualMonths(scope, tuple(engine.catalogue.board), scope.unit)
    answer = asked(process, demo_db, question)
    assert (answer.value, answer.trouble) == (question.answer(engine), ()) and answer.seconds > 0
    assert asked(process, demo_db, ProcessId()).value == process.process_id != os.getpid()


def test_it_gives_way_to_the_server(process: BackgroundProcess, demo_db: Path) -> None:
    assert asked(process, demo_db, Priority()).value > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_scope_bounds_what_it_answers(process: BackgroundProcess, demo_db: Path, engine: Engine) -> None:
    first, second = engine.units.of_kind("station")[:2]
    kpis = tuple(engine.catalogue.board)
    own = asked(process, demo_db, UsualMonths(Scope(Role.STATION, first.id), kpis, first.id))
    assert own.value and not own.trouble
    foreign = asked(process, demo_db, UsualMonths(Scope(Role.STATION, first.id), kpis, second.id))
    assert foreign.value is None and foreign.trouble[-1].startswith("AccessRefused")


def test_what_would_leave_a_line_in_the_trail_is_refused(process: BackgroundProcess, demo_db: Path) -> None:
    assert asked(process, demo_db, TrailLine()).trouble[-1] == "AccessRefused"


def test_an_error_is_told_without_its_words_and_the_next_question_is_answered(
    process: BackgroundProcess, demo_db: Path
) -> None:
    broken = asked(process, demo_db, Broken())
    assert broken.value is None and broken.trouble[-1] == "ArithmeticError" and "张三" not in str(broken)
    assert asked(process, demo_db, NoPlainData()).trouble
    assert asked(process, demo_db, BureauName()).value


def test_another_file_of_the_same_name_is_opened_anew(
    process: BackgroundProcess, demo_db: Path, small_board: Path, tmp_path: Path
) -> None:
    shown = tmp_path / "shown.db"
    copyfile(demo_db, shown)
    before = asked(process, shown, BureauName()).value
    copyfile(small_board, tmp_path / "newer.db")
    os.replace(tmp_path / "newer.db", shown)
    after = asked(process, shown, BureauName()).value  # seen by the process itself, before the server has noticed
    assert before != after == asked(process, shown, BureauName(), identity=2).value


def test_after_its_death_another_is_started_and_that_ends_with_the_server(
    own_process: BackgroundProcess, demo_db: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = asked(own_process, demo_db, ProcessId()).value
    assert not own_process.is_down
    with pytest.raises(ProcessEnded):
        asked(own_process, demo_db, Death())
    assert own_process.is_down and own_process.process_id is None
    assert "the background process ended" in caplog.text
    caplog.clear()

    ended: list[ProcessEnded] = []

    def ask() -> None:
        try:
            asked(own_process, demo_db, Forever(tmp_path / "begun"))
        except ProcessEnded as error:
            ended.append(error)

    asking = Thread(target=ask)
    asking.start()
    second = _begun(tmp_path)
    own_process.close()
    asking.join()
    assert isinstance(ended[0], ServerEnds) and second != first and not is_there(second)
    with pytest.raises(ServerEnds):
        asked(own_process, demo_db, ProcessId())
    assert caplog.text == ""


def test_after_many_answers_it_makes_room_for_another(
    own_process: BackgroundProcess, demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MODULE", "tests.support.short_lived_background")
    own_process.close()
    own_process.open()  # a server that begins again
    answer = asked(own_process, demo_db, ProcessId())
    assert answer.is_last and not is_there(answer.value)
    assert own_process.process_id is None and not own_process.is_down


def test_one_that_hangs_is_killed(demo_db: Path, tmp_path: Path) -> None:
    process = BackgroundProcess(longest_answer=3.0)
    try:
        with pytest.raises(ProcessEnded):
            asked(process, demo_db, Forever(tmp_path / "begun"))
        assert process.is_down
    finally:
        process.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process cannot be stopped here")
def test_one_that_stands_still_does_not_keep_the_server_from_ending(
    own_process: BackgroundProcess, demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "END_SECONDS", 0.2)
    ended: list[Exception] = []

    def ask() -> None:
        try:
            asked(own_process, demo_db, Forever(tmp_path / "begun"))
        except ProcessEnded as error:
            ended.append(error)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    pid = _begun(tmp_path)
    os.kill(pid, signal.SIGSTOP)
    closing = Thread(target=own_process.close, daemon=True)
    closing.start()
    closing.join(20.0)
    has_ended = not closing.is_alive()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    asking.join()
    assert has_ended and isinstance(ended[0], ServerEnds)


def test_one_that_cannot_start_is_tried_again_after_longer_and_longer_pauses(
    own_process: BackgroundProcess, demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(module, "MODULE", "tests.support.no_such_module")
    monkeypatch.setattr(module, "PAUSE", 1.0)
    monkeypatch.setattr(own_process._is_closed, "wait", pauses.append)
    for _ in range(3):
        with pytest.raises(ProcessEnded):
            asked(own_process, demo_db, ProcessId())
    assert pauses == [0.0, 1.0, 2.0] and own_process.is_down


def test_one_that_the_system_does_not_start_is_down(
    own_process: BackgroundProcess, demo_db: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(ProcessEnded):
        asked(own_process, demo_db, ProcessId())
    assert own_process.is_down and "cannot be started" in caplog.text


def _begun(folder: Path) -> int:
    """Return the process that has begun with a question, once it has."""
    wait_for((folder / "begun").exists, bool)
    return int(wait_for((folder / "begun").read_text, bool))


_SERVER = """
import sys
from pathlib import Path
from dashboards.background.messages import Request
from dashboards.background.process import BackgroundProcess, database_file
from tests.support.background_questions import Forever
BackgroundProcess().answer(Request(database_file(Path(sys.argv[1]), 1), Forever(Path(sys.argv[2]))))
"""


def test_it_ends_with_the_server_however_that_ends(demo_db: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", _SERVER, str(demo_db), str(tmp_path / "begun")]
    with subprocess.Popen(words, cwd=ROOT) as server:
        try:
            pid = _begun(tmp_path)
            assert is_there(pid)
        finally:
            server.kill()
    wait_for(lambda: is_there(pid), lambda is_alive: not is_alive)
