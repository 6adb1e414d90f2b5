"""Publishes a board file into a folder, and goes back to a former one. Whoever shows the folder follows its pointer.

The file is copied in under a hidden name, checked there, where nobody changes it any more, and renamed; the pointer
comes last. Whatever a process that is killed leaves behind, the former board is shown, and the next one takes it away.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.board_folder.board_checks import BoardFacts, board_facts, board_faults, is_of_same_bureau
from core.board_folder.file_holds import delete_unless_held
from core.board_folder.published_board import (
    BOARDS,
    KEPT,
    PublicationAct,
    PublishedBoard,
    board_file_name,
    complete_history,
    open_to_readers,
    read_history,
    read_pointer,
    require_pointer,
    write_pointer,
)
from core.board_folder.signing import require_signed, signed
from core.facts.manifest import digest
from core.store.errors import StoreError
from core.store.file_faults import file_fault
from core.store.file_lock import FileLocked, file_lock
from core.store.whole_file import sync_folder

LOCK = ".lock"
_COPIED, _PART = 1 << 22, ".part"


class PublishOrder(NamedTuple):
    """The order for a publication: into which folder, signed by which key, how many former boards stay.

    `older` lets a board follow a newer one.
    """

    folder: Path
    key: Ed25519PrivateKey | None = None
    keep: int = KEPT
    older: bool = False


def publish_board(file: Path, order: PublishOrder, *, by: str, now: int) -> PublishedBoard:
    """Publish a board file and return what is shown from now on. Raises StoreError (Chinese), with nothing changed."""
    if not file.is_file():
        raise StoreError(f"找不到看板文件：{file}")
    order.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (order.folder / BOARDS).mkdir(exist_ok=True, mode=0o700)
    open_to_readers(order.folder / BOARDS, order.folder)
    with _writing(order.folder):
        present = read_pointer(order.folder)
        copied = _checked_copy(file, order.folder / BOARDS)
        try:
            facts = board_facts(copied)
            if present is not None:
                _require_successor(facts, present, order)
            sha256, size = digest(copied), copied.stat().st_size
            if present is not None and present.digest == sha256:
                raise StoreError(f"{file} 就是现在显示的这一份，没有再发布。")
            _settle(copied, order.folder / board_file_name(sha256), sha256)
        finally:
            copied.unlink(missing_ok=True)
        board = PublishedBoard(
            number=_next_number(order.folder),
            act=PublicationAct.PUBLISH,
            digest=sha256,
            size=size,
            bureau=facts.bureau,
            data_version=facts.data_version,
            covers_to=facts.covers_to,
            at=now,
            by=by,
            former=present.digest if present else "",
        )
        board = signed(board, order.key)
        write_pointer(order.folder, board)
        prune_boards(order.folder, order.keep)
    return board


def roll_back(order: PublishOrder, *, by: str, now: int, to: int | None = None) -> PublishedBoard:
    """Show the board before the present one again, or the one of publication `to`. Raises StoreError (Chinese)."""
    with _writing(order.folder):
        present = require_pointer(order.folder)
        _require_key(present, order)
        earlier = read_history(order.folder)
        if to is not None:
            chosen = next((board for board in earlier if board.number == to), None)
            if chosen is None:
                raise StoreError(f"没有第 {to} 次发布：fengjing board list 列出有哪些。")
        else:
            chosen = next((board for board in reversed(earlier) if board.digest == present.former), None)
            if chosen is None:
                raise StoreError("现在的这一份以前没有别的看板，退不回去。")
        if chosen.digest == present.digest:
            raise StoreError(f"第 {chosen.number} 次发布的就是现在显示的这一份。")
        if order.key is not None:  # the history is signed by nobody but each board in it
            require_signed(chosen, order.key.public_key())
        file = order.folder / chosen.file
        if not file.is_file() or digest(file) != chosen.digest:
            raise StoreError(f"{file} 已经清理掉，或与发布时不符：退不回去。请重新发布。")
        if faults := board_faults(file):
            raise StoreError(f"退不回去：{'；'.join(faults[:3])}")
        open_to_readers(file, order.folder)
        back = replace(
            chosen, number=_next_number(order.folder), act=PublicationAct.ROLLBACK, at=now, by=by, signature=""
        )
        board = signed(back, order.key)
        write_pointer(order.folder, board)
    return board


def prune_boards(folder: Path, keep: int) -> int:
    """Delete the boards beyond the present one and so many former ones that nobody holds. Returns how many went."""
    files: list[str] = []
    for board in [require_pointer(folder), *reversed(read_history(folder))]:
        if board.file not in files:
            files.append(board.file)
    stay = {folder / file for file in files[: keep + 1]}
    return sum(delete_unless_held(path) for path in sorted((folder / BOARDS).glob("*.db")) if path not in stay)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Be the only one that writes into a folder, and first take away what a process that was killed has left."""
    if not folder.is_dir():
        raise StoreError(f"{folder} 不是文件夹：请先用 fengjing board publish 发布一份。")
    with ExitStack() as held:
        try:
            held.enter_context(file_lock(folder / LOCK))
        except FileLocked as error:
            raise StoreError(f"另一个进程正在往 {folder} 发布，请等它做完再来。") from error
        complete_history(folder)
        for litter in [*(folder / BOARDS).glob(f".*{_PART}"), *folder.glob(f".*{_PART}")]:
            litter.unlink()
        yield


