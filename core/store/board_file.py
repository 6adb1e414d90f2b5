"""Board files (看板文件): databases that hold sums and the newest records alone, and are never written.

They bear another application id than a bureau's own database, so that no program takes one for the other.
"""

from __future__ import annotations

from pathlib import Path

from core.store.errors import StoreError
from core.store.own_bytes import read_at

BOARD_ID = 0x464A_5802
_ID_PLACE = 68  # of the application id in SQLite's header
RECORDS_FROM = "records_from"  # key of meta: by kind, the day since which a board file has the records
UNITS_RECORDS_FROM = "units_records_from"  # key of meta: the same by kind and unit, of a board that was merged
UNITS_OUTCOMES_UNTIL = "units_outcomes_until"  # key of meta: of a merged board by kind and unit, the last outcome's day
MERGED_FROM = "merged_from"  # key of meta: the counties that a board was merged from, without any of their records
READ_ONLY = "本看板只读：这是由汇总生成的看板文件，不能登记、下发、修改。请在原数据库（业务系统所在的一份）里办理。"


DATA_READ_ONLY = (
    "本看板只读：数据由汇总生成，不能导入、撤销，也不能改单位和目录。请在原数据库（业务系统所在的一份）里办理。"
)


class BoardIsReadOnly(StoreError):
    """Somebody wants to write into a board file."""

    def __init__(self, text: str = READ_ONLY) -> None:
        super().__init__(text)


def is_board_file(path: Path) -> bool:
    """Tell a board file by its header."""
    return header_id(path) == BOARD_ID


def header_id(path: Path) -> int | None:
    """Return the application id in the header of a database that is not encrypted; None where no file can be read."""
    try:
        header = read_at(path, 0, _ID_PLACE + 4)
    except OSError:
        return None
    return int.from_bytes(header[_ID_PLACE:], "big")
