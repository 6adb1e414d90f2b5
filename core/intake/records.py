"""Files of records (警情、纠纷、案件……): cells, rules, repeated numbers, the ledger's days, then coverage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from core.full_width import half_width
from core.intake.absent_records import plan_absent
from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.coverage_plan import plan_coverage, reporting_unit, span_of
from core.intake.import_plan import ImportOptions, ImportPlan, plan_touch, stored_rows
from core.intake.refused_notes import plan_notes, record_number
from core.intake.renumbered import renumbered
from core.intake.row_rules import RecordRules, as_tuple, distinct_rows, refuse_broken, warn_of_copies
from core.intake.sheet import CheckedRow, ImportSheet, Values
from core.intake.source_days import RelatedUnitDays, ledger_days
from core.intake.unit_days import UnitDays
from core.store.catalogue_tables import table_of
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, span_text
from core.time.days import day_of_time

Record = tuple[Any, ...]


def plan_records(
    store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, context: ParseContext, options: ImportOptions
) -> ImportPlan:
    """Plans the import of a file of records of one kind; what is refused is in the sheet."""
    fact = store.catalogue.facts[kind]
    plan = ImportPlan()
    distinct = list(distinct_rows(sheet, _accepted_rows(store, tree, kind, sheet, context), "id", lambda v: v["id"]))
    warn_of_copies(plan, distinct)
    accepted = [checked.values for checked, _ in distinct]
    rows = [as_tuple(fact, values) for values in accepted]
    new = _compare(store, kind, rows, plan)
    plan.doubt = renumbered(store, kind, new, {values["id"] for values in accepted})
    seen_days = [day_of_time(values[fact.date_column]) for values in accepted]
    if accepted or not sheet.rows_read:
        plan.covers = options.covers or _whole_days(plan, seen_days, day_of_time(context.now))
    if plan.covers is not None:
        _warn(plan, plan.covers, seen_days, sheet)
        units = {reporting_unit(tree.on(day), values["unit"]) for values, day in zip(accepted, seen_days, strict=True)}
        plan_coverage(store, tree, plan, kind, units, complete=options.complete)
        if options.complete:
            plan_absent(store, kind, plan, _held(sheet, accepted), withdraw=options.withdraw)
        plan_notes(store, kind, sheet, plan, complete=options.complete)
        plan_touch(store, plan, kind, fact.system, plan.covers[1], context.now)
    return plan


def _held(sheet: ImportSheet, accepted: list[Values]) -> set[str | None]:
    """The numbers of all the file's records, refused ones too; None where one cannot be read."""
    refused = {refusal.row for refusal in sheet.refused}
    numbers = {record_number(sheet, row) for row in sheet.rows if row.number in refused}
    torn = {None} if refused - {row.number for row in sheet.rows} else set()
    return numbers | torn | {values["id"] for values in accepted}


def _accepted_rows(
    store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, context: ParseContext
) -> Iterator[CheckedRow]:
    """The rows that break no rule of their own, and of whose number no other copy does."""
    rules = RecordRules(store.catalogue, kind)
    reported, unit_days = ledger_days(store, tree, kind), UnitDays(tree)
    accepted_rows = []
    for checked in sheet.check(cell_parsers(list(sheet.fields.values()), context)):
        if refuse_broken(sheet, checked, rules.broken_cells(checked.values)):
            continue
        day = day_of_time(checked.values[rules.fact.date_column])
        is_refused = unit_days.refuse_absent(sheet, checked, (day, day))
        if not is_refused and not _refuse_if_in_ledger(sheet, checked, rules.fact.date_column, reported):
            accepted_rows.append(checked)
    numbers = {checked.row.number for checked in accepted_rows}
    spoiled = {half_width(sheet.cell_text(row, "id")) for row in sheet.rows if row.number not in numbers}
    for checked in accepted_rows:
        if checked.values["id"] in spoiled:
            sheet.refuse(checked.row, "id", "文件内重复，而另一行被拒收", "只留正确的一行")
        else:
            yield checked


def _refuse_if_in_ledger(sheet: ImportSheet, checked: CheckedRow, when: str, reported: RelatedUnitDays) -> bool:
    day = day_of_time(checked.values[when])
    run = reported.last_overlap(checked.values["unit"], (day, day))
    if run is not None:
        rule = f"这一天的数已由统计报表报过（{span_text(run)}，本单位或其上下级）"
        sheet.refuse(checked.row, when, rule, "记录从报表截止的次日起导入；同一天只能有一个来源")
    return run is not None


def _compare(store: Store, kind: str, rows: list[Record], plan: ImportPlan) -> list[Record]:
    """Counts what is new, changed and the same, and plans to write the first two; returns the new ones."""
    columns = list(store.catalogue.facts[kind].columns)
    place = columns.index("id")
    ids = (row[place] for row in rows)
    before = {row[place]: row for row in stored_rows(store, table_of(kind), [*columns, "batch"], "id", ids)}
    writes = []
    for row in rows:
        *old, batch = before.get(row[place], (None,))
        if tuple(old) == row:
            plan.count_same(batch)
        else:
            writes.append(row)
    new = [row for row in writes if row[place] not in before]
    plan.new += len(new)
    plan.changed += len(writes) - len(new)
    if writes:
        plan.steps.append(partial(apply_records, store, kind, writes))
    return new


def _whole_days(plan: ImportPlan, days: list[int], today: int) -> DaySpan | None:
    """From the first to the last day of the records, but for a day that is not over yet."""
    if today in days:
        plan.warnings.append("今天还没有过完：今天的记录已导入，但记录齐全只算到昨天")
    return span_of(day if day < today else today - 1 for day in days)


def _warn(plan: ImportPlan, covers: DaySpan, days: list[int], sheet: ImportSheet) -> None:
    outside = sum(not covers[0] <= day <= covers[1] for day in days)
    if outside:
        plan.warnings.append(f"有 {outside} 行不在所述期间（{span_text(covers)}）之内，已导入，但那些天不因此记为齐全")
    refused = len({refusal.row for refusal in sheet.refused})
    if refused:
        plan.warnings.append(f"有 {refused} 行被拒收：改正并重新导入之前，{span_text(covers)} 的数字偏少")
