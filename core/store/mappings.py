"""Mappings (对照) kept under names: every version stays, the newest is used, and one may be withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.store.sqlite import StoreError
from core.store.trail import trail_transaction
from core.visible_text import is_all_visible

if TYPE_CHECKING:
    from sqlite3 import Connection

LONGEST_NAME = 64
LONGEST_TEXT = 400_000
_COLUMNS = "name, version, kind, headers, text, at, actor"
_NEWEST = f"SELECT {_COLUMNS} FROM mapping m WHERE version = (SELECT max(version) FROM mapping WHERE name = m.name)"


@dataclass(frozen=True, slots=True)
class StoredMapping:
    """A version of a mapping: its kind of file, the hash of the headers it knows, its TOML text, when and by whom.

    An empty text withdraws the mapping.
    """

    name: str
    version: int
    kind: str
    headers: str
    text: str
    at: int
    actor: str


def stored_mappings(connection: Connection) -> list[StoredMapping]:
    """Return the newest version of every mapping that is not withdrawn, by name."""
    return [StoredMapping(*row) for row in connection.execute(f"{_NEWEST} AND text <> '' ORDER BY name")]


def find_mapping(connection: Connection, name: str) -> StoredMapping:
    """Return the newest version of a mapping. Raises LookupError (Chinese) where there is none."""
    found = next((mapping for mapping in stored_mappings(connection) if mapping.name == name), None)
    if found is None:
        names = "、".join(mapping.name for mapping in stored_mappings(connection))
        raise LookupError(f"没有名为“{name}”的对照" + (f"，已有的是：{names}" if names else "：还没有存过对照"))
    return found


def save_mapping(connection: Connection, mapping: StoredMapping) -> StoredMapping:
    """Keep a mapping as the next version of its name, with a line of the trail; the same text again changes nothing.

    The version given is not looked at. Raises StoreError (Chinese) where name or text cannot be kept.
    """
    name = mapping.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not is_all_visible(name):
        raise StoreError(f"对照的名称要有 1 到 {LONGEST_NAME} 个字，不能有换行和看不见的字符。")
    if len(mapping.text) > LONGEST_TEXT:
        raise StoreError(f"对照太长，不得超过 {LONGEST_TEXT:,} 字：代码太多的列请先归并。")
    before = connection.execute(
        "SELECT version, text FROM mapping WHERE name = ? ORDER BY version DESC", [name]
    ).fetchone()
    if before is not None and before[1] == mapping.text:
        return find_mapping(connection, name) if mapping.text else mapping
    version = (before[0] if before else 0) + 1
    detail = f"{name}：第 {version} 版" if mapping.text else f"{name}：撤下"
    with trail_transaction(connection, actor=mapping.actor, action="mapping", detail=detail, now=mapping.at):
        row = [name, version, mapping.kind, mapping.headers, mapping.text, mapping.at, mapping.actor]
        connection.execute(f"INSERT INTO mapping ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return StoredMapping(name, version, mapping.kind, mapping.headers, mapping.text, mapping.at, mapping.actor)


def withdraw_mapping(connection: Connection, name: str, *, actor: str, now: int) -> None:
    """Let a mapping recognise nothing any more; its versions stay. Raises LookupError (Chinese) where there is none."""
    found = find_mapping(connection, name)
    save_mapping(connection, StoredMapping(name, 0, found.kind, "", "", now, actor))
