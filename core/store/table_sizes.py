"""The size of each table and index of a database file, by its own pages.

The SQLite of sqlcipher3 is built without its `dbstat` table, so the B-trees are counted here as the file format
lays them down (https://www.sqlite.org/fileformat2.html). Only the pages above the leaves are read, so a file of
gigabytes takes a moment. Overflow pages of long values are not counted; no table of records has any.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.store.errors import StoreError
from core.store.key import is_encrypted
from core.store.own_bytes import read_at
from core.store.store import Store

INTERIOR = (0x02, 0x05)  # of an index, of a table


class TableSize(NamedTuple):
    """A table or an index of the file (its own name, and that of its table), and the bytes of its pages."""

    name: str
    table: str
    bytes: int


def table_sizes(store: Store) -> list[TableSize]:
    """The tables and indexes of the file, the biggest first, as of its last checkpoint.

    Raises StoreError (Chinese) of an encrypted one, whose pages only SQLite can read.
    """
    if is_encrypted(store.path):
        raise StoreError("数据库是加密的，各部分的大小读不出来。")
    size = int(store.db.execute("PRAGMA page_size").fetchone()[0])
    roots = store.db.execute("SELECT name, tbl_name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    file = Path(store.path)
    sizes = [TableSize(name, table, size * _pages(file, size, root)) for name, table, root in roots]
    return sorted(sizes, key=lambda table: (-table.bytes, table.name))


def _pages(file: Path, size: int, root: int) -> int:
    """Count the pages of the B-tree that starts at a page."""
    counted, level = 1, [root]
    while level:
        below = [child for page in level for child in _children(_read(file, size, page), page)]
        counted += len(below)
        # A B-tree is as deep everywhere: if one page of a level is a leaf, all are.
        level = below if below and _kind(_read(file, size, below[0]), below[0]) in INTERIOR else []
    return counted


def _read(file: Path, size: int, page: int) -> bytes:
    return read_at(file, (page - 1) * size, size)


def _header_offset(page: int) -> int:
    """Return the offset of a page's own header: the first page has the file's before it."""
    return 100 if page == 1 else 0


def _kind(data: bytes, page: int) -> int:
    return data[_header_offset(page)]


def _children(data: bytes, page: int) -> Iterator[int]:
    """The pages right below, if the page is not a leaf."""
    start = _header_offset(page)
    if data[start] not in INTERIOR:
        return
    for cell in range(int.from_bytes(data[start + 3 : start + 5], "big")):
        pointer = start + 12 + 2 * cell
        offset = int.from_bytes(data[pointer : pointer + 2], "big")
        yield int.from_bytes(data[offset : offset + 4], "big")
    yield int.from_bytes(data[start + 8 : start + 12], "big")
