"""`fengjing audit`: whether printed figures can be true."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core.audit.claim import COLUMNS, ClaimKind
from core.audit.finding import AuditVerdict, Finding
from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.cli.common import (
    bundle_options,
    echo_json,
    format_option,
    opened,
    optional_database,
    plain_errors,
    print_table,
)
from core.cli.viewer_option import engine_for, user_option
from core.features.file_audit.audited_table import KNOWN_HEADERS, audit_table
from core.features.prose_audit.audit_content import audit_content
from core.features.prose_audit.compare import compare_printed, subject_of
from core.features.prose_audit.read_file import ENDINGS, TABLES, file_content, is_claims_file
from core.features.prose_audit.result import json_rows, tally_text
from core.features.prose_audit.types import FileContent
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


class AuditOptions(NamedTuple):
    """Options of `fengjing audit`."""

    db: Path | None
    period: str | None
    unit: str | None
    user: str | None
    output_format: str


@click.command("audit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@optional_database("与这个库里的数对照：通报里的名称与指标相同的才对照")
@click.option("--period", help="通报说的是哪一期；不写就从文件开头读")
@click.option("--unit", help="通报说的是哪个单位；不写就从文件开头读")
@user_option
@format_option("table", "json")
@bundle_options(AuditOptions)
def audit_command(file: Path, options: AuditOptions) -> None:
    """勾稽核验：通报里印出的数字能不能成立。

    写好的通报（.docx、.txt、.xlsx、.csv）逐句逐表核验计数、占比、同比环比、合计；读不准的写明要问什么。
    表头是 claim、source 等列的核验用表逐行核验，读不了的行另行列出，并返回 1。
    """
    try:
        data = file.read_bytes()
        is_claims = file.suffix.lower() in TABLES and is_claims_file(file.name, data)
        if is_claims or (file.suffix.lower() not in ENDINGS):
            _audit_claims(file, options.output_format)
        else:
            _audit_bulletin(file_content(file.name, data, file.suffix.lower()), options)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


def _audit_claims(file: Path, output_format: str) -> None:
    with plain_errors():
        catalogue = load_catalogue()
    findings, refused = audit_table(read_table(file, known=KNOWN_HEADERS), catalogue)
    if output_format == "json":
        echo_json([json_row(finding) for finding in findings])
    else:
        _print_table(findings, catalogue)
    for row, column, value, rule, mend in refused:
        click.echo(f"第 {row} 行 [{column}] “{value}”：{rule} → {mend}", err=True)
    if refused:
        raise SystemExit(1)


def _audit_bulletin(content: FileContent, options: AuditOptions) -> None:
    remarks = list(content.remarks)
    with plain_errors():
        if options.db is None:
            findings = audit_content(content, load_catalogue()).findings
        else:
            with opened(options.db, read_only=True) as store:
                engine = engine_for(store, options.user)
                audited = audit_content(content, engine.catalogue)
                subject = subject_of(engine, content, options.period, options.unit)
                remarks += [subject.how] if subject.how else []
                findings = [*audited.findings, *compare_printed(engine, subject, audited.printed)]
    if options.output_format == "json":
        echo_json(json_rows(findings))
        return
    for remark in remarks:
        click.echo(f"{remark}。")
    rows = [
        [finding.place, finding.printed, finding.verdict.label, finding.reason, finding.question]
        for finding in findings
    ]
    print_table(("位置", "所报", "结论", "算式与理由", "请核对"), rows)
    click.echo(tally_text(findings))
