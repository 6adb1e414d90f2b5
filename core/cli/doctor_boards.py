"""Checks of a folder of published boards: one may be shown, nobody else writes there, and there is room for another."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from core.cli.check_result import Check, State

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def folder_checks(folder: Path, key_file: Path | None = None) -> Iterator[Check]:
    """Look at a folder of published boards, whose signature the public key verifies. Nothing is written."""
    from core.board_folder.board_checks import board_faults
    from core.board_folder.shown_board import board_to_show, public_key_file
    from core.store.sqlite import StoreError

    try:
        board = board_to_show(folder, key_file=key_file)
    except StoreError as error:
        yield Check("看板", State.BAD, str(error), "看板会继续显示以前的一份；改好以后再查一次。")
        return
    if faults := board_faults(folder / board.file):
        yield Check("看板", State.BAD, "；".join(faults[:3]), "请用本程序重新生成、发布。")
    else:
        text = f"{board.bureau}，数据到 {board.covers_to}，第 {board.data_version} 版，第 {board.number} 次发布"
        yield Check("看板", State.GOOD, text)
    if key_file or public_key_file():
        yield Check("签名", State.GOOD, "看板签过名，签名对")
    elif board.signature:
        mend = "要在这里核对，加 --board-key 公钥；看板服务启动时给的公钥，由它自己核对。"
        yield Check("签名", State.GOOD, "看板签过名，这次没有给公钥，没有核对", mend)
    else:
        yield Check("签名", State.NOTE, "看板没有签名", "经别的机器传送的，请用 fengjing board key 新建一对密钥签名。")
    yield _permissions(folder)
    free = shutil.disk_usage(folder).free
    text = f"{folder} 还有 {free / 2**30:.1f} GB，看板文件 {board.size / 2**20:,.0f} MB"
    if free < 2 * board.size:
        yield Check("磁盘", State.BAD, text, "再发布一份要两倍于它的空间：请腾出空间，或少留以前的（--keep）。")
    else:
        yield Check("磁盘", State.GOOD, text)


def _permissions(folder: Path) -> Check:
    if os.name != "posix":
        return Check("权限", State.NOTE, "这个系统上不核对文件权限", "请确认只有发布的用户能写这个文件夹。")
    if writable := [str(path) for path in (folder, *folder.iterdir()) if path.stat().st_mode & _OTHERS_WRITE]:
        return Check("权限", State.BAD, f"别的用户也能写 {'、'.join(writable)}", f"请运行 chmod -R go-w {folder}")
    return Check("权限", State.GOOD, "只有本用户能写")
