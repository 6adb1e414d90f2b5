"""A file of printed figures, audited (勾稽核验): what the command and the page share. The file is kept nowhere."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from core.audit.audit import audit
from core.audit.claim import COLUMNS, OPTIONAL, Fault, read_claims
from core.audit.finding import VERDICTS, Finding
from core.catalogue.model import Catalogue
from core.intake.refusal import FileRefused, Refusal
from core.intake.table import Table

BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV file for UTF-8 only with it
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a cell that begins so would be run
EXAMPLE = Path(__file__).parent / "bulletin_example.csv"
HEADS = (*COLUMNS, "结论", "算式与理由")


class Audited(NamedTuple):
    """What was found of each row, and the rows that cannot be read."""

    findings: list[Finding]
    refused: list[Fault | Refusal]


def audit_table(table: Table, catalogue: Catalogue) -> Audited:
    """The findings of a table, and the rows that cannot be read. Raises FileRefused where none can."""
    claims, faults = read_claims(table.headers, table.rows)
    if any(fault.row == 1 for fault in faults):
        raise FileRefused(table.file, [Refusal(*fault) for fault in faults])
    refused: list[Fault | Refusal] = [*table.refused, *faults]
    return Audited(audit(claims, catalogue), sorted(refused))


def template() -> str:
    """The header row that a file must have."""
    return _csv([(*COLUMNS, *OPTIONAL)])


def example() -> str:
    """A made-up bulletin with a figure of every verdict."""
    return EXAMPLE.read_text("utf-8")


def as_csv(findings: list[Finding]) -> str:
    """The findings for a spreadsheet: no cell is taken for a formula."""
    rows = []
    for finding in findings:
        claim = finding.claim
        told = ["" if (value := getattr(claim, name)) is None else value for name in COLUMNS]
        rows.append((*told, VERDICTS[finding.verdict], finding.reason))
    return _csv([HEADS, *rows])


def _csv(rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def _safe(cell: object) -> object:
    """Whole numbers stay numbers; a text that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
