"""Whom a server answers: a real database without accounts this machine alone, others by the names that are known."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.access_world import Bureau
from tests.support.intake_world import BUREAU, bring, empty_store
from tests.support.server import Server
from tests.support.server_process import server_process
from tests.support.websocket_client import HTML, ask, run

pytestmark = pytest.mark.slow


def filled_by_commands(folder: Path) -> Path:
    """A real database with a figure and without an account: one in use, without a first run."""
    store = empty_store(folder)
    report = bring(
        store, "ledger", [["单位", "期间", "计数项", "数值", "来源"], [BUREAU, "2026-10", "alerts_total", "9", "月报"]]
    )
    assert report.new == 1, report.refused
    store.close()
    return store.path


def test_a_real_database_without_accounts_stays_on_this_machine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    empty = empty_store(tmp_path / "empty")
    empty.close()
    for db, host in product(
        [filled_by_commands(tmp_path), empty.path, tmp_path / "missing.db"], ["0.0.0.0", "::", "192.0.2.1"]
    ):
        log = tmp_path / f"{db.stem}-{len(host)}.log"
        words = ("dashboards.cli.command", "serve", "--db", str(db), "--host", host)
        process = server_process(words, printed=tmp_path / "printed", log=log)
        process.start()
        process.join(60)
        said = log.read_text("utf-8")
        assert process.exitcode == 1 and "还没有账号" in said and "只能在本机" in said
    assert not (tmp_path / "missing.db").exists()


def test_a_real_database_without_accounts_answers_this_machine_alone(tmp_path: Path) -> None:
    """However it was started: here behind a proxy on this machine, which says for whom it asks."""
    server = Server(filled_by_commands(tmp_path))
    server.start()
    try:
        assert ask(server.port, "/", HTML).status == 200
        answer = ask(server.port, "/", {**HTML, "X-Forwarded-For": "192.0.2.7"})
        assert answer.status == 403 and "还没有账号" in answer.text
        with pytest.raises(InvalidStatus):
            run(server.port, headers={"X-Forwarded-For": "192.0.2.7"})
    finally:
        server.kill()


def test_a_server_open_to_the_network_knows_its_names(bureau: Bureau) -> None:
    server = Server(bureau.path)
    server.start("--host", "0.0.0.0", "--plain-http", "--name", "board.example")
    try:
        for host in ("board.example", "192.0.2.7:8501", "[2001:db8::1]:8501", "localhost"):
            assert ask(server.port, "/login", {"Host": host}).status == 200, host
        for host in ("evil.example", "192.0.2.7.evil.example", "board.example.evil", "[", "a b"):
            assert ask(server.port, "/login", {"Host": host}).status == 400, host
    finally:
        server.kill()
