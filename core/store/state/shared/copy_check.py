"""Holds a machine's copy of a shared state against what PostgreSQL has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.store.state.shared.address import SharedStateFault, engine_of
from core.store.state.shared.row_copies import stored_row
from core.store.state.shared.shared_copy import shared_address
from core.store.state.shared.shared_tables import SharedTable, shared_tables
from core.store.state.tables import LOCAL_KEYS

if TYPE_CHECKING:
    from sqlite3 import Connection as Copy

    from sqlalchemy import Connection


def copy_faults(copy: Copy) -> Iterator[str]:
    """Yield the tables of a copy whose rows are others than PostgreSQL's; of a state that is no copy, nothing.

    A copy follows what changed there: what was changed in the copy's own file would stay.
    """
    from sqlalchemy.exc import SQLAlchemyError

    if (address := shared_address(copy)) is None:
        return
    try:
        with engine_of(address).connect() as connection:
            for shared in shared_tables().values():
                if count := _differing_rows(copy, connection, shared):
                    yield f"本机副本的 {shared.name} 有 {count} 行和共享状态库不同：副本被改过，请删掉重建"
    except SQLAlchemyError as error:
        yield SharedStateFault(address, error).detail


def _differing_rows(copy: Copy, connection: Connection, shared: SharedTable) -> int:
    own: Counter[tuple[Any, ...]] = Counter(
        tuple(row)
        for row in copy.execute(f"SELECT {', '.join(shared.columns)} FROM main.{shared.name}").fetchall()
        if shared.name != "meta" or row[shared.columns.index("key")] not in LOCAL_KEYS
    )
    common = Counter(
        tuple(stored_row(shared, dict(row))[name] for name in shared.columns)
        for row in connection.execute(shared.table.select()).mappings()
    )
    return max(sum((own - common).values()), sum((common - own).values()))
