"""Adds up what the parts or files of a run brought."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.intake.causes import RefusalCause, refusal_causes
from core.intake.importer import ImportReport
from core.intake.refused_file import refused_path, write_refused
from core.intake.withdraw import WithdrawReport
from core.store.data_sources import SourceRun
from core.store.sqlite import StoreError
from core.time.day_spans import DaySpan

MOST_FILES = 20  # of refused rows in a run: a mapping that fits nothing fills no disk
MOST_WARNINGS = 20


class RunTally:
    """Counts of a run so far, its batches, its warnings, and the causes of what it refused."""

    def __init__(self, database: Path, *, writes_refused: bool) -> None:
        self._database, self._writes_refused = database, writes_refused
        self.batches: list[int] = []
        self.read = self.new = self.changed = self.same = self.withdrawn = self.refused = 0
        self.refused_files: list[str] = []
        self.warnings: list[str] = []
        self.days: DaySpan | None = None
        self._causes: dict[tuple[str, str], RefusalCause] = {}

    def add(self, report: ImportReport) -> None:
        """Add what a part brought; its refused rows go into a file beside the database."""
        self.read += report.rows_read
        self.new += report.new
        self.changed += report.changed
        self.same += report.unchanged
        self.withdrawn += report.withdrawn
        self.refused += report.refused_rows
        if report.batch is not None:
            self.batches.append(report.batch)
        if report.covers is not None:
            days = [*report.covers, *(self.days or ())]
            self.days = (min(days), max(days))
        self._add_causes(refusal_causes(report.refused))
        if self._writes_refused and report.batch is not None:
            self._write_refused(report)
        self.warn(report.warnings)

    def add_withdrawal(self, report: WithdrawReport) -> None:
        """Add what was withdrawn because the source no longer has it."""
        self.withdrawn += report.withdrawn
        self.batches.append(report.batch)
        days = [*report.days, *(self.days or ())]
        self.days = (min(days), max(days))

    def warn(self, warnings: Iterable[str]) -> None:
        """Add sentences, each once and not without end."""
        for warning in warnings:
            if warning not in self.warnings and len(self.warnings) < MOST_WARNINGS:
                self.warnings.append(warning)

    def causes(self) -> list[RefusalCause]:
        """Return the causes of what was refused, the commonest first."""
        return sorted(self._causes.values(), key=lambda cause: -cause.rows)

    def run(self, started_at: int, ended_at: int, error: str = "") -> SourceRun:
        """Return the outcome as it is kept."""
        counts = (self.read, self.new, self.changed, self.same, self.withdrawn, self.refused)
        tails = (error, tuple(self.refused_files), tuple(self.warnings))
        return SourceRun(started_at, ended_at, tuple(self.batches), *counts, *tails)

    def _add_causes(self, causes: Iterable[RefusalCause]) -> None:
        for cause in causes:
            known = self._causes.get((cause.column, cause.rule))
            rows, first = (known.rows, known.first) if known else (0, cause.first)
            self._causes[cause.column, cause.rule] = RefusalCause(
                cause.column, cause.rule, cause.mend, rows + cause.rows, first
            )

    def _write_refused(self, report: ImportReport) -> None:
        if report.refused_table is None:
            return
        if len(self.refused_files) >= MOST_FILES:
            self.warn([f"拒收的行太多：只写出前 {MOST_FILES} 批的，原因都在这里"])
            return
        path = refused_path(self._database, report.file, report.batch)
        try:
            write_refused(report.refused_table, path)
        except StoreError as error:
            self.warn([str(error)])
        else:
            self.refused_files.append(str(path))
