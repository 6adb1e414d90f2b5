"""Files of records (警情、纠纷、案件……): cells, rules, repeated numbers, the ledger's days, then coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from core.full_width import half_width
from core.intake.absent_records import plan_absent
from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.coverage_plan import plan_coverage, reporting_unit, span_of
from core.intake.import_plan import ImportOptions, ImportPlan, plan_touch
from core.intake.refused_notes import plan_notes, record_number
from core.intake.renumbered import renumbered
from core.intake.row_batches import BatchReader
from core.intake.row_rules import RecordRules, as_tuple, count_copies, refuse_broken, refuse_different
from core.intake.sheet import CheckedRow, ImportSheet
from core.intake.source_days import RelatedUnitDays, ledger_days
from core.intake.source_part import plan_part
from core.intake.unit_days import UnitDays
from core.store.records import apply_staged
from core.store.staged_records import StagedRecords
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, span_text
from core.time.days import day_of_time

_BATCH = 1_000  # rows read at a time


def plan_records(
    store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, context: ParseContext, options: ImportOptions
) -> ImportPlan:
    """Plans the import of a file of records of one kind; what is refused is in the sheet, the others are staged."""
    fact = store.catalogue.facts[kind]
    plan = ImportPlan()
    staged = StagedRecords(store, kind, _good_rows(store, tree, kind, sheet, context))
    _refuse_spoiled(sheet, staged)
    _settle_repeated(sheet, staged, plan)
    _compare(store, kind, staged, plan)
    records = staged.days_of_units(fact.day_sql(fact.date_column))
    seen_days, today = {day for _, day, _ in records}, day_of_time(context.now)
    plan.is_past = all(day < today for day in seen_days)
    if records or not sheet.rows_read:
        plan.covers = options.covers or _whole_days(seen_days, today)
    if plan.covers is not None:
        _warn(plan, plan.covers, records, sheet)
        plan.units = _reporting_units(tree, records)
        if options.part is not None:
            plan_notes(store, kind, sheet, staged, plan, complete=False)
            plan_part(store, tree, kind, plan, options.part, seen_days, context.now)
            return plan
        _warn_of_today(plan, options, seen_days, today)
        plan_coverage(store, tree, plan, kind, plan.units, complete=options.complete)
        if options.complete:
            plan_absent(store, kind, plan, staged.ids() | _refused_numbers(sheet), withdraw=options.withdraw)
        plan_notes(store, kind, sheet, staged, plan, complete=options.complete)
        plan_touch(store, plan, kind, fact.system, plan.covers[1], context.now)
    return plan


def _refused_numbers(sheet: ImportSheet) -> set[str | None]:
    """The numbers of the records that are refused; None where one cannot be read."""
    torn = {None} if any(refusal.row not in sheet.refused_rows for refusal in sheet.refused) else set()
    return {record_number(sheet, row) for row in sheet.refused_rows.values()} | torn


def _good_rows(
    store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, context: ParseContext
) -> Iterator[tuple[Any, ...]]:
    """Number and record of the rows that break no rule of their own; the others are refused.

    Plain rows are read in batches, and the rest one by one.
    """
    rules = RecordRules(store.catalogue, kind)
    parsers = cell_parsers(list(sheet.fields.values()), context)
    reported, unit_days = ledger_days(store, tree, kind), UnitDays(tree)
    reader = BatchReader(sheet, parsers, rules, context.now)
    unit, when = (list(rules.fact.columns).index(name) + 1 for name in ("unit", rules.fact.date_column))
    is_free = not reported and unit_days.is_unchanged
    rows = iter(sheet.rows)
    while batch := list(islice(rows, _BATCH)):
        for row, record in zip(batch, reader.read(batch), strict=True):
            if record is not None and (is_free or _may_stand(record[unit], record[when], reported, unit_days)):
                yield record
                continue
            checked = sheet.check_row(row, parsers)
            if checked is None or refuse_broken(sheet, checked, rules.broken_cells(checked.values)):
                continue
            named, day = checked.values["unit"], day_of_time(checked.values[rules.fact.date_column])
            if unit_days.refuse_absent(sheet, checked, (day, day)):
                continue
            if not _refuse_if_in_ledger(sheet, checked, rules.fact.date_column, reported):
                if checked.values["unit"] == named:  # else it had that name on its own day alone
                    reader.learn(sheet, row, checked.values)
                yield row.number, *as_tuple(rules.fact, checked.values)


def _may_stand(unit: int, seconds: int, reported: RelatedUnitDays, unit_days: UnitDays) -> bool:
    """Return True if a unit existed at a time and the ledger reports nothing of its day."""
    day = day_of_time(seconds)
    return unit_days.has_day(unit, (day, day)) and reported.last_overlap(unit, (day, day)) is None


def _reporting_units(tree: UnitTree, records: Iterable[tuple[int, int, int]]) -> set[int]:
    """Return the units that report the records, each as things were on its day."""
    if tree.history is None:
        return {reporting_unit(tree, unit) for unit in {unit for unit, _, _ in records}}
    return {reporting_unit(tree.on(day), unit) for unit, day, _ in records}


def _refuse_if_in_ledger(sheet: ImportSheet, checked: CheckedRow, when: str, reported: RelatedUnitDays) -> bool:
    day = day_of_time(checked.values[when])
    run = reported.last_overlap(checked.values["unit"], (day, day))
    if run is not None:
        rule = f"这一天的数已由统计报表报过（{span_text(run)}，本单位或其上下级）"
        sheet.refuse(
            checked.row,
            when,
            rule,
            "记录从报表截止的次日起导入；要改用逐条记录，先撤销那批统计报表（同一天只能有一个来源）",
        )
    return run is not None


def _refuse_spoiled(sheet: ImportSheet, staged: StagedRecords) -> None:
    """Refuses rows of whose record another row is refused."""
    spoiled = {half_width(sheet.cell_text(row, "id")) for row in sheet.refused_rows.values()}
    numbers = sorted(number for record in spoiled for number in staged.rows_of(record))
    for row in sheet.rows_of(numbers):
        sheet.refuse(row, "id", "文件内重复，而另一行被拒收", "只留正确的一行")
    staged.remove(numbers)


def _settle_repeated(sheet: ImportSheet, staged: StagedRecords, plan: ImportPlan) -> None:
    """Leaves one of the rows that stand in the file several times, all the same; refuses all of those that differ."""
    same: list[tuple[int, int]] = []  # the first row, and how many copies it has
    different, superfluous = [], []
    for copies in staged.repeated():
        numbers = [copy.number for copy in copies]
        if all(copy.record == copies[0].record for copy in copies):
            same.append((numbers[0], len(copies) - 1))
            superfluous += numbers[1:]
        else:
            different.append(numbers)
    refused = {row.number: row for row in sheet.rows_of([number for numbers in different for number in numbers])}
    for numbers in different:
        refuse_different(sheet, "id", [refused[number] for number in numbers])
    staged.remove([*superfluous, *refused])
    if same:
        count_copies(plan, len(superfluous), min(same))


def _compare(store: Store, kind: str, staged: StagedRecords, plan: ImportPlan) -> None:
    """Counts what is new, changed and the same, and plans to write the first two."""
    total, stored, same = staged.count(), staged.count_stored(), staged.count_same()
    plan.unchanged += same
    plan.same.append(staged.same_rows())
    plan.new += total - stored
    plan.changed += stored - same
    plan.doubt = renumbered(store, kind, staged, plan.new)
    if plan.new or plan.changed:
        plan.steps.append(partial(apply_staged, store, kind))


def _whole_days(days: set[int], today: int) -> DaySpan | None:
    """From the first to the last day of the records, but for a day that is not over yet."""
    return span_of(day if day < today else today - 1 for day in days)


def _warn_of_today(plan: ImportPlan, options: ImportOptions, days: set[int], today: int) -> None:
    if options.covers is None and today in days:
        plan.warnings.append("今天还没有过完：今天的记录已导入，但记录齐全只算到昨天")


def _warn(plan: ImportPlan, covers: DaySpan, records: Iterable[tuple[int, int, int]], sheet: ImportSheet) -> None:
    outside = sum(count for _, day, count in records if not covers[0] <= day <= covers[1])
    if outside:
        plan.warnings.append(f"有 {outside} 行不在所述期间（{span_text(covers)}）之内，已导入，但那些天不因此记为齐全")
    refused = len({refusal.row for refusal in sheet.refused})
    if refused:
        plan.warnings.append(f"有 {refused} 行被拒收：改正并重新导入之前，{span_text(covers)} 的数字偏少")
