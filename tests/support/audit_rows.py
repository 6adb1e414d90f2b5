"""Rows for the audit, made in a line."""

from __future__ import annotations

from core.audit.audit import audit
from core.audit.claim import COLUMNS, read_claims
from core.audit.finding import Finding
from core.catalogue.load import load_catalogue

CATALOGUE = load_catalogue()
PLAIN = {"source": "doc", "place": "甲县", "period": "2026-10", "relation": "=", "unit": "%"}


def findings(*rows: dict[str, object]) -> list[Finding]:
    told = [{"claim": f"c{number}"} | PLAIN | row for number, row in enumerate(rows)]
    cells = [["" if row.get(name) is None else str(row[name]) for name in COLUMNS] for row in told]
    claims, faults = read_claims(COLUMNS, list(enumerate(cells, 2)))
    assert not faults
    return audit(claims, CATALOGUE)


def finding(**row: object) -> Finding:
    return findings(row)[0]


def rate(reported: str, part: int | None = None, whole: int | None = None, **row: object) -> dict[str, object]:
    told = {"kpi": "key_dispute_resolution_rate", "kind": "rate", "reported": reported}
    return told | {"numerator": part, "denominator": whole} | row


def change(reported: str, now: int | None = None, base: int | None = None, **row: object) -> dict[str, object]:
    return {"kpi": "alerts_total", "kind": "yoy", "reported": reported, "numerator": now, "denominator": base} | row


def count(
    kpi: str, reported: str, part: int | None = None, whole: int | None = None, **row: object
) -> dict[str, object]:
    told = {"kpi": kpi, "kind": "count", "reported": reported, "unit": "起"}
    return told | {"numerator": part, "denominator": whole} | row
