"""A state file beside a folder of published boards: the board is followed, what is written stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.board_folder.publish import PublishOrder, publish_board
from core.store.raw_connection import WRITE, raw_connect
from core.store.state import state_file
from dashboards.auth import current_user
from dashboards.background.messages import Request
from dashboards.background.process import BackgroundProcess, database_file
from dashboards.cli.command import cli
from dashboards.queries import boards
from dashboards.server import shown_database
from dashboards.server.board_follower import BoardFollower
from dashboards.settings import DB_VARIABLE
from tests.support.background_questions import AlertCount
from tests.support.open_databases import open_none

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
