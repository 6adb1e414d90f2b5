"""Rows that are gone at their source: found by comparing all the numbers, withdrawn as a batch of their own.

A row that is deleted in a table leaves no trace behind its rising column. So all the numbers of the table are read, and
no other column; the records that this source brought and that it no longer has are taken out. Records that came by
files, or that a file has corrected since, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from core.intake.identifiers import identifier
from core.intake.refusal import CellError
from core.intake.refused_notes import LONGEST_ID
from core.intake.withdraw import WithdrawReport, withdraw_rows
from core.sources.errors import SourceError
from core.store.catalogue_tables import table_of
from core.store.store import Store

_HELD = "temp.held"
MOST_GONE = 0.5  # of what a source brought: more was hardly declared void one by one


def withdraw_deleted(
    store: Store, source: str, kind: str, numbers: Iterable[str], *, now: int, actor: str
) -> WithdrawReport | None:
    """Withdraw the records that a source brought and whose numbers are no longer among those it has.

    Returns None where none is gone. Raises SourceError (Chinese), and withdraws nothing, where a number cannot be
    read, or where so many are gone that it is rather the table or its view that has become another one.
    """
    with _held_numbers(store, numbers):
        own = f"{table_of(kind)} f JOIN batch b ON b.number = f.batch WHERE b.file = ?"
        gone = f"{own} AND NOT EXISTS (SELECT 1 FROM {_HELD} h WHERE h.id = f.id)"
        brought = int(store.db.execute(f"SELECT count(*) FROM {own}", [source]).fetchone()[0])
        ids = [record for (record,) in store.db.execute(f"SELECT f.id FROM {gone} ORDER BY f.id", [source])]
    if not ids:
        return None
    if len(ids) > MOST_GONE * brought:
        raise SourceError(
            f"来源“{source}”带来的 {brought:,} 条里有 {len(ids):,} 条在对方表里没有了，超过一半，什么也没有撤出："
            "多半是表被清空、归档，或视图的条件变了，请先问对方。确要全部撤出，用 fengjing batch undo 撤销它的各批。"
        )
    return withdraw_rows(store, kind, ids, now=now, actor=actor, file=source)


@contextmanager
def _held_numbers(store: Store, numbers: Iterable[str]) -> Iterator[None]:
    """The numbers of the table in temp.held, which is on disk where it grows large."""
    store.db.execute(f"CREATE TEMP TABLE {_HELD.removeprefix('temp.')} (id TEXT PRIMARY KEY) WITHOUT ROWID")
    try:
        own = not store.conn.in_transaction
        if own:
            store.conn.execute("BEGIN")  # or each number would be a transaction of its own
        try:
            rows = ((_number(text),) for text in numbers)
            store.conn.executemany(f"INSERT OR IGNORE INTO {_HELD} VALUES (?)", rows)
        finally:
            if own:
                store.conn.execute("COMMIT")
        yield
    finally:
        store.db.execute(f"DROP TABLE {_HELD}")


def _number(text: str) -> str:
    try:
        if text:
            return identifier(text, longest=LONGEST_ID)
    except CellError as error:
        raise SourceError(f"对方表里有编号读不出（{error.rule}），不能断定哪些删掉了，什么也没有撤出。") from error
    raise SourceError("对方表里有空的编号，不能断定哪些删掉了，什么也没有撤出。")