def _checked_copy(file: Path, folder: Path) -> Path:
    """Copy a board beside its place and check the copy, which nobody changes. Raises StoreError (Chinese)."""
    with (
        file.open("rb") as source,
        NamedTemporaryFile(dir=folder, prefix=".", suffix=_PART, delete=False) as stream,
    ):
        copied, sent = Path(stream.name), hashlib.sha256()
        try:
            while block := source.read(_COPIED):
                sent.update(block)
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        except OSError as error:
            copied.unlink()
            raise StoreError(f"没有发布：{file_fault(error, folder)}") from error
    if digest(copied) != sent.hexdigest():
        copied.unlink()
        raise StoreError(f"{file} 抄到 {folder} 后读回来不一样：请检查这块盘。")
    if faults := board_faults(copied):
        copied.unlink()
        text = "；".join(fault.replace(str(copied), str(file)) for fault in faults[:3])
        raise StoreError(f"没有发布：{text}")
    return copied


def _settle(copied: Path, place: Path, sha256: str) -> None:
    """Give a copy its name for good; a file that is there already has the same content."""
    copied.chmod(0o400)
    if place.exists() and digest(place) == sha256:
        open_to_readers(place, place.parent.parent)
        return
    open_to_readers(copied, place.parent.parent)
    os.replace(copied, place)
    sync_folder(place.parent)


def _require_successor(facts: BoardFacts, present: PublishedBoard, order: PublishOrder) -> None:
    """Raise StoreError (Chinese) where a board may not follow the present one."""
    _require_key(present, order)
    if not is_of_same_bureau(facts, present, order.folder):
        raise StoreError(f"不是同一个单位：现在是{present.bureau}，要发布的是{facts.bureau}。请换一个文件夹。")
    if not order.older and (facts.covers_to, facts.data_version) < (present.covers_to, present.data_version):
        raise StoreError(
            f"要发布的比现在的旧：到 {facts.covers_to} 第 {facts.data_version} 版，"
            f"现在是到 {present.covers_to} 第 {present.data_version} 版。确实要，请加 --older。"
        )


def _require_key(present: PublishedBoard, order: PublishOrder) -> None:
    if present.signature and order.key is None:
        raise StoreError("现在显示的这一份签过名，看板只认签名的：请用 --key 给出签名密钥。")


def _next_number(folder: Path) -> int:
    return max((board.number for board in read_history(folder)), default=0) + 1
