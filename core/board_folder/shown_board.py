"""The board of a folder that may be shown: its pointer is signed, where that is asked, its file is the one named."""

from __future__ import annotations

import os
from pathlib import Path

from core.board_folder.published_board import PUBLIC_KEY_VARIABLE, PublishedBoard, is_board_folder, require_pointer
from core.board_folder.signing import read_public_key, require_signed
from core.facts.manifest import digest
from core.store.board_file import is_board_file
from core.store.errors import StoreError


def board_to_show(folder: Path, at_least: int = 0) -> PublishedBoard:
    """Return what a folder shows, once all of it is verified. Raises StoreError (Chinese).

    A process that was given a public key (FENGJING_BOARD_KEY) takes signed boards alone, and of them none with a lower
    number than `at_least`: an earlier pointer that was put back by hand is signed too.
    """
    board = require_pointer(folder)
    if key_file := os.environ.get(PUBLIC_KEY_VARIABLE):
        require_signed(board, read_public_key(Path(key_file)))
        if board.number < at_least:
            raise StoreError(
                f"第 {board.number} 次发布早于已经显示过的第 {at_least} 次：退回请用 fengjing board rollback。"
            )
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
