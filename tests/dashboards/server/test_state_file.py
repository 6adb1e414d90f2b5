"""A board served with a state file: what is shown follows the board, and who is signed in stays so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.access.accounts import add_account, find_account
from core.access.roles import Role
from core.access.sessions import end_session, open_session
from core.access.tokens import digest
from core.access.viewer import Scope
from core.store.raw_connection import WRITE, raw_connect
from core.store.sqlite import connect
from core.store.trail import trail_transaction
from dashboards.auth.session_store import session_store
from dashboards.cli.command import cli
from dashboards.queries import database
from dashboards.server import shown_database
from dashboards.settings import DB_VARIABLE
from tests.support.accounts_world import GOOD, cheap_hashes
from tests.support.state_world import state_beside


@pytest.fixture
def state(demo_board: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = state_beside(demo_board, tmp_path)
    monkeypatch.setenv(DB_VARIABLE, str(path))
    monkeypatch.setattr(shown_database, "_chosen", None)
    yield path


def signed_in(path: Path) -> str:
    """A session of a chief, by its digest."""
    now = session_store().now()
    with closing(connect(path, read_only=False)) as connection:
        add_account(connection, "张三", Scope(Role.CHIEF, 1), GOOD, actor="test", now=now, is_own=True)
        with trail_transaction(connection, actor="test", action="test", detail="", now=now):
            account = find_account(connection, "张三").id
            return digest(open_session(connection, account=account, address="-", now=now, seconds=3600))


def replace_board(state: Path) -> None:
    """Put another board, of a newer version, in the place of the one that is shown, as a build does."""
    board = state.with_name("shown.db")
    newer = Path(shutil.copy(board, state.with_name("newer.db")))
    with closing(raw_connect(newer, WRITE)) as connection:
        connection.execute("UPDATE meta SET value = value + 5 WHERE key = 'data_version'")
    newer.replace(board)


@pytest.mark.slow
def test_another_board_is_shown_and_nobody_is_signed_out(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not session_store().requires_sign_in()
    with cheap_hashes(monkeypatch):
        session = signed_in(state)
    before, figures = database.version(), shown_database.current_database().engine.board().figures
    assert figures and database.is_board_file() and database.has_state_file()
    replace_board(state)
    after = database.version()
    assert after.file != before.file and after.data_version == before.data_version + 5
    viewer = session_store().viewer(session)
    assert viewer is not None and viewer.actor == "user:张三" and session_store().requires_sign_in()
    with closing(connect(state, read_only=False)) as connection:
        assert viewer.session is not None
        end_session(connection, viewer.session, actor="test", now=session_store().now())
    assert session_store().viewer(session) is None


def test_what_one_drawing_shows_is_of_one_board(state: Path) -> None:
    with shown_database.pinned_database():
        first = database.version()
        replace_board(state)
        assert database.version() == first
    assert database.version() != first


def test_a_board_with_a_state_is_served_to_others_only_with_accounts(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Path] = []
    monkeypatch.setattr("dashboards.cli.serve_command.serve_at", lambda db, *_: served.append(db))
    board = state.with_name("shown.db")
    words = ["serve", "--db", str(board), "--state", str(state), "--behind-proxy", "127.0.0.1", "--port", "8599"]
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 1 and "还没有账号" in refused.output and not served
    with cheap_hashes(monkeypatch):
        signed_in(state)
    assert CliRunner().invoke(cli, words).exit_code == 0 and served == [state]
    other = CliRunner().invoke(cli, ["serve", "--db", str(state), "--state", str(state)])
    assert other.exit_code == 1 and "不是看板文件" in other.output
