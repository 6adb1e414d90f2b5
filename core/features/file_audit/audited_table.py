"""A file of printed figures, audited (勾稽核验): what the command and the page share. The file is kept nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from core.audit.audit import audit
from core.audit.claim import COLUMNS, OPTIONAL_COLUMNS, RowFault, read_claims
from core.audit.finding import VERDICTS, Finding
from core.catalogue.model import Catalogue
from core.export import BYTE_ORDER_MARK, Sheet, csv_text
from core.intake.refusal import FileRefused, Refusal
from core.intake.table import Table

EXAMPLE = Path(__file__).parent / "example.csv"
HEADERS = (*COLUMNS, "结论", "算式与理由")


class AuditedTable(NamedTuple):
    """What was found of each row, and the rows that cannot be read."""

    findings: list[Finding]
    refused: list[RowFault | Refusal]


def audit_table(table: Table, catalogue: Catalogue) -> AuditedTable:
    """The findings of a table, and the rows that cannot be read. Raises FileRefused where none can."""
    claims, faults = read_claims(table.headers, table.rows)
    if any(fault.row == 1 for fault in faults):
        raise FileRefused(table.file, [Refusal(*fault) for fault in faults])
    refused: list[RowFault | Refusal] = [*table.refused, *faults]
    return AuditedTable(audit(claims, catalogue), sorted(refused))


def template() -> str:
    """The header row that a file must have."""
    return _csv([(*COLUMNS, *OPTIONAL_COLUMNS)])


def example() -> str:
    """A made-up bulletin with a figure of every verdict."""
    return EXAMPLE.read_text("utf-8")


def as_csv(findings: list[Finding]) -> str:
    """The findings for a spreadsheet: no cell is taken for a formula."""
    return _csv([HEADERS, *_rows(findings)])


def as_sheet(findings: list[Finding], title: str) -> Sheet:
    """The same as a sheet."""
    return Sheet(title, (), HEADERS, _rows(findings))


def _rows(findings: list[Finding]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for finding in findings:
        claim = finding.claim
        told = ["" if (value := getattr(claim, name)) is None else value for name in COLUMNS]
        rows.append((*told, VERDICTS[finding.verdict], finding.reason))
    return rows


def _csv(rows: list[tuple[object, ...]]) -> str:
    return BYTE_ORDER_MARK + csv_text(rows)
