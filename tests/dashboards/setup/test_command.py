"""Say what `fengjing` and `fengjing serve` open: the first run, the board, or nothing with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboards.cli import serve_command
from dashboards.cli.command import cli
from dashboards.settings import DB_VARIABLE
from dashboards.setup.session import SETUP, SetupSession
from tests.support.intake_world import BUREAU, UNITS, bring, empty_store

LEDGER = [["单位", "期间", "计数项", "数值", "来源"], [BUREAU, "2026-10", "alerts_total", "9", "月报"]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return what would be served: the arguments of each call."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(serve_command, "serve_at", lambda *arguments: calls.append(arguments))
    return calls


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def token_of(call: tuple[Any, ...]) -> str | None:
    token: str | None = call[5]
    return token


def test_without_a_command_the_first_run_opens(
    served: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run().exit_code == 0
    ((db, host, port, *_),) = served
    assert (db, host, port) == (Path("fengjing.db"), "127.0.0.1", 8501)
    assert SETUP.admits(token_of(served[0]))
    assert run("--help").exit_code == 0 and len(served) == 1


def test_the_first_run_opens_until_there_is_an_account_or_a_figure(
    served: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    store = empty_store(tmp_path)
    for rows in (None, UNITS):
        if rows:
            bring(store, "units", rows)
        assert run("serve", "--db", store.path).exit_code == 0
        assert SETUP.admits(token_of(served[-1]))
    bring(store, "ledger", LEDGER)
    assert run("serve", "--db", store.path).exit_code == 0
    assert token_of(served[-1]) is None
    store.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "board.example"])
def test_it_is_refused_on_any_other_address_with_the_reason(
    served: list[tuple[Any, ...]], tmp_path: Path, host: str
) -> None:
    done = run("serve", "--db", tmp_path / "bureau.db", "--host", host)
    assert done.exit_code == 1 and "只能在本机打开" in done.output and "谁来都能改" in done.output
    assert not served and not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_and_a_file_that_is_not_ours_are_told(
    served: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    done = run("serve", "--db", tmp_path / "nowhere" / "bureau.db")
    assert done.exit_code == 1 and "文件夹不存在" in done.output
    (tmp_path / "notes.db").write_text("no database at all " * 100)
    done = run("serve", "--db", tmp_path / "notes.db")
    assert done.exit_code == 1 and "不是枫警数据库" in done.output
    assert not served


def test_once_over_it_stays_shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is moved away while it is served does not open the setup to whoever comes."""
    store = empty_store(tmp_path)
    monkeypatch.setenv(DB_VARIABLE, str(store.path))
    setup = SetupSession()
    token = setup.open()
    assert setup.admits(token) and not setup.admits("") and not setup.admits(None) and not setup.admits(token[:-1])
    assert setup.step() is not None
    bring(store, "ledger", LEDGER)
    store.close()
    assert setup.step() is None and not setup.is_open() and not setup.admits(token)
    store.path.rename(tmp_path / "away.db")
    assert setup.step() is None and not setup.admits(token)
