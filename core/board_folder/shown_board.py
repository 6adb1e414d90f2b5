"""The board of a folder that may be shown: its pointer is signed, where that is asked, its file is the one named."""

from __future__ import annotations

import os
from pathlib import Path

from core.board_folder.published_board import PUBLIC_KEY_VARIABLE, PublishedBoard, is_board_folder, require_pointer
from core.board_folder.signing import read_public_key, require_signed
from core.facts.manifest import digest
from core.store.board_file import is_board_file
from core.store.errors import StoreError


def board_to_show(folder: Path, at_least: int = 0, key_file: Path | None = None) -> PublishedBoard:
    """Return what a folder shows, once all of it is verified. Raises StoreError (Chinese).

    With a public key (`key_file`, or that of FENGJING_BOARD_KEY) it takes signed boards alone, and of them none with a
    lower number than `at_least`: an earlier pointer that was put back by hand is signed too.
    """
    board = require_pointer(folder)
    _require_key(board, key_file)
    if board.number < at_least and public_key_file():
        raise StoreError(
            f"第 {board.number} 次发布早于已经显示过的第 {at_least} 次，像是旧的 board.json 被放了回来，没有换上："
            "退回请用 fengjing board rollback；发布文件夹重建过的，见手册“发布看板”。"
        )
    return require_whole(folder, board)


def public_key_file() -> Path | None:
    """Return the file of the public key that this process was given."""
    file = os.environ.get(PUBLIC_KEY_VARIABLE)
    return Path(file) if file else None


def board_shown_before(folder: Path, board: PublishedBoard) -> PublishedBoard:
    """Return what a pointer named that is no more the folder's, if its file is still there, whole and signed."""
    _require_key(board, None)
    return require_whole(folder, board)


def _require_key(board: PublishedBoard, key_file: Path | None) -> None:
    key = key_file or public_key_file()
    if key is not None:
        require_signed(board, read_public_key(key))


def require_whole(folder: Path, board: PublishedBoard) -> PublishedBoard:
    """Return a pointer whose file is there and is the one that it names. Raises StoreError (Chinese)."""
    file = folder / board.file
    if not file.is_file():
        raise StoreError(f"{file} 还没有到：传送时看板文件在前、board.json 在后。")
    if file.stat().st_size != board.size or digest(file) != board.digest:
        raise StoreError(f"{file} 与发布时不符：没有传完，或被改过。请重新传送或发布。")
    if not is_board_file(file):
        raise StoreError(f"{file} 不是看板文件。")
    return board


def file_to_read(path: Path) -> Path:
    """Return the file that commands read: of a folder of published boards the one that it shows."""
    return path / board_to_show(path).file if is_board_folder(path) else path
