"""Coverage: the days on which a unit's records of a kind are complete, so that none means nought.

A unit covered covers all below it. Where nothing covers a unit, its figure is not known, and is not 0. Batches claim
coverage; the table of coverage has what all claims come to, each day at the highest unit for which it is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.store.batch_tables import BASELINE
from core.store.store import Store
from core.time.day_spans import DaySpan, intersect, merge, subtract

UnitDays = dict[int, list[DaySpan]]


class CoverageClaim(NamedTuple):
    """The records of a kind are complete for a unit and all below on the days first to last."""

    kind: str
    unit: int
    first: int
    last: int


def add_coverage(store: Store, kind: str, unit: int, first: int, last: int) -> None:
    """Claim that the records of `kind` are complete for a unit and all below on those days."""
    claim_coverage(store, [CoverageClaim(kind, unit, first, last)])


def claim_coverage(store: Store, claims: Iterable[CoverageClaim]) -> None:
    """Keep claims in the name of the open batch, and bring coverage up to them."""
    store.require_transaction()
    batch = BASELINE if store.batch is None else store.batch
    by_kind: dict[str, list[CoverageClaim]] = {}
    for claim in claims:
        by_kind.setdefault(claim.kind, []).append(claim)
        store.db.execute(
            "INSERT INTO coverage_claim VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (batch, kind, unit, first) DO UPDATE SET last = max(last, excluded.last)",
            [batch, *claim],
        )
    for kind, added in by_kind.items():
        days = _days(store, "coverage", kind)
        for claim in added:
            days.setdefault(claim.unit, []).append((claim.first, claim.last))
        _replace(store, kind, days)


def take_back_coverage(store: Store, batch: int) -> None:
    """Take a batch's claims out of coverage."""
    store.require_transaction()
    kinds = store.db.execute("SELECT DISTINCT kind FROM coverage_claim WHERE batch = ?", [batch]).fetchall()
    store.db.execute("DELETE FROM coverage_claim WHERE batch = ?", [batch])
    for (kind,) in kinds:
        _replace(store, kind, _days(store, "coverage_claim", kind))


def settle_coverage(store: Store) -> None:
    """Bring coverage up to the claims where units have come to stand under others."""
    store.require_transaction()
    for (kind,) in store.db.execute("SELECT DISTINCT kind FROM coverage_claim").fetchall():
        _replace(store, kind, _days(store, "coverage_claim", kind))


def coverage(store: Store) -> dict[str, UnitDays]:
    """Return all coverage: kind → unit → ranges in order."""
    by_kind: dict[str, UnitDays] = {}
    for kind, unit, first, last in store.db.execute("SELECT kind, unit, first, last FROM coverage ORDER BY first"):
        by_kind.setdefault(kind, {}).setdefault(unit, []).append((first, last))
    return by_kind


def coverage_faults(store: Store) -> list[str]:
    """Return the kinds of record whose coverage is not what the standing batches claim."""
    query = "SELECT kind FROM coverage UNION SELECT kind FROM coverage_claim"
    kinds = [kind for (kind,) in store.db.execute(query).fetchall()]
    tables = ("coverage", "coverage_claim")
    return [kind for kind in kinds if len({repr(_normal(store, _days(store, table, kind))) for table in tables}) > 1]


def _days(store: Store, table: str, kind: str) -> UnitDays:
    days: UnitDays = {}
    for unit, first, last in store.db.execute(f"SELECT unit, first, last FROM {table} WHERE kind = ?", [kind]):
        days.setdefault(unit, []).append((first, last))
    return days


def _replace(store: Store, kind: str, days: UnitDays) -> None:
    """Put these days in place of a kind's coverage."""
    store.db.execute("DELETE FROM coverage WHERE kind = ?", [kind])
    rows = ((kind, unit, *span) for unit, spans in _normal(store, days) for span in spans)
    store.conn.executemany("INSERT INTO coverage VALUES (?, ?, ?, ?)", rows)


def _normal(store: Store, days: UnitDays) -> list[tuple[int, list[DaySpan]]]:
    """The same days by unit: merged, and none that a unit above has."""
    merged = {unit: merge(spans) for unit, spans in days.items()}
    above: dict[int, list[tuple[int, int, int]]] = {}
    lines = "SELECT unit, ancestor, first, last FROM unit_ancestor WHERE unit <> ancestor AND NOT inherited"
    for unit, ancestor, first, last in store.db.execute(lines):
        if unit in merged and ancestor in merged:
            above.setdefault(unit, []).append((ancestor, first, last))
    normal = []
    for unit, spans in sorted(merged.items()):
        covered = merge(
            span
            for ancestor, first, last in above.get(unit, [])
            for span in intersect(merged[ancestor], [(first, last)])
        )
        if free := [part for span in spans for part in subtract(span, covered)]:
            normal.append((unit, free))
    return normal
