"""`fengjing audit`: whether printed figures can be true."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core.audit.claim import COLUMNS, ClaimKind
from core.audit.finding import AuditVerdict, Finding
from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.cli.common import echo_json, format_option, plain_errors
from core.features.file_audit.audited_table import KNOWN_HEADERS, audit_table
from core.intake.refusal import FileRefused
from core.intake.table import read_table

STYLES = {
    AuditVerdict.IMPOSSIBLE: "bold red",
    AuditVerdict.CONTRADICTED: "red",
    AuditVerdict.HOLDS: "green",
    AuditVerdict.POSSIBLE: "cyan",
    AuditVerdict.NOT_CHECKABLE: "dim",
}
KIND_WORDS = {ClaimKind.RATE: "", ClaimKind.YOY: "（同比）", ClaimKind.COUNT: "", ClaimKind.TARGET: "（目标）"}


def json_row(finding: Finding) -> dict[str, Any]:
    """One finding for scripts. `solutions`: all whole numbers from first to last, or without end if last is null."""
    row: dict[str, Any] = {"row": finding.claim.row, **{name: getattr(finding.claim, name) for name in COLUMNS}}
    row |= {"verdict": finding.verdict, "verdict_zh": finding.verdict.label, "reason": finding.reason}
    row["solutions"] = None
    if finding.solutions:
        of, (first, last) = finding.solutions
        row["solutions"] = {"of": of, "first": first, "last": last}
    return row


def _print_table(findings: list[Finding], catalogue: Catalogue) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 1))
    table.add_column("行", justify="right")
    for title, ratio in (("地方", 2), ("期间", 2), ("指标", 3), ("所报", 2)):
        table.add_column(title, overflow="fold", ratio=ratio)
    table.add_column("结论", no_wrap=True)
    table.add_column("算式与理由", overflow="fold", ratio=9)
    for finding in findings:
        claim = finding.claim
        declared = catalogue.kpis.get(claim.kpi) or catalogue.measures.get(claim.kpi)
        name = (declared.zh if declared else claim.kpi) + KIND_WORDS[claim.kind]
        verdict = f"[{STYLES[finding.verdict]}]{finding.verdict.label}[/]"
        cells = (str(claim.row), claim.place, claim.period, name, claim.printed)
        table.add_row(*map(escape, cells), verdict, escape(finding.reason))
    Console().print(table)
    counts = Counter(finding.verdict for finding in findings)
    click.echo(f"共 {len(findings)} 条：" + "，".join(f"{verdict.label} {counts[verdict]}" for verdict in AuditVerdict))


@click.command("audit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option("table", "json")
def audit_command(file: Path, output_format: str) -> None:
    """勾稽核验：通报里印出的数字能不能成立。读不了的行另行列出，并返回 1。"""
    with plain_errors():
        catalogue = load_catalogue()
    try:
        findings, refused = audit_table(read_table(file, known=KNOWN_HEADERS), catalogue)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
    if output_format == "json":
        echo_json([json_row(finding) for finding in findings])
    else:
        _print_table(findings, catalogue)
    for row, column, value, rule, mend in refused:
        click.echo(f"第 {row} 行 [{column}] “{value}”：{rule} → {mend}", err=True)
    if refused:
        raise SystemExit(1)
