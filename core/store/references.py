"""Say what points at units or officers, so that they cannot be taken out from under it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from core.store.catalogue_tables import GRAINS, table_of
from core.store.sqlite import StoreError
from core.store.store import Store

Pointed = Literal["unit", "officer"]
_FOLLOWING = ("unit_ancestor", "coverage", *GRAINS)  # they follow from the other tables
_WORDS = {
    "unit": "个下级单位",
    "ledger": "行统计报表",
    "coverage_claim": "处“记录齐全”的说明",
    "account": "个账号",
    "kiosk": "块大屏",
    "instruction_event": "步指令",
    "signal_event": "条预警的处理",
    "publication_score": "行已发布的榜",
    "assumed": "处对照补上的说明",
    "unit_change": "项单位变更",
}
_POINTED_WORDS: dict[Pointed, str] = {"unit": "单位", "officer": "人员"}


class _Reference(NamedTuple):
    """Rows that point at what is to go: how they are called, how many, and the batch that wrote them, if one did."""

    words: str
    rows: int
    batch: int | None


def require_unreferenced(store: Store, pointed: Pointed, ids: list[Any], number: int) -> None:
    """Raise StoreError (Chinese) if anything points at units or officers; else let go of their empty cells."""
    references = list(_references(store, pointed, json.dumps(ids)))
    if references:
        told = "、".join(f"{reference.rows} {reference.words}" for reference in references)
        numbers = sorted({reference.batch for reference in references if reference.batch}, reverse=True)
        first = f"请先撤销第 {'、'.join(map(str, numbers))} 批" if numbers else "请先处理它们"
        raise StoreError(f"第 {number} 批的{_POINTED_WORDS[pointed]}还有 {told} 用着，撤销不了。{first}。")
    for grain in GRAINS:
        if any(target == pointed for target, _ in _foreign_keys(store.db, grain)):
            store.db.execute(
                f"DELETE FROM {grain} WHERE {pointed} IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
            )


def _references(store: Store, pointed: Pointed, ids: str) -> Iterator[_Reference]:
    kinds = {table_of(kind): fact.zh for kind, fact in store.catalogue.facts.items()}
    words = _WORDS | {table: f"条{zh}记录" for table, zh in kinds.items()}
    within = "IN (SELECT value FROM json_each(:ids))"
    for table, column in _pointing(store.db, pointed):
        batch = "batch" if "batch" in _columns(store.db, table) else "NULL"
        own = f" AND id NOT {within}" if table == pointed else ""
        query = f"SELECT {batch}, count(*) FROM {table} WHERE {column} {within}{own} GROUP BY 1"
        for number, rows in store.db.execute(query, {"ids": ids}).fetchall():
            yield _Reference(words.get(table, f"行 {table}"), rows, number)
    earlier = " OR ".join(
        f"(kind = '{kind}' AND json_extract(content, '$.{column}') {within})"
        for kind, column in _kept_columns(store, pointed)
    )
    query = f"SELECT ifnull(author, batch), count(*) FROM prior WHERE {earlier} GROUP BY 1"
    for number, rows in store.db.execute(query, {"ids": ids}).fetchall():
        yield _Reference("行更正以前的内容", rows, number)


def _pointing(db: Database, pointed: Pointed) -> Iterator[tuple[str, str]]:
    """Yield table and column of all that points at units or officers of itself."""
    for table in db.table_names():
        if table not in _FOLLOWING:
            yield from ((table, column) for target, column in _foreign_keys(db, table) if target == pointed)
    if pointed == "unit":
        yield "publication_score", "unit"  # sealed, so that it names units without pointing at them


def _kept_columns(store: Store, pointed: Pointed) -> Iterator[tuple[str, str]]:
    """Yield kind and column of all earlier versions of rows that may name units or officers."""
    for kind, fact in store.catalogue.facts.items():
        yield from ((kind, name) for name, column in fact.columns.items() if column.type == pointed)
    if pointed == "unit":
        yield "ledger", "unit"


def _foreign_keys(db: Database, table: str) -> list[tuple[str, str]]:
    return [(row[2], row[3]) for row in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()]


def _columns(db: Database, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
