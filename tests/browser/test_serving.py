"""Whom a server answers: a real database without accounts this machine alone, others by the names that are known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.access_world import Bureau
from tests.support.server import Server
from tests.support.websocket_client import HTML, ask, run


def test_a_real_database_without_accounts_stays_on_this_machine(tmp_path: Path) -> None:
    from core.store.create import create_store

    db = tmp_path / "real.db"
    create_store(db, bureau="甲局", demo=False, now=0).close()
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        command = [sys.executable, "-m", "dashboards.cli.command", "serve", "--db", str(db), "--host", host]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and "还没有账号" in done.stderr


def test_a_real_database_without_accounts_answers_this_machine_alone(tmp_path: Path) -> None:
    """However it was started: here behind a proxy on this machine, which says for whom it asks."""
    from core.store.create import create_store

    server = Server(tmp_path / "real.db")
    create_store(server.db, bureau="甲局", demo=False, now=0).close()
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
    server.start("--host", "0.0.0.0", "--name", "board.example")
    try:
        for host in ("board.example", "192.0.2.7:8501", "[2001:db8::1]:8501", "localhost"):
            assert ask(server.port, "/login", {"Host": host}).status == 200, host
        for host in ("evil.example", "192.0.2.7.evil.example", "board.example.evil", "[", "a b"):
            assert ask(server.port, "/login", {"Host": host}).status == 400, host
    finally:
        server.kill()
