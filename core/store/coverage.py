"""Coverage: the days on which a unit's records of a kind are complete, so that none means nought.

A unit covered covers all below it. Where nothing covers a unit, its figure is not known, and is not 0.
"""

from __future__ import annotations

from core.store.store import Store


def add_coverage(store: Store, kind: str, unit: int, first: int, last: int) -> None:
    """Note that the records of `kind` are complete for a unit and all below on those days.

    Ranges that overlap or touch become one.
    """
    store.require_transaction()
    adjacent = store.db.execute(
        "SELECT first, last FROM coverage WHERE kind = ? AND unit = ? AND first <= ? AND last >= ?",
        [kind, unit, last + 1, first - 1],
    ).fetchall()
    for old_first, _ in adjacent:
        store.db.execute("DELETE FROM coverage WHERE kind = ? AND unit = ? AND first = ?", [kind, unit, old_first])
    firsts, lasts = [first, *(old_first for old_first, _ in adjacent)], [last, *(old_last for _, old_last in adjacent)]
    store.db.execute("INSERT INTO coverage VALUES (?, ?, ?, ?)", [kind, unit, min(firsts), max(lasts)])


def coverage(store: Store) -> dict[str, dict[int, list[tuple[int, int]]]]:
    """Return all coverage: kind → unit → ranges in order."""
    by_kind: dict[str, dict[int, list[tuple[int, int]]]] = {}
    for kind, unit, first, last in store.db.execute("SELECT kind, unit, first, last FROM coverage ORDER BY first"):
        by_kind.setdefault(kind, {}).setdefault(unit, []).append((first, last))
    return by_kind
