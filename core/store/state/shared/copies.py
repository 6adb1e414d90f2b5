"""Places of the copies of a shared state, and the acts that are refused of them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from core.store.errors import StoreError
from core.store.raw_connection import READ, raw_connect
from core.store.state.shared.address import checked_address
from core.store.state.shared.shared_copy import shared_address
from core.store.state.state_file import is_state_file

_ENDING = ".state-copy.db"


def copy_beside(board: Path, address: str) -> Path:
    """Return this machine's copy of a shared state beside a board, made where there is none. Raises StoreError."""
    from core.store.state.shared.create import make_copy

    address = checked_address(address)
    path = board.resolve().with_name(f"{board.name}{_ENDING}")
    if not path.exists():
        make_copy(path, board, address)
    elif (origin := address_of(path)) != address:
        raise StoreError(f"{path} 是 {origin or '别的状态'} 的副本，不是 {address} 的：移走它再启动。")
    return path


def address_of(path: Path) -> str | None:
    """Return the shared state that a file is a copy of; None of any other file."""
    if not is_state_file(path):
        return None
    with closing(raw_connect(path, READ)) as connection:
        return shared_address(connection)


def refuse_copy(path: Path) -> None:
    """Raise StoreError (Chinese) of a copy: what it holds is kept, and put back, by PostgreSQL itself."""
    address = address_of(path)
    if address is not None:
        raise StoreError(
            f"{path} 是共享状态库 {address} 的副本：备份和恢复用 PostgreSQL 自己的（pg_dump、pg_restore）；"
            "副本坏了，删掉它，再 fengjing state create --url 建一份。"
        )
