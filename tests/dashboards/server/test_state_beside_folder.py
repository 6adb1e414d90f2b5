"""A state file beside a folder of published boards: the board is followed, what is written stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.board_folder.publish import PublishOrder, publish_board
from core.engine import Engine
from core.store.data_fingerprint import data_fingerprint
from core.store.raw_connection import WRITE, raw_connect
from core.store.state import state_file
from dashboards.auth import current_user
from dashboards.background.kept_answers import KeptAnswers
from dashboards.background.messages import Answer, Request
from dashboards.background.process import BackgroundProcess, database_file
from dashboards.background.questions import Question
from dashboards.cli.command import cli
from dashboards.queries import boards, database
from dashboards.queries.background import BackgroundQuery, PendingResult
from dashboards.server import shown_database
from dashboards.server.board_follower import BoardFollower
from dashboards.settings import DB_VARIABLE
from tests.support.background_questions import AlertCount
from tests.support.open_databases import open_none
from tests.support.polling import wait_for

NOW = 1_790_000_000
KPI = "alerts_valid"


@pytest.fixture
def folder(versions: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that shows the first version, behind the state file that is served."""
    folder, state = tmp_path / "published", tmp_path / "state.db"
    publish(versions[0], folder)
    monkeypatch.setattr(state_file, "_resolvers", [])
    made = CliRunner().invoke(cli, ["state", "create", "--out", str(state), "--board", str(folder)])
    assert made.exit_code == 0, made.output
    monkeypatch.setenv(DB_VARIABLE, str(state))
    open_none(monkeypatch)
    yield folder
    follower().wait()


def publish(file: Path, folder: Path) -> None:
    publish_board(file, PublishOrder(folder, keep=2, older=True), by="test", now=NOW)


def follower() -> BoardFollower:
    found = shown_database._follower(shown_database._path(os.environ[DB_VARIABLE]))
    assert found is not None
    return found


def count() -> int:
    """Return the count of alerts as a query of a page has it, once what was published is taken up."""
    shown_database.served_path()
    shown_database.current_database()
    follower().wait()
    with current_user.impersonate(current_user.local_viewer()):
        figure = boards.board("ytd", (KPI,)).figures[KPI, 1]
    assert figure.numerator is not None
    return figure.numerator


def test_the_newest_board_is_shown_and_what_is_written_goes_into_the_state(versions: list[Path], folder: Path) -> None:
    first = count()
    with shown_database.pinned_board():
        pinned = shown_database.current_database().identity
        publish(versions[1], folder)
        follower().file()
        follower().wait()
        assert shown_database.current_database().identity == pinned  # a drawing ends with the board it began with
    assert count() * 10 == first * 11
    assert shown_database.served_path().name == "state.db"
    assert shown_database.board_trouble() == ""


@pytest.mark.slow
def test_what_is_worked_out_beside_the_server_is_of_the_board_that_is_shown(versions: list[Path], folder: Path) -> None:
    process, state = BackgroundProcess(), folder.parent / "state.db"

    def counted_beside() -> int:
        answer = process.answer(Request(database_file(state, shown_database.current_database().identity), AlertCount()))
        assert answer.trouble == ()
        return int(answer.value)

    try:
        assert counted_beside() == count()
        publish(versions[1], folder)
        newer = count()
        assert counted_beside() == newer
    finally:
        process.close()


def test_the_state_is_what_is_open_and_not_the_board_alone(folder: Path) -> None:
    count()
    assert shown_database.current_database().path == shown_database.served_path() == folder.parent / "state.db"


def test_a_board_of_other_units_is_not_shown_and_the_reason_is_told(versions: list[Path], folder: Path) -> None:
    first = count()
    with raw_connect(versions[1], WRITE) as connection:
        connection.execute("UPDATE unit SET code = 'X' || code WHERE id = 2")
    connection.close()
    publish(versions[1], folder)
    assert count() == first
    assert "不是同一套单位" in shown_database.board_trouble()
    publish(versions[2], folder)
    assert count() * 10 == first * 12
    assert shown_database.board_trouble() == ""


@dataclass(frozen=True)
class Alerts(Question[str]):
    """A question whose answer is kept."""

    is_kept = True
    name: str = ""

    def answer(self, engine: Engine) -> str:
        raise NotImplementedError


class AnsweringHere:
    """Answers from the board that is to be shown, in this process."""

    def answer(self, request: Request) -> Answer:
        request = request._replace(file=database_file(request.file.path, request.file.identity))
        assert request.file.board is not None
        return Answer(request.file.board.name)

    def open(self) -> None: ...

    def close(self) -> None: ...


def test_a_drawing_of_the_former_board_takes_no_answer_kept_of_the_new_one(versions: list[Path], folder: Path) -> None:
    count()
    state, question = folder.parent / "state.db", Alerts()
    background = BackgroundQuery(AnsweringHere(), kept=KeptAnswers())
    with shown_database.pinned_board():
        former = database.version()
        assert background.ask(state, former, Alerts("another")) is None
        publish(versions[1], folder)
        follower().file()
        follower().wait()
        KeptAnswers().keep(state, question, data_fingerprint(state), "of the new board")
        assert background.ask(state, former, question) is None
        wait_for(background.waiting, lambda number: not number)
        assert background.ask(state, former, question) is None, "nor is it worked out of the new one"
    assert count()
    with shown_database.pinned_board():
        newer = background.ask(state, database.version(), question)
    assert newer == PendingResult("of the new board")


def test_a_board_that_others_have_linked_to_is_the_same_board(folder: Path) -> None:
    """As a backup by hard links does: it changes the time of the file's state and nothing else."""
    count()
    state, question = folder.parent / "state.db", Alerts()
    background = BackgroundQuery(AnsweringHere(), kept=KeptAnswers())
    (board,) = (folder / "boards").glob("*.db")
    assert background.ask(state, database.version(), Alerts("another")) is None
    wait_for(background.waiting, lambda number: not number)
    os.link(board, folder.parent / "backup.db")
    answer = wait_for(lambda: background.ask(state, database.version(), question), bool)
    assert answer == PendingResult(board.name)
