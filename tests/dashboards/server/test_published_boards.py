"""A served folder of published boards: drawings go on over a swap, and none has figures of two versions."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.board_folder.highest_shown import HighestShown
from core.board_folder.publish import PublishOrder, publish_board, roll_back
from core.board_folder.published_board import POINTER, PUBLIC_KEY_VARIABLE, require_pointer, write_pointer
from core.board_folder.signing import make_key, read_private_key
from core.store.raw_connection import WRITE, raw_connect
from core.store.sqlite import StoreError
from dashboards.auth import current_user
from dashboards.queries import boards, database
from dashboards.server import open_databases, shown_database
from dashboards.server.board_follower import BoardFollower
from dashboards.settings import DB_VARIABLE
from tests.support.open_databases import open_none
from tests.support.scaled_boards import scaled_board

NOW = 1_790_000_000
KPIS = ("alerts_valid", "alerts_total")
DRAWERS, SWAPS, QUESTIONS = 4, 8, 6


@pytest.fixture
def folder(versions: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A served folder that shows the first version."""
    folder = tmp_path / "published"
    publish(versions[0], folder)
    monkeypatch.setenv(DB_VARIABLE, str(folder))
    open_none(monkeypatch)
    yield folder
    follower().wait()


def follower() -> BoardFollower:
    found = shown_database._follower(shown_database._path(os.environ[DB_VARIABLE]))
    assert found is not None
    return found


def publish(file: Path, folder: Path) -> None:
    publish_board(file, PublishOrder(folder, keep=1, older=True), by="test", now=NOW)


def shown_version() -> int:
    """Return the version that the next drawing shows, once what was published is taken up."""
    shown_database.shown_path()
    follower().wait()
    return shown_database.current_database().engine.data_version()


def drawn() -> tuple[int, int]:
    """Return the version of the data and the count of alerts, as a query of a page has them."""
    with current_user.impersonate(current_user.local_viewer()):
        figure = boards.board("ytd", KPIS).figures[KPIS[0], 1]
    assert figure.numerator is not None
    return database.version().data_version, figure.numerator


def test_what_is_published_is_shown_and_what_is_put_back_too(versions: list[Path], folder: Path) -> None:
    assert shown_version() == 10
    former = shown_database.current_database()
    publish(versions[1], folder)
    assert shown_version() == 11
    now = shown_database.current_database()
    assert now.identity != former.identity and former.path not in shown_database._pool.opened
    roll_back(PublishOrder(folder), by="test", now=NOW)
    assert shown_version() == 10 and shown_database.current_database().identity != former.identity


