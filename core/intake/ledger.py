"""Files of the ledger (统计报表): unit, period, measure, value, source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.cumulative_rows import StoredRows, brings_cumulative, refuse_falling
from core.intake.fields import LEDGER, UNIT_KINDS
from core.intake.import_plan import ImportPlan, plan_touch
from core.intake.mapping.not_listed import NO_ROW, noted_zeros, zero_rows
from core.intake.row_rules import distinct_rows, warn_of_copies
from core.intake.sheet import CheckedRow, ImportSheet, Values
from core.intake.source_days import record_days
from core.intake.unit_days import UnitDays
from core.store.ledger import LedgerRow, apply_ledger
from core.store.reporters import has_reporter
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, last_overlap, merge, span_text
from core.time.days import to_date
from core.time.period_text import needs_context

_WARNED_MEASURES = 5
_FEWEST_FIRSTS = 2  # rows; one may well speak of a single day
Key = tuple[int, str]  # unit and measure
Reported = dict[Key, dict[str, list[DaySpan]]]  # the days that each source reports


def plan_ledger(store: Store, tree: UnitTree, sheet: ImportSheet, context: ParseContext) -> ImportPlan:
    """Plans the import of a ledger file; what is refused is in the sheet."""
    plan = ImportPlan()
    stored: StoredRows = {
        (row[0], row[1], row[2], row[3]): row[4:]
        for row in store.db.execute("SELECT measure, unit, first, last, value, source, batch FROM ledger")
    }
    distinct = list(distinct_rows(sheet, _accepted_rows(store, tree, sheet, context, plan), "value", _row_key))
    refused = refuse_falling(store, sheet, [checked for checked, _ in distinct], stored)
    distinct = [(checked, copies) for checked, copies in distinct if checked.row.number not in refused]
    accepted = [checked for checked, _ in distinct]
    warn_of_copies(plan, distinct)
    rows = [_row(checked.values) for checked in accepted]
    filled = [checked.row.number == NO_ROW for checked in accepted]
    _warn_of_never_summed(store, tree, [row for row, is_zero in zip(rows, filled, strict=True) if not is_zero], plan)
    plan.warnings += _remarks(sheet, accepted, context, stored)
    _warn_of_firsts(store, [row for row, is_zero in zip(rows, filled, strict=True) if not is_zero], plan)
    writes = []
    for row in rows:
        *before, batch = stored.get((row.measure, row.unit, row.first, row.last), (None,))
        if before == [row.value, row.source]:
            plan.count_same(batch, LEDGER, row.id)
            continue
        plan.new, plan.changed = (plan.new, plan.changed + 1) if before else (plan.new + 1, plan.changed)
        writes.append(row)
    if rows:
        plan.covers = (min(row.first for row in rows), max(row.last for row in rows))
        spans = {(row.first, row.last) for row in rows}
        plan.periods = sorted({span for span in spans if span[0] < span[1]} or spans)  # a stock is of a day within one
    if writes:
        plan.steps.append(partial(apply_ledger, store, writes))
        for source in dict.fromkeys(row.source for row in writes):
            last = max(row.last for row in writes if row.source == source)
            plan_touch(store, plan, f"ledger:{source}", source, last, context.now)
    noted_zeros(store, sheet.file, zip(rows, filled, strict=True), plan)
    return plan


def _warn_of_never_summed(store: Store, tree: UnitTree, rows: list[LedgerRow], plan: ImportPlan) -> None:
    """Warns of rows of a level that no sum is made of: below the units that report the measure, or beside them."""
    measures = store.catalogue.measures
    lost: Counter[tuple[str, str]] = Counter()
    for row in rows:
        unit = tree.units[row.unit]
        if unit.parent is not None and not has_reporter(tree, unit, measures[row.measure].reported_by):
            lost[row.measure, unit.kind] += 1
    for (measure, kind), count in lost.most_common(_WARNED_MEASURES):
        reporters = "、".join(UNIT_KINDS[reporter] for reporter in measures[measure].reported_by)
        plan.warnings.append(
            f"“{measures[measure].zh}”有 {count} 行报在{UNIT_KINDS[kind]}一级，而它按{reporters}的数加总："
            "这些行不计入上级，只是那些单位自己的数"
        )
    if len(lost) > _WARNED_MEASURES:
        plan.warnings.append(f"另有 {len(lost) - _WARNED_MEASURES} 个计数项也是这样")


def _remarks(
    sheet: ImportSheet, accepted: list[CheckedRow], context: ParseContext, stored: StoredRows
) -> Iterator[str]:
    """Return what a steward must know of how the periods were read."""
    texts = dict.fromkeys(sheet.cell_text(checked.row, "period") for checked in accepted)
    undated = [text for text in texts if needs_context(text, context.calendar)]
    if undated:
        read_by = f"按标题、表名或文件名里的年份读作 {context.period.year} 年的"
        yield f"期间“{'”“'.join(undated)}”没有写年份，{read_by}"
    if brings_cumulative(accepted, stored):
        yield "有起点相同、止日不同的报表，按累计数收下：没有单独报的月份由相减得出，图表和说明里会注明"


def _warn_of_firsts(store: Store, rows: list[LedgerRow], plan: ImportPlan) -> None:
    """Warns where all that is counted over days falls on the 1st of months: spreadsheets make dates of months."""
    flows = [row for row in rows if store.catalogue.measures[row.measure].kind == "flow"]
    if len(flows) >= _FEWEST_FIRSTS and all(row.first == row.last and to_date(row.first).day == 1 for row in flows):
        plan.warnings.append(
            f"{len(flows)} 行的期间都是某月 1 日这一天：多半是 Excel 把月份变成了日期。若说的是整月，"
            "把期间一列设为文本格式、写成 2026-10 再导入；这样导入了的，请撤销那一批"
        )


def _row(values: Values) -> LedgerRow:
    first, last = values["period"]
    return LedgerRow(values["unit"], values["measure"], first, last, values["value"], values["source"])


def _row_key(values: Values) -> tuple[int, str, DaySpan]:
    return values["unit"], values["measure"], values["period"]


def _accepted_rows(
    store: Store, tree: UnitTree, sheet: ImportSheet, context: ParseContext, plan: ImportPlan
) -> Iterator[CheckedRow]:
    checked_rows = sheet.check(cell_parsers(list(sheet.fields.values()), context))
    for checked in checked_rows:
        values = checked.values
        if store.catalogue.measures[values["measure"]].kind == "stock":
            values["period"] = (values["period"][1],) * 2  # a stock speaks of the period's last day alone
    checked_rows += zero_rows(store.catalogue, tree, sheet, checked_rows, plan)
    records, unit_days = record_days(store, tree), UnitDays(tree)
    checked_rows = [checked for checked in checked_rows if not _is_absent(sheet, checked, unit_days)]
    reported = _reported(store, checked_rows)
    for checked in checked_rows:
        values = checked.values
        measure = store.catalogue.measures[values["measure"]]
        if measure.fact and (run := records[measure.fact].last_overlap(values["unit"], values["period"])):
            if checked.row.number == NO_ROW:
                continue  # counted from records
            zh = store.catalogue.facts[measure.fact].zh
            rule = f"这段时间已有{zh}记录（{span_text(run)}，本单位或其上下级），由记录计数"
            sheet.refuse(checked.row, "period", rule, "报表只报到记录开始的前一天；同一天只能有一个来源")
            continue
        other = _other_source(reported[values["unit"], values["measure"]], values["period"], values["source"])
        if other is not None and checked.row.number == NO_ROW:
            continue  # reported by somebody else
        if other is not None:
            rule = f"同一单位、同一计数项在 {span_text(other[1])} 已由“{other[0]}”报过"
            sheet.refuse(checked.row, "source", rule, "改用同一来源名，或只报另一来源没有的日子")
            continue
        yield checked


def _is_absent(sheet: ImportSheet, checked: CheckedRow, unit_days: UnitDays) -> bool:
    """Tell whether a row is of a unit that did not exist in its period; where the file has the row, refuse it."""
    unit, period = checked.values["unit"], checked.values["period"]
    if checked.row.number == NO_ROW:
        return not unit_days.has_day(unit, period)
    return unit_days.refuse_absent(sheet, checked, period)


def _reported(store: Store, rows: list[CheckedRow]) -> Reported:
    """All that is reported, in the database and in the file, for the units and measures of the file."""
    reported: Reported = {(row.values["unit"], row.values["measure"]): {} for row in rows}
    for unit, measure, first, last, source in store.db.execute("SELECT unit, measure, first, last, source FROM ledger"):
        if (unit, measure) in reported:
            reported[unit, measure].setdefault(source, []).append((first, last))
    for row in rows:
        sources = reported[row.values["unit"], row.values["measure"]]
        sources.setdefault(row.values["source"], []).append(row.values["period"])
    return {key: {source: merge(spans) for source, spans in sources.items()} for key, sources in reported.items()}


def _other_source(sources: dict[str, list[DaySpan]], span: DaySpan, own: str) -> tuple[str, DaySpan] | None:
    """Another source that reports a day of the span, and the run of days in question."""
    for source, runs in sources.items():
        if source != own and (run := last_overlap(span, runs)) is not None:
            return source, run
    return None
