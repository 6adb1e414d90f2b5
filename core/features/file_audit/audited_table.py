"""A file of printed figures, audited (勾稽核验), for the command and the page. The file is kept nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from core.audit.audit import audit
from core.audit.claim import COLUMNS, OPTIONAL_COLUMNS, RowFault, read_claims
from core.audit.finding import Finding
from core.catalogue.model import Catalogue
from core.export import BYTE_ORDER_MARK, Sheet, csv_text
from core.intake.refusal import FileRefused, Refusal
from core.intake.table import Table

EXAMPLE = Path(__file__).parent / "example.csv"
KNOWN_HEADERS = (*COLUMNS, *OPTIONAL_COLUMNS)
HEADERS = (*COLUMNS, "结论", "算式与理由")


class AuditedTable(NamedTuple):
    """The finding of each row, and the rows that cannot be read."""

    findings: list[Finding]
    refused: list[RowFault | Refusal]


def audit_table(table: Table, catalogue: Catalogue) -> AuditedTable:
    """Audit a table. Raises FileRefused where no row can be read."""
    claims, faults = read_claims(table.headers, table.rows)
    if any(fault.row == 1 for fault in faults):
        raise FileRefused(table.file, [Refusal(*fault) for fault in faults])
    refused: list[RowFault | Refusal] = [*table.refused, *faults]
    return AuditedTable(audit(claims, catalogue), sorted(refused))


def template() -> str:
    """Return the header row that a file must have."""
    return _csv([KNOWN_HEADERS])


def example() -> str:
    """Return a made-up bulletin with a figure of every verdict."""
    return EXAMPLE.read_text("utf-8")


def as_csv(findings: list[Finding]) -> str:
    """Write the findings for a spreadsheet: no cell is taken for a formula."""
    return _csv([HEADERS, *_rows(findings)])


def as_sheet(findings: list[Finding], title: str) -> Sheet:
    """Return the findings as a sheet."""
    return Sheet(title, (), HEADERS, _rows(findings))


def _rows(findings: list[Finding]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for finding in findings:
        claim = finding.claim
        cells = ["" if (cell := getattr(claim, column)) is None else cell for column in COLUMNS]
        rows.append((*cells, finding.verdict.label, finding.reason))
    return rows


def _csv(rows: list[tuple[object, ...]]) -> str:
    return BYTE_ORDER_MARK + csv_text(rows)
