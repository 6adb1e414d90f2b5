"""Coverage: on which days a unit's records of a kind are complete, so that none means nought.

A unit covered covers all below it. Where nothing covers a unit, its figure is not known, and is not 0.
"""

from __future__ import annotations

from core.store.store import Store


def add_coverage(store: Store, kind: str, unit: int, first: int, last: int) -> None:
    """Says that the records of `kind` are complete for a unit and all below on those days.

    Ranges that overlap or touch become one.
    """
    store.require_transaction()
    near = store.db.execute(
        "SELECT first, last FROM coverage WHERE kind = ? AND unit = ? AND first <= ? AND last >= ?",
        [kind, unit, last + 1, first - 1],
    ).fetchall()
    for old_first, _ in near:
        store.db.execute("DELETE FROM coverage WHERE kind = ? AND unit = ? AND first = ?", [kind, unit, old_first])
    firsts, lasts = [first, *(a for a, _ in near)], [last, *(b for _, b in near)]
    store.db.execute("INSERT INTO coverage VALUES (?, ?, ?, ?)", [kind, unit, min(firsts), max(lasts)])


def coverage(store: Store) -> dict[str, dict[int, list[tuple[int, int]]]]:
    """All coverage: kind → unit → ranges in order."""
    covered: dict[str, dict[int, list[tuple[int, int]]]] = {}
    for kind, unit, first, last in store.db.execute("SELECT kind, unit, first, last FROM coverage ORDER BY first"):
        covered.setdefault(kind, {}).setdefault(unit, []).append((first, last))
    return covered
