"""What the workers of one server know of each other: walls, the database shown, whose turn it is, one log."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest

from core.store.file_lock import FileLocked, file_lock
from dashboards.auth.sign_in_queue import AT_ONCE, queue_of_this_worker
from dashboards.queries import demo_bureau
from dashboards.server import shared_walls, shown_database
from dashboards.server.log_setup import LogPlan, log_relay
from dashboards.server.safe_log import JsonFormatter, RelayedFormatter, SafeFormatter
from dashboards.server.shared_files import one_worker_at_a_time, worker_count, write_whole
from dashboards.server.walls import WallContent, Walls
from dashboards.settings import DB_VARIABLE, SHARED_FOLDER_VARIABLE, WORKER_VARIABLE
from tests.support.open_databases import open_none
from tests.support.polling import wait_for

CONTENT = WallContent("局长", "总览", "云岭县公安局", "今年以来", date(2026, 10, 31), 7, None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setenv(SHARED_FOLDER_VARIABLE, str(folder))
    monkeypatch.setenv(WORKER_VARIABLE, "1 2")
    return folder


@pytest.fixture
def own_walls(monkeypatch: pytest.MonkeyPatch) -> Walls:
    walls = Walls()
    monkeypatch.setattr(shared_walls, "WALLS", walls)
    return walls


def see(walls: Walls, session: str, now: float, *, kiosk: bool = False) -> None:
    walls.note_refresh(session, CONTENT, now, address="10.1.1.7", browser="Chrome/142.0", kiosk=kiosk)


def test_walls_of_all_workers_are_listed(folder: Path, own_walls: Walls) -> None:
    others = Walls()
    see(others, "theirs", 1000)
    see(own_walls, "own", 1001)
    shared_walls.write_walls(folder / "walls-2.json", others.open_walls(1002))
    walls = shared_walls.open_walls(1002)
    assert [wall.session for wall in walls] == ["theirs", "own"] and walls[0].content == CONTENT
    assert [wall.session for wall in shared_walls.open_walls(1000 + 1801)] == ["own"], "closed tabs are forgotten"


def test_a_worker_tells_its_walls_by_itself_and_a_new_one_takes_back_what_the_dead_one_told(
    folder: Path, own_walls: Walls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_walls, "SECONDS", 0.01)
    monkeypatch.setattr("dashboards.server.shared_walls.time.time", lambda: 1000.0)
    own, file = folder / "walls-1.json", folder / "walls-2.json"
    see(own_walls, "of the dead", 990)
    shared_walls.write_walls(own, own_walls.open_walls(1000))
    new_walls = Walls()
    monkeypatch.setattr(shared_walls, "WALLS", new_walls)
    with shared_walls.sharing():
        wait_for(lambda: shared_walls.read_walls(own), lambda walls: walls == [])
        see(new_walls, "new", 1000)
        wait_for(lambda: shared_walls.read_walls(own), lambda walls: [wall.session for wall in walls] == ["new"])
    assert not file.exists()


def test_a_broken_file_of_another_worker_costs_its_walls_alone(folder: Path, own_walls: Walls) -> None:
    see(own_walls, "own", 1000)
    (folder / "walls-2.json").write_text("[{")
    assert [wall.session for wall in shared_walls.open_walls(1000)] == ["own"]


def test_one_process_alone_shares_nothing(own_walls: Walls, tmp_path: Path) -> None:
    see(own_walls, "own", 1000)
    with shared_walls.sharing():
        assert [wall.session for wall in shared_walls.open_walls(1000)] == ["own"]
    assert worker_count() == 1 and not list(tmp_path.iterdir())


@pytest.fixture
def shown(demo_db: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    pool = open_none(monkeypatch)
    yield Path(shutil.copy(demo_db, tmp_path / "other.db"))
    for database in pool.opened.values():
        database.engine.close()


def test_the_database_that_one_worker_shows_all_show(shown: Path, folder: Path, demo_db: Path) -> None:
    assert shown_database.shown_path() == demo_db
    write_whole(folder / shown_database.SHOWN, str(shown))  # as another worker does
    assert shown_database.shown_path() == shown
    shown_database.show_database(demo_db)
    assert shown_database.shown_path() == demo_db and (folder / shown_database.SHOWN).read_text() == str(demo_db)
    assert shown_database._chosen is None


def test_while_one_worker_generates_no_other_does(folder: Path) -> None:
    busy = pytest.raises(demo_bureau.GenerationBusyError)
    with file_lock(folder / "generation.lock"), busy, demo_bureau.exclusive_generation(0.0):
        pass
    with demo_bureau.exclusive_generation(0.0), pytest.raises(FileLocked), one_worker_at_a_time("generation", 0.0):
        pass


def test_who_waits_has_a_turn_as_soon_as_it_is_free(folder: Path) -> None:
    entered = Event()

    def wait_and_enter() -> None:
        with one_worker_at_a_time("x"):
            entered.set()

    with one_worker_at_a_time("x"):
        thread = Thread(target=wait_and_enter)
        thread.start()
        assert not entered.wait(0.1)
    thread.join()
    assert entered.is_set()


def test_all_workers_together_hash_no_more_passwords_at_once_than_one(folder: Path) -> None:
    queue, never, at_once, most = queue_of_this_worker(), Event(), 0, 0

    async def sign_in() -> None:
        def hash_password() -> None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            never.wait(0.02)  # others would begin meanwhile
            at_once -= 1

        await queue.run(hash_password)

    async def sign_in_together() -> None:
        await asyncio.gather(*(sign_in() for _ in range(6)))

    with ThreadPoolExecutor() as pool:  # a browser in this process may have a loop of its own here
        pool.submit(asyncio.run, sign_in_together()).result()
    assert most * worker_count() <= AT_ONCE


@pytest.mark.parametrize("formatter", [SafeFormatter(), JsonFormatter()])
def test_one_process_writes_the_records_of_all_and_replaces_the_file(
    formatter: logging.Formatter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(WORKER_VARIABLE, "2 2")
    try:
        raise OSError("disk")
    except OSError as error:
        record = logging.LogRecord("dashboards.x", logging.ERROR, "", 0, "no %s", ("room",), (OSError, error, None))
    line = RelayedFormatter(formatter).format(record)
    assert "\n" not in line
    file = tmp_path / "log.txt"
    relay = log_relay(LogPlan("text", file, megabytes=1, kept=2), file)
    relay(line.encode() + b"\n")
    assert file.read_text() == formatter.format(record) + "\n" and file.stat().st_mode & 0o077 == 0
    worker = json.loads(file.read_text())["worker"] if isinstance(formatter, JsonFormatter) else file.read_text()
    assert worker == 2 or "[2] ERROR dashboards.x: no room" in str(worker)
    relay(b"Fatal Python error: token=abc\n")
    assert file.read_text().splitlines()[-1] == "Fatal Python error: ［略］"
    relay(json.dumps("x" * 2**20).encode())
    relay(b'"y"')
    assert file.read_text() == "y\n" and {path.name for path in tmp_path.iterdir()} == {
        "log.txt",
        "log.txt.1",
        "log.txt.2",
    }
    assert os.environ[WORKER_VARIABLE] and not capsys.readouterr().err
