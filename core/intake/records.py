"""Files of records (警情、纠纷、案件……): cells, rules, repeated numbers, the ledger's days, then coverage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from core.full_width import half_width
from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.coverage_plan import plan_coverage, reporting_unit, span_of
from core.intake.import_plan import ImportPlan, plan_touch, stored_rows
from core.intake.row_rules import RecordRules, as_tuple, distinct_rows, refuse_broken
from core.intake.sheet import CheckedRow, ImportSheet
from core.intake.source_days import RelatedUnitDays, ledger_days
from core.store.catalogue_tables import table_of
from core.store.records import apply_records
from core.store.refused_rows import refused_rows, store_refused, update_refused
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, span_text
from core.time.days import day_of_time

Record = tuple[Any, ...]


def plan_records(
    store: Store,
    tree: UnitTree,
    kind: str,
    sheet: ImportSheet,
    context: ParseContext,
    *,
    covers: DaySpan | None,
    complete: bool,
) -> ImportPlan:
    """Plans the import of a file of records of one kind; what is refused is in the sheet."""
    fact = store.catalogue.facts[kind]
    accepted, plan = [], ImportPlan()
    for checked, copies in distinct_rows(
        sheet, _accepted_rows(store, tree, kind, sheet, context), "id", lambda v: v["id"]
    ):
        accepted.append(checked.values)
        plan.unchanged += copies
    rows = [as_tuple(fact, values) for values in accepted]
    _compare(store, kind, rows, plan)
    seen_days = [day_of_time(values[fact.date_column]) for values in accepted]
    if accepted or not sheet.rows_read:
        plan.covers = covers or _whole_days(plan, seen_days, day_of_time(context.now))
    if plan.covers is not None:
        _warn(plan, plan.covers, seen_days, sheet)
        units = {reporting_unit(tree, values["unit"]) for values in accepted}
        plan_coverage(store, tree, plan, kind, units, complete=complete)
        plan_touch(store, plan, kind, fact.system, plan.covers[1], context.now)
        _plan_note(store, kind, plan, plan.covers, sheet, complete)
    return plan


def _accepted_rows(
    store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, context: ParseContext
) -> Iterator[CheckedRow]:
    """The rows that break no rule of their own, and of whose number no other copy does."""
    rules = RecordRules(store.catalogue, kind)
    reported = ledger_days(store, tree, kind)
    accepted_rows = []
    for checked in sheet.check(cell_parsers(list(sheet.fields.values()), context)):
        if not refuse_broken(sheet, checked, rules.broken_cells(checked.values)) and not _refuse_if_in_ledger(
            sheet, checked, rules.fact.date_column, reported
        ):
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


def _compare(store: Store, kind: str, rows: list[Record], plan: ImportPlan) -> None:
    """Counts what is new, changed and the same, and plans to write the first two."""
    columns = list(store.catalogue.facts[kind].columns)
    place = columns.index("id")
    before = {
        row[place]: row for row in stored_rows(store, table_of(kind), columns, "id", (row[place] for row in rows))
    }
    writes = [row for row in rows if before.get(row[place]) != row]
    plan.changed += sum(row[place] in before for row in writes)
    plan.new += sum(row[place] not in before for row in writes)
    plan.unchanged += len(rows) - len(writes)
    if writes:
        plan.steps.append(partial(apply_records, store, kind, writes))


def _whole_days(plan: ImportPlan, days: list[int], today: int) -> DaySpan | None:
    """From the first to the last day of the records, but for a day that is not over yet."""
    if today in days:
        plan.warnings.append("今天还没有过完：今天的记录已导入，但记录齐全只算到昨天")
    return span_of(day if day < today else today - 1 for day in days)


def _plan_note(store: Store, kind: str, plan: ImportPlan, covers: DaySpan, sheet: ImportSheet, complete: bool) -> None:
    """Notes how many rows are missing of these days, where that is not noted already."""
    refused = len({refusal.row for refusal in sheet.refused})
    noted_before = refused_rows(store).get(kind, [])
    noted_now = update_refused(noted_before, sheet.file, covers, refused, complete=complete)
    if noted_now != sorted(noted_before):
        plan.steps.append(partial(store_refused, store, kind, noted_now))


def _warn(plan: ImportPlan, covers: DaySpan, days: list[int], sheet: ImportSheet) -> None:
    outside = sum(not covers[0] <= day <= covers[1] for day in days)
    if outside:
        plan.warnings.append(f"有 {outside} 行不在所述期间（{span_text(covers)}）之内，已导入，但那些天不因此记为齐全")
    refused = len({refusal.row for refusal in sheet.refused})
    if refused:
        plan.warnings.append(f"有 {refused} 行被拒收：改正并重新导入之前，{span_text(covers)} 的数字偏少")
