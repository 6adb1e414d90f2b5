"""Brings a file into a real database: read, checked, planned, then written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.intake.cell_parsers import ParseContext
from core.intake.fields import LEDGER, OFFICERS, UNITS, fields_of
from core.intake.import_plan import ImportPlan
from core.intake.ledger import plan_ledger
from core.intake.lookup import MeasureLookup, OfficerLookup, UnitLookup
from core.intake.officers import plan_officers
from core.intake.records import plan_records
from core.intake.refusal import ImportRefused, Refusal
from core.intake.sheet import ImportSheet
from core.intake.table import read_table
from core.intake.units import plan_units
from core.store.store import Store
from core.store.units import UnitTree, unit_tree
from core.time.day_spans import DaySpan
from core.time.days import day_of_time
from core.time.period_context import context_of


@dataclass(frozen=True)
class ImportReport:
    """Outcome of an import. `same` counts the rows that the database has already, repeated copies too."""

    kind: str
    file: str
    rows_read: int
    new: int
    changed: int
    unchanged: int
    refused: list[Refusal]
    covers: DaySpan | None
    warnings: list[str] = field(default_factory=list)

    @property
    def refused_rows(self) -> int:
        """Number of rows refused (a row may be refused for several cells)."""
        return len({refusal.row for refusal in self.refused})


def import_file(
    store: Store,
    kind: str,
    path: Path,
    *,
    now: int,
    actor: str,
    covers: DaySpan | None = None,
    complete: bool = False,
) -> ImportReport:
    """Imports a file of units, officers, ledger rows or records.

    Good rows go in within one transaction and the rest are listed; a file that says nothing new writes nothing.
    `covers` are the first and last day of which records (or officers) speak, `complete` says that the file
    has the whole bureau's: both matter to officers and records alone.
    Raises FileRefused if the file cannot be read, ImportRefused if it may not be imported, and LookupError for
    an unknown kind. Refused values are in the report only, and are kept nowhere.
    """
    fields = fields_of(kind, store.catalogue)
    _allowed(store, covers, now)
    sheet = ImportSheet(read_table(path), fields)
    version = store.data_version()
    plan = _plan(store, kind, sheet, now, covers, complete)
    if not sheet.rows_read:
        plan.warnings.append("文件只有表头，没有数据行")
    refused = sorted(sheet.refused, key=lambda refusal: refusal.row)
    report = ImportReport(
        kind, path.name, sheet.rows_read, plan.new, plan.changed, plan.unchanged, refused, plan.covers, plan.warnings
    )
    if plan.steps:
        detail = f"{kind} {path.name}：新增 {plan.new}，更正 {plan.changed}，拒收 {report.refused_rows}"
        with store.write(actor, "import", detail, now):
            if store.data_version() != version + 1:  # checked against other data than those it would be laid on
                raise ImportRefused("核对文件期间数据库有了别的改动，什么也没有写入：请重新导入一次。")
            for step in plan.steps:
                step()
    return report


def _allowed(store: Store, covers: DaySpan | None, now: int) -> None:
    if store.demo:
        raise ImportRefused("这是演示数据库，不能导入真实数据。请先用 fengjing init 建立真实数据库，再导入。")
    if covers is not None and not covers[0] <= covers[1] <= day_of_time(now):
        raise ImportRefused("所述期间不对：起始日不得晚于截止日，截止日不得晚于今天。")


def _plan(store: Store, kind: str, sheet: ImportSheet, now: int, covers: DaySpan | None, complete: bool) -> ImportPlan:
    tree = unit_tree(store)
    context = _context(store, tree, sheet, now)
    if kind == UNITS:
        return plan_units(store, tree, sheet, context)
    if kind == OFFICERS:
        return plan_officers(store, tree, sheet, context, covers=covers, complete=complete)
    if kind == LEDGER:
        return plan_ledger(store, tree, sheet, context)
    return plan_records(store, tree, kind, sheet, context, covers=covers, complete=complete)


def _context(store: Store, tree: UnitTree, sheet: ImportSheet, now: int) -> ParseContext:
    officers = [number for (number,) in store.db.execute("SELECT id FROM officer")]
    lookups = UnitLookup(tree), OfficerLookup(officers), MeasureLookup(store.catalogue)
    return ParseContext(now, *lookups, store.catalogue.reporting_calendar, context_of(sheet.file))
