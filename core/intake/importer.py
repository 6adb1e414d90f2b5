"""Brings a file into a real database: read, checked, planned, then written in one transaction as a batch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from core.intake.cell_parsers import ParseContext
from core.intake.fields import LEDGER, OFFICERS, UNITS, fields_of, known_headers
from core.intake.import_plan import ImportOptions, ImportPlan
from core.intake.layout.selected_rows import let_go
from core.intake.ledger import plan_ledger
from core.intake.lookup import MeasureLookup, OfficerLookup, UnitLookup
from core.intake.mapping.assumed_plan import plan_assumed
from core.intake.mapping.mapped_table import MappedTable, as_written, described, original_table, receipt
from core.intake.mapping.names import kind_name
from core.intake.officers import plan_officers
from core.intake.records import plan_records
from core.intake.refusal import DataChanged, ImportRefused, Refusal
from core.intake.refused_file import RefusedTable, refused_table
from core.intake.same_file import keep_reading, plan_again, reading_digest
from core.intake.sheet import ImportSheet
from core.intake.source_part import SourcePart
from core.intake.table import Table, read_table
from core.intake.table_notes import skipped_notes
from core.intake.units import plan_units
from core.store.batches import BatchCounts, NewBatch, batch_write
from core.store.confirmations import keep_confirmations
from core.store.coverage import claim_coverage
from core.store.data_sources import SourceReach
from core.store.staged_records import drop_staged
from core.store.store import Store
from core.store.units import UnitTree, unit_tree
from core.time.day_spans import DaySpan
from core.time.days import day_of_time
from core.time.period_context import context_of

_NO_CHOICES = ImportOptions()


@dataclass(frozen=True)
class ImportReport:
    """Outcome of an import. `unchanged` counts the rows that the database has already, repeated copies too.

    `batch` is None where nothing was written; `refused_table` has the refused rows as they stand in the file; `reach`
    is what a data source has spoken of with this part. `doubt` (Chinese) is what somebody has to say yes to, or has
    said it. `reading` are those of the warnings that say no more than how the file was read; `periods` those that the
    rows of a ledger speak of.
    """

    kind: str
    file: str
    rows_read: int
    new: int
    changed: int
    unchanged: int
    refused: list[Refusal]
    covers: DaySpan | None
    warnings: list[str] = field(default_factory=list)
    withdrawn: int = 0
    batch: int | None = None
    refused_table: RefusedTable | None = None
    reach: SourceReach = field(default_factory=SourceReach)
    doubt: str | None = None
    reading: list[str] = field(default_factory=list)
    periods: list[DaySpan] = field(default_factory=list)

    @property
    def refused_rows(self) -> int:
        """Number of rows refused (a row may be refused for several cells)."""
        return len({refusal.row for refusal in self.refused})


def import_file(
    store: Store, kind: str, path: Path, *, now: int, actor: str, options: ImportOptions = _NO_CHOICES
) -> ImportReport:
    """Imports a file of units, officers, ledger rows or records whose headers are ours.

    As `import_table` does; the file has one sheet, and its headers are found by themselves.
    Raises FileRefused if the file cannot be read.
    """
    table = read_table(path, known=known_headers(fields_of(kind, store.catalogue)))
    return import_table(store, kind, table, now=now, actor=actor, options=options)


def import_table(
    store: Store, kind: str, table: Table, *, now: int, actor: str, options: ImportOptions = _NO_CHOICES
) -> ImportReport:
    """Imports a table of units, officers, ledger rows or records, as it came or as a mapping put it.

    Good rows go in within one transaction, as a batch, and the rest are listed; a table that says nothing new writes
    nothing. Raises FileRefused if the headers are not those of the kind, ImportRefused if it may not be imported, and
    LookupError for an unknown kind. Refused values are in the report only, and are kept nowhere.
    """
    version = store.data_version()
    try:
        sheet, plan = _prepare(store, kind, table, now, options)
        batch = _write(store, kind, sheet, plan, version, actor, now) if plan.writes else None
    finally:
        drop_staged(store)
    return _report(kind, table, sheet, plan, batch)


def _prepare(store: Store, kind: str, table: Table, now: int, options: ImportOptions) -> tuple[ImportSheet, ImportPlan]:
    """Checks the cells and plans what is to be written."""
    fields = fields_of(kind, store.catalogue)
    _allowed(store, options, now)
    tree, sheet = unit_tree(store), ImportSheet(table, fields)
    digest = reading_digest(store, kind, table, options)
    plan = plan_again(store, tree, kind, sheet, _context(store, tree, sheet, now), digest)
    if plan is None:
        sheet = ImportSheet(table, fields)
        plan = _plan(store, tree, kind, sheet, now, options)
        if plan.writes:
            plan.steps.append(
                partial(keep_reading, store, kind, sheet, digest, replace(plan, warnings=[*plan.warnings]), now)
            )
    if options.part is not None:
        _keep_part(plan, options.part)
    plan.warnings[:0] = [*receipt(table), *table.notes]
    _warn_of_choices(plan, sheet, kind, options)
    if options.rows_may_go and original_table(table) is table:  # else refused rows are looked up in the original
        let_go(table.rows)
    return sheet, plan


def reading_notes(table: Table) -> list[str]:
    """Tell how a file was read: what a mapping did to it, and which rows are no data."""
    return [*receipt(table), *skipped_notes(table.skipped)]


def _report(kind: str, table: Table, sheet: ImportSheet, plan: ImportPlan, batch: int | None) -> ImportReport:
    refused = sorted(as_written(table, sheet.refused), key=lambda refusal: refusal.row)
    return ImportReport(
        kind,
        table.file,
        sheet.rows_read,
        plan.new,
        plan.changed,
        plan.unchanged,
        refused,
        plan.covers,
        plan.warnings,
        plan.withdrawn,
        batch,
        refused_table(table, refused, sheet.refused_rows, batch),
        plan.reach,
        plan.doubt,
        reading_notes(table),
        periods=plan.periods,
    )


def _allowed(store: Store, options: ImportOptions, now: int) -> None:
    if store.demo:
        raise ImportRefused("这是演示数据库，不能导入真实数据。请先用 fengjing init 建立真实数据库，再导入。")
    if options.covers is not None and not options.covers[0] <= options.covers[1] <= day_of_time(now):
        raise ImportRefused("所述期间不对：起始日不得晚于截止日，截止日不得晚于今天。")
    if options.withdraw and not options.complete:
        raise ImportRefused("只有齐全的文件才能说明哪些记录已经作废：--withdraw 要和 --complete 一起用。")


def _plan(store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, now: int, options: ImportOptions) -> ImportPlan:
    context = _context(store, tree, sheet, now)
    if kind == UNITS:
        return plan_units(store, tree, sheet, context)
    if kind == LEDGER:
        return plan_ledger(store, tree, sheet, context)
    if kind == OFFICERS:
        plan = plan_officers(store, tree, sheet, context, options)
    else:
        plan = plan_records(store, tree, kind, sheet, context, options)
    if options.part is None:
        plan_assumed(store, tree, kind, sheet.table, plan, complete=options.complete)
    elif options.part.is_last:
        plan_assumed(store, tree, kind, sheet.table, plan, complete=False, reach=plan.reach)
    return plan


def _keep_part(plan: ImportPlan, part: SourcePart) -> None:
    """Keeps how far the source has been read in the transaction of its rows, if there is one.

    What a source gives again only because it is read with an overlap confirms no earlier batch.
    """
    plan.reach = part.reach.joined(plan.reach.days, plan.reach.units)
    plan.same.clear()
    if plan.writes:
        plan.steps.append(partial(part.keep, plan.reach))


def _context(store: Store, tree: UnitTree, sheet: ImportSheet, now: int) -> ParseContext:
    officers = [number for (number,) in store.db.execute("SELECT id FROM officer")]
    lookups = UnitLookup(tree), OfficerLookup(officers), MeasureLookup(store.catalogue)
    return ParseContext(now, *lookups, store.catalogue.reporting_calendar, context_of(*sheet.names))


def _warn_of_choices(plan: ImportPlan, sheet: ImportSheet, kind: str, options: ImportOptions) -> None:
    """Warns of what the person said that means nothing here, and refuses what needs another yes."""
    if not sheet.rows_read:
        plan.warnings.append("文件只有表头，没有数据行")
    is_read_by_days = isinstance(sheet.table, MappedTable)  # whose periods and zeros may rest on the days stated
    if kind in (UNITS, LEDGER) and (options.complete or (options.covers and not is_read_by_days)):
        plan.warnings.append("--complete 和 --covers 只对人员和记录有意义，这里没有起作用")
    if plan.doubt is not None:
        doubt = f"{plan.doubt}；确是另外的记录，注明这一点（命令行 --new-ids）再导入"
        if not options.new_ids:
            raise ImportRefused(f"什么也没有写入：{doubt}。")
        plan.warnings.append(doubt)


def _write(store: Store, kind: str, sheet: ImportSheet, plan: ImportPlan, version: int, actor: str, now: int) -> int:
    """Writes a plan as a batch, and returns its number."""
    refused = len({refusal.row for refusal in sheet.refused})
    counts = BatchCounts(sheet.rows_read, plan.new, plan.changed, plan.unchanged, plan.withdrawn, refused)
    told = f"新增 {plan.new}，更正 {plan.changed}，撤出 {plan.withdrawn}，拒收 {refused}"
    detail = f"{kind_name(kind, store.catalogue)} {described(sheet.table)}：{told}"
    batch = NewBatch("import", kind, sheet.file, counts, plan.covers, detail)
    with batch_write(store, batch, actor=actor, now=now) as number:
        if store.data_version() != version + 1:  # checked against other data than those it would be laid on
            raise DataChanged("核对文件期间数据库有了别的改动，什么也没有写入：请重新导入一次。")
        keep_confirmations(store, chain.from_iterable(plan.same), plan.resting)  # while those rows are still staged
        for step in plan.steps:
            step()
        claim_coverage(store, plan.claims)
    return number
