"""Boards are published whole, checked and signed, in an order, and put back; what is not as it should be is refused."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from core.board_folder.file_holds import hold
from core.board_folder.publish import PublishOrder, publish_board, roll_back
from core.board_folder.published_board import (
    HISTORY,
    POINTER,
    PUBLIC_KEY_VARIABLE,
    PublicationAct,
    PublishedBoard,
    read_history,
    require_pointer,
)
from core.board_folder.shown_board import board_to_show, file_to_read
from core.board_folder.signing import make_key, read_private_key
from core.store.board_file import RECORDS_FROM
from core.store.errors import StoreError
from core.store.open import open_store
from core.store.raw_connection import WRITE, raw_connect
from tests.support.scaled_boards import scaled_board
from tests.support.small_files import largest_file

NOW = 1_790_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


def publish(file: Path, order: PublishOrder, now: int = NOW) -> PublishedBoard:
    return publish_board(file, order, by="test", now=now)


def shown_version(folder: Path) -> int:
    store = open_store(file_to_read(folder), read_only=True)
    version = store.data_version()
    store.close()
    return version


def test_a_published_board_is_a_file_of_its_own_that_nobody_writes(versions: list[Path], folder: Path) -> None:
    first = publish(versions[0], PublishOrder(folder))
    file = folder / first.file
    assert file.read_bytes() == versions[0].read_bytes() and stat.S_IMODE(file.stat().st_mode) == 0o400
    assert (first.number, first.act, first.former, first.covers_to) == (1, PublicationAct.PUBLISH, "", "2024-03-31")
    second = publish(versions[1], PublishOrder(folder))
    assert second.former == first.digest and shown_version(folder) == 11
    assert file.read_bytes() == versions[0].read_bytes(), "who shows the former one reads on"
    assert not [path.name for path in [*folder.iterdir(), *file.parent.iterdir()] if path.name.endswith(".part")]
    with pytest.raises(StoreError, match="就是现在显示的这一份"):
        publish(versions[1], PublishOrder(folder))


def test_a_board_for_which_there_is_no_room_leaves_the_former_one_and_no_litter(
    versions: list[Path], folder: Path
) -> None:
    first = publish(versions[0], PublishOrder(folder))
    with largest_file(100_000), pytest.raises(StoreError, match=r"没有发布：.*系统允许的大小"):
        publish(versions[1], PublishOrder(folder))
    assert require_pointer(folder) == first
    assert list((folder / "boards").iterdir()) == [folder / first.file]


def test_rolling_back_leads_to_the_former_one_and_further(versions: list[Path], folder: Path) -> None:
    order = PublishOrder(folder)
    for version in versions:
        publish(version, order)
    assert [roll_back(order, by="test", now=NOW).data_version for _ in range(2)] == [11, 10]
    with pytest.raises(StoreError, match="退不回去"):
        roll_back(order, by="test", now=NOW)
    assert roll_back(order, by="test", now=NOW, to=3).data_version == 12
    assert [(board.number, str(board.act)) for board in read_history(folder)][2:] == [
        (3, "publish"),
        (4, "rollback"),
        (5, "rollback"),
        (6, "rollback"),
    ]


def test_a_board_that_changed_is_not_gone_back_to(versions: list[Path], folder: Path) -> None:
    order = PublishOrder(folder)
    first = publish(versions[0], order)
    publish(versions[1], order)
    (folder / first.file).chmod(0o600)
    (folder / first.file).write_bytes(versions[2].read_bytes())
    with pytest.raises(StoreError, match="不符"):
        roll_back(order, by="test", now=NOW)
    assert shown_version(folder) == 11


def test_an_older_board_has_to_be_asked_for(versions: list[Path], folder: Path) -> None:
    publish(versions[1], PublishOrder(folder))
    with pytest.raises(StoreError, match="--older"):
        publish(versions[0], PublishOrder(folder))
    assert publish(versions[0], PublishOrder(folder, older=True)).data_version == 10


def edited(file: Path, *statements: str) -> Path:
    file.chmod(0o600)
    connection = raw_connect(file, WRITE)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return file


ONE_MORE = "UPDATE cube_month SET m_alerts_valid = m_alerts_valid + 1 WHERE unit = 1"


def test_the_first_board_of_another_program_follows_the_last_of_this(versions: list[Path], folder: Path) -> None:
    first = publish(versions[0], PublishOrder(folder))
    edited(folder / first.file, "PRAGMA user_version = 999")
    assert publish(versions[1], PublishOrder(folder)).number == 2


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            lambda file: edited(file, ONE_MORE),
            "各日之和不一致",
        ),
        (lambda file: edited(file, f"DELETE FROM meta WHERE key = '{RECORDS_FROM}'"), "记录从哪天起"),
        (lambda file: edited(file, "PRAGMA application_id = 1"), "不是看板文件"),
        (lambda file: edited(file, "PRAGMA user_version = 999"), "更新版本"),
        (lambda file: edited(file, "PRAGMA journal_mode = WAL"), "要和日志一起读"),
        (lambda file: edited(file, "UPDATE unit_ancestor SET first = 1 WHERE unit = 5 AND ancestor = 3"), "沿革"),
        (lambda file: file.write_bytes(file.read_bytes()[:-40_000]), "损坏"),
        (lambda file: edited(file, "UPDATE unit SET code = '乙局' WHERE id = 1"), "不是同一个单位"),
    ],
)
def test_a_faulty_board_is_refused_and_nothing_changes(
    versions: list[Path], folder: Path, damage: Callable[[Path], object], told: str
) -> None:
    publish(versions[0], PublishOrder(folder))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    damage(versions[1])
    with pytest.raises(StoreError, match=told):
        publish(versions[1], PublishOrder(folder))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_only_signed_boards_are_shown_where_a_key_is_given(
    versions: list[Path], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = make_key(tmp_path / "key")
    key, other = read_private_key(tmp_path / "key"), make_key(tmp_path / "other")
    publish(versions[0], PublishOrder(folder))
    monkeypatch.setenv(PUBLIC_KEY_VARIABLE, str(public))
    with pytest.raises(StoreError, match="没有签名"):
        board_to_show(folder)
    first = publish(versions[1], PublishOrder(folder, key))
    assert board_to_show(folder) == first
    with pytest.raises(StoreError, match="请用 --key"):
        publish(versions[2], PublishOrder(folder))
    with pytest.raises(StoreError, match="已经显示过"):
        board_to_show(folder, at_least=first.number + 1)
    pointer = (folder / POINTER).read_text("utf-8")
    for name, value in {"bureau": "乙局", "number": 7, "digest": "0" * 64, "former": ""}.items():
        (folder / POINTER).write_text(json.dumps(json.loads(pointer) | {name: value}), "utf-8")
        with pytest.raises(StoreError, match="签名不对"):
            board_to_show(folder)
    (folder / POINTER).write_text(pointer, "utf-8")
    (folder / first.file).chmod(0o600)
    (folder / first.file).write_bytes(versions[2].read_bytes())
    with pytest.raises(StoreError, match="不符"):
        board_to_show(folder)
    monkeypatch.setenv(PUBLIC_KEY_VARIABLE, str(other))
    with pytest.raises(StoreError, match="签名不对"):
        board_to_show(folder)


def test_a_key_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    (tmp_path / "half.pub").touch()
    with pytest.raises(StoreError, match=r"half\.pub 写不了（已经有了"):
        make_key(tmp_path / "half")
    assert not (tmp_path / "half").exists()  # so that another try makes both
    with pytest.raises(StoreError, match="写不了"):
        make_key(tmp_path / "key")
    (tmp_path / "key.pub").chmod(0o600)
    with pytest.raises(StoreError, match="不是看板签名的密钥"):
        read_private_key(tmp_path / "key.pub")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        read_private_key(tmp_path / "key")


def test_a_path_in_a_pointer_leads_nowhere_else(versions: list[Path], folder: Path) -> None:
    publish(versions[0], PublishOrder(folder))
    content = json.loads((folder / POINTER).read_text("utf-8"))
    for digest in ("../../etc/passwd", "", 7, "G" * 64):
        (folder / POINTER).write_text(json.dumps(content | {"digest": digest}), "utf-8")
        with pytest.raises(StoreError, match="读不懂"):
            require_pointer(folder)


@pytest.mark.parametrize(
    "damage",
    [
        {"bureau": "\ud800"},
        {"by": "\udfff"},
        {"signature": "签"},
        {"signature": "AA\n=A"},
        {"number": 10**4000},
        {"number": True},
    ],
)
def test_a_pointer_with_values_that_no_program_wrote_is_told(
    versions: list[Path], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: dict[str, object]
) -> None:
    monkeypatch.setenv(PUBLIC_KEY_VARIABLE, str(make_key(tmp_path / "key")))
    publish(versions[0], PublishOrder(folder, read_private_key(tmp_path / "key")))
    content = json.loads((folder / POINTER).read_text("utf-8"))
    (folder / POINTER).write_text(json.dumps(content | damage), "utf-8")
    with pytest.raises(StoreError):
        board_to_show(folder)


def test_a_pointer_that_has_no_end_is_not_read(versions: list[Path], folder: Path) -> None:
    publish(versions[0], PublishOrder(folder))
    pointer = folder / POINTER
    for text in ("[" * 60_000, " " * 100_000):
        pointer.write_text(text, "utf-8")
        with pytest.raises(StoreError, match="读不"):
            require_pointer(folder)
    if not hasattr(os, "mkfifo"):
        return
    pointer.unlink()
    os.mkfifo(pointer)
    with pytest.raises(StoreError, match="读不出来"):
        require_pointer(folder)


def test_a_key_signs_no_earlier_board_that_it_has_not_signed_before(
    versions: list[Path], folder: Path, tmp_path: Path
) -> None:
    """Whoever writes into the folder may add a line to the history, or put another pointer in place."""
    make_key(tmp_path / "key")
    order = PublishOrder(folder, read_private_key(tmp_path / "key"))
    publish(versions[0], order)
    present = publish(versions[1], order)
    foreign = tmp_path / "foreign"
    brought = publish(versions[2], PublishOrder(foreign))
    (foreign / brought.file).rename(folder / brought.file)
    line = json.loads((foreign / POINTER).read_text("utf-8")) | {"number": 9}
    with (folder / HISTORY).open("a", encoding="utf-8") as history:
        history.write(json.dumps(line) + "\n")
    pointer = json.loads((folder / POINTER).read_text("utf-8"))
    with pytest.raises(StoreError, match="没有签名"):
        roll_back(order, by="test", now=NOW, to=9)
    (folder / POINTER).write_text(json.dumps(pointer | {"former": brought.digest}), "utf-8")
    with pytest.raises(StoreError, match="没有签名"):
        roll_back(order, by="test", now=NOW)
    (folder / POINTER).write_text(json.dumps(pointer), "utf-8")
    assert roll_back(order, by="test", now=NOW, to=1).digest == present.former


def test_former_boards_are_pruned_but_for_those_that_somebody_shows(small_board: Path, folder: Path) -> None:
    order, held = PublishOrder(folder, keep=1), None
    for factor in range(2, 6):
        board = publish(scaled_board(small_board, folder.parent / "next.db", factor), order)
        held = hold(folder / board.file) if held is None else held
    present = require_pointer(folder)
    names = {path.name for path in (folder / "boards").iterdir()}
    first = read_history(folder)[0]
    assert names == {Path(file).name for file in (first.file, present.file, read_history(folder)[-2].file)}


def test_a_history_that_was_torn_goes_on(versions: list[Path], folder: Path) -> None:
    publish(versions[0], PublishOrder(folder))
    with (folder / HISTORY).open("a", encoding="utf-8") as history:
        history.write('{"number": 2, "act"')
    publish(versions[1], PublishOrder(folder))
    assert [board.number for board in read_history(folder)] == [1, 2]
    (folder / HISTORY).write_text("", "utf-8")  # as when the process was killed after the pointer
    assert [board.number for board in read_history(folder)] == [2]
    publish(versions[2], PublishOrder(folder))
    assert [board.number for board in read_history(folder)] == [2, 3]


@pytest.mark.parametrize("content", [b"", b"a secret of one line"])
def test_a_history_that_is_a_link_leads_to_no_other_file(
    versions: list[Path], folder: Path, tmp_path: Path, content: bytes
) -> None:
    publish(versions[0], PublishOrder(folder))
    own = tmp_path / "own"
    own.write_bytes(content)
    (folder / HISTORY).unlink()
    (folder / HISTORY).symlink_to(own)
    with pytest.raises(StoreError, match="链接"):
        publish(versions[1], PublishOrder(folder))
    assert own.read_bytes() == content and require_pointer(folder).number == 1