def test_a_drawing_ends_with_the_board_that_it_began_with(versions: list[Path], folder: Path) -> None:
    assert shown_version() == 10
    with shown_database.pinned_database():
        path, before = shown_database.shown_path(), drawn()
        for version in versions[1:]:
            publish(version, folder)
            follower().file()
            follower().wait()
        assert drawn() == before and shown_database.shown_path() == path == shown_database.served_path()
        assert path.exists(), "what is shown is not pruned"
        assert follower().file() != path
    assert drawn() == (12, before[1] // 10 * 12)


@pytest.mark.slow
def test_no_drawing_mixes_versions_while_they_are_swapped(
    small_board: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_databases, "CLOSED_AFTER", 0.0)  # what nobody has pinned is closed at once
    unit, seen, faults, ended = drawn()[1] // 10, set[int](), list[str](), threading.Event()

    def draw() -> None:
        while not ended.is_set():
            try:
                with shown_database.pinned_database():
                    answers = {drawn() for _ in range(QUESTIONS)}
            except Exception as error:  # a drawing must not fail in any way
                faults.append(str(error))
                return
            seen.update(version for version, _ in answers)
            if len(answers) > 1 or any(count != version * unit for version, count in answers):
                faults.append(str(answers))

    threads = [threading.Thread(target=draw) for _ in range(DRAWERS)]
    for thread in threads:
        thread.start()
    try:
        for factor in range(20, 20 + SWAPS):
            publish(scaled_board(small_board, tmp_path / "next.db", factor), folder)
            assert shown_version() == factor
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert not faults and len(seen) > 2
    shown_database.current_database()
    assert not shown_database._pool.leaving and len(shown_database._pool.opened) == 1, "the former ones are let go"


def test_a_board_that_may_not_be_shown_leaves_the_former_one_and_says_why(versions: list[Path], folder: Path) -> None:
    before = drawn()
    publish(versions[1], folder)
    broken = folder / require_pointer(folder).file
    broken.chmod(0o600)
    whole = broken.read_bytes()
    broken.write_bytes(whole[:-4096])
    shown_database.shown_path()
    follower().wait()
    assert drawn() == before and "不符" in database.board_trouble()
    (folder / POINTER).rename(folder / "away")
    shown_database.shown_path()
    follower().wait()
    assert drawn() == before and "还没有发布过" in database.board_trouble()
    broken.write_bytes(whole)
    (folder / "away").rename(folder / POINTER)
    assert shown_version() == 11 and database.board_trouble() == ""


def test_a_board_of_another_bureau_does_not_take_its_place(versions: list[Path], folder: Path, tmp_path: Path) -> None:
    """One key may sign for several bureaus: whoever writes into a folder could bring another's, signed as it should."""
    before = drawn()
    versions[1].chmod(0o600)
    with closing(raw_connect(versions[1], WRITE)) as connection:
        connection.execute("UPDATE unit SET code = '乙局' WHERE id = 1")
    foreign = tmp_path / "foreign"
    publish(versions[1], foreign)
    pointer = replace(require_pointer(foreign), number=9)
    (foreign / pointer.file).rename(folder / pointer.file)
    write_pointer(folder, pointer)
    shown_database.shown_path()
    follower().wait()
    assert drawn() == before and "不是同一个单位" in database.board_trouble()


def test_a_folder_without_a_board_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(tmp_path))
    open_none(monkeypatch)
    with pytest.raises(StoreError, match="还没有发布过"):
        shown_database.current_database()


def restarted(folder: Path, notes: Path) -> BoardFollower:
    """What follows a folder after a restart: all that it knows of before is in the notes."""
    return BoardFollower(folder, lambda _file: None, lambda _file: None, HighestShown(folder, notes))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Where a server notes what it has shown."""
    return tmp_path / "notes"


@pytest.fixture
def signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PublishOrder:
    """An order to publish into a folder that servers verify by its key."""
    key = tmp_path / "board.key"
    monkeypatch.setenv(PUBLIC_KEY_VARIABLE, str(make_key(key)))
    return PublishOrder(tmp_path / "published", read_private_key(key))


def test_an_earlier_pointer_put_back_is_not_taken_after_a_restart(
    versions: list[Path], signed: PublishOrder, notes: Path
) -> None:
    publish_board(versions[0], signed, by="test", now=NOW)
    earlier = (signed.folder / POINTER).read_bytes()
    publish_board(versions[1], signed, by="test", now=NOW)
    newest = restarted(signed.folder, notes).file()
    (signed.folder / POINTER).write_bytes(earlier)
    after = restarted(signed.folder, notes)
    assert after.file() == newest and "早于已经显示过的第 2 次" in after.trouble
    newest.unlink()
    with pytest.raises(StoreError, match="早于已经显示过的第 2 次"):
        restarted(signed.folder, notes).file()


def test_a_rollback_is_taken_after_a_restart(versions: list[Path], signed: PublishOrder, notes: Path) -> None:
    first = publish_board(versions[0], signed, by="test", now=NOW)
    publish_board(versions[1], signed, by="test", now=NOW)
    restarted(signed.folder, notes).file()
    roll_back(signed, by="test", now=NOW)
    after = restarted(signed.folder, notes)
    assert after.file() == signed.folder / first.file and not after.trouble


def test_where_nothing_can_be_noted_the_board_is_shown_all_the_same(
    versions: list[Path], signed: PublishOrder, notes: Path
) -> None:
    notes.write_text("no folder")
    board = publish_board(versions[0], signed, by="test", now=NOW)
    assert restarted(signed.folder, notes / "below").file() == signed.folder / board.file
