"""Compares what bulletins say with the command, and what a month's set takes: `python -m benchmarks.bulletins DB`.

DB is a county's, such as `fengjing seed --size county --db DB` makes. For every month and every week of the last year
each figure of the bulletin is compared with that of `fengjing kpi`, the bulletin is audited, written as a Word file,
and the file is read back as anybody's bulletin is. A month's set is the monthly, the briefing, four weeks, and one for
each station, all as Word files.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from core.bulletins.build import build_document
from core.bulletins.document import BulletinDocument, FigureLine
from core.bulletins.formats.docx import as_docx
from core.bulletins.formats.marks import DRAFT
from core.bulletins.self_audit import audit_document
from core.engine import Engine
from core.features.prose_audit.audit_content import GRAVE, audit_content
from core.features.prose_audit.compare import compare_printed, subject_of
from core.features.prose_audit.read_file import file_content
from core.metrics.display import NO_DATA
from core.store.open import open_store
from core.time.days import month_text
from dashboards.cli.command import cli

WEEKS = 52
MONTHS = 12
LABELS = {"同比": "yoy", "环比": "mom"}


class Tally(NamedTuple):
    """The outcome of a comparison: figures that differ, faults of the audit, figures called false by the way back."""

    documents: int = 0
    figures: int = 0
    differing: int = 0
    faults: int = 0
    read_back: int = 0
    called_false: int = 0

    def plus(self, other: Tally) -> Tally:
        """Return the sum."""
        return Tally(*(own + theirs for own, theirs in zip(self, other, strict=True)))


def periods(as_of: date, months: int, weeks: int) -> Iterator[tuple[str, str]]:
    """Yield the kind and the period of the newest bulletins."""
    month = as_of.year * 12 + as_of.month - 1 - ((as_of + timedelta(days=1)).day != 1)
    yield from (("monthly", month_text(number)) for number in range(month, month - months, -1))
    sunday = as_of - timedelta(days=(as_of.weekday() + 1) % 7)
    for back in range(weeks):
        year, week, _ = (sunday - timedelta(weeks=back)).isocalendar()
        yield "weekly", f"{year}-W{week:02d}"


def compare(engine: Engine, db: Path, kind: str, period: str) -> Tally:
    """Compare one bulletin with the command, with its audit, and with what is read back of it."""
    document = build_document(engine, engine.bulletin_rules(), kind, period)
    printed = command_rows(db, document, period)
    differing = sum(not agrees(line, printed[engine.unit(line.unit).code, line.kpi]) for line in document.figures)
    faults = audit_document(document, engine.catalogue).faults
    read_back, called_false = way_back(engine, document)
    return Tally(1, len(document.figures), differing, len(faults), read_back, called_false)


def command_rows(db: Path, document: BulletinDocument, period: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what the command says of the bulletin's KPIs, by unit and KPI: of the unit itself, and of those below."""
    kpis = sorted({line.kpi for line in document.figures})
    words = ["kpi", *kpis, "--period", period, "--unit", document.unit_code, "--compare", "yoy,mom", "--db", str(db)]
    rows = []
    for by_unit in ([], ["--by", "unit"]):
        result = CliRunner().invoke(cli, [*words, "--format", "json", *by_unit], catch_exceptions=False)
        rows += json.loads(result.stdout)
    return {(row["unit_code"], row["kpi"]): row for row in rows}


def agrees(line: FigureLine, row: dict[str, Any]) -> bool:
    """Tell whether a bulletin's figure, its bases and its verdicts are what the command says."""
    figure = (row["period_start"], row["period_end"], row["display"] if row["value"] is not None else NO_DATA)
    compared = all(
        (change.first, change.last, change.verdict_code)
        == (row[kind]["base_start"], row[kind]["base_end"], row[kind]["verdict_code"])
        and change.change_text in (NO_DATA, row[kind]["display"], f"日均 {change.change_text.removeprefix('日均 ')}")
        for change in line.comparisons
        if (kind := LABELS.get(change.label)) is not None
    )
    return (line.first, line.last, line.text) == figure and compared


def way_back(engine: Engine, document: BulletinDocument) -> tuple[int, int]:
    """Write a bulletin as a Word file and read it as a stranger's: findings, and those that call a figure false."""
    content = file_content("bulletin.docx", as_docx(document, DRAFT), ".docx")
    audited = audit_content(content, engine.catalogue)
    findings = [*audited.findings, *compare_printed(engine, subject_of(engine, content, None, None), audited.printed)]
    return len(findings), sum(finding.verdict in GRAVE for finding in findings)


def month_set(engine: Engine, as_of: date) -> tuple[int, float]:
    """Make a month's set as Word files: how many, and the seconds that it took."""
    (_, month), *weeks = periods(as_of, 1, 4)
    began, rules = time.perf_counter(), engine.bulletin_rules()
    subjects: list[tuple[str, str, str | None]] = [("monthly", month, None), ("briefing", month, None)]
    subjects += [(kind, week, None) for kind, week in weeks]
    subjects += [("station", month, unit.code) for unit in engine.units.stations(engine.units.root.id)]
    for kind, period, unit in subjects:
        document = build_document(engine, rules, kind, period, unit)
        assert not audit_document(document, engine.catalogue).faults
        as_docx(document, DRAFT)
    return len(subjects), time.perf_counter() - began


def measure(db: Path, months: int = MONTHS, weeks: int = WEEKS) -> dict[str, float]:
    """Return all numbers."""
    engine = Engine(open_store(db, read_only=True, now=None))
    as_of = engine.as_of()
    papers, seconds = month_set(engine, as_of)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tally = Tally()
    for kind, period in periods(as_of, months, weeks):
        tally = tally.plus(compare(engine, db, kind, period))
    engine.close()
    return {"papers of a month": papers, "seconds for them": seconds, "peak MB by then": peak, **tally._asdict()}


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    options = parser.parse_args()
    for name, value in measure(options.db, options.months, options.weeks).items():
        print(f"{name}: {value:,.1f}" if isinstance(value, float) else f"{name}: {value:,}")


if __name__ == "__main__":
    main()
