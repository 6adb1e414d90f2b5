"""The file of officers: each row a posting, so an officer who was transferred has two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from core.catalogue.facts import FactKind
from core.intake.absent_records import plan_absent
from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.coverage_plan import plan_coverage, reporting_unit
from core.intake.fields import OFFICERS
from core.intake.import_plan import ImportOptions, ImportPlan, plan_touch, stored_rows
from core.intake.overlapping_postings import refuse_double_service
from core.intake.refusal import CellError
from core.intake.row_rules import BrokenCell, as_tuple, distinct_rows, refuse_broken, warn_of_copies
from core.intake.sheet import CheckedRow, ImportSheet, Values
from core.intake.unit_days import UnitDays
from core.store.catalogue_tables import table_of
from core.store.confirmations import SameRow
from core.store.coverage import coverage
from core.store.officers import add_officers
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import subtract
from core.time.days import day_number, day_of_time, to_date

LAST_YEAR_DAYS = 365  # 「退休前一年」 begins so many days before retirement


def plan_officers(
    store: Store, tree: UnitTree, sheet: ImportSheet, context: ParseContext, options: ImportOptions
) -> ImportPlan:
    """Plans the import of officers and their postings; what is refused is in the sheet."""
    kind, fact = posting_kind(store)
    plan = ImportPlan()
    distinct = list(distinct_rows(sheet, _accepted_rows(sheet, context, UnitDays(tree)), "officer", posting_id))
    warn_of_copies(plan, distinct)
    rows = refuse_double_service(store, table_of(kind), sheet, [checked for checked, _ in distinct])
    _compare(store, kind, fact, [row.values for row in rows], plan)
    today = day_of_time(context.now)
    if rows:
        plan.covers = options.covers or (today, today)
        units = {reporting_unit(tree, row.values["unit"]) for row in rows}
        plan_coverage(store, tree, plan, kind, units, complete=options.complete)
        if options.complete:
            held = [posting_id(row.values) for row in rows] + [None] * bool(sheet.refused)
            plan_absent(store, kind, plan, held, withdraw=options.withdraw)
        else:
            _warn_of_part(store, tree, kind, plan)
        plan_touch(store, plan, kind, fact.system, plan.covers[1], context.now)
    return plan


def _warn_of_part(store: Store, tree: UnitTree, kind: str, plan: ImportPlan) -> None:
    """Warns that the bureau's force is not known from a file that does not say to be complete."""
    assert plan.covers is not None
    if subtract(plan.covers, coverage(store).get(kind, {}).get(tree.root.id, [])):
        rule = "没有注明这是全局的全部人员，民警总数等全局的数仍显示为“—”"
        plan.warnings.append(
            f"{rule}。如确是全部人员，请说明对全部单位都完整（页面上打勾，命令行 --complete）再导入一次"
        )


def posting_kind(store: Store) -> tuple[str, FactKind]:
    """The register of posts."""
    return next((name, fact) for name, fact in store.catalogue.facts.items() if fact.postings)


def posting_id(values: Values) -> str:
    """A posting's own number: whose, and from which day."""
    return f"{values['officer']}@{to_date(values['from_day']).isoformat()}"


def _accepted_rows(sheet: ImportSheet, context: ParseContext, unit_days: UnitDays) -> Iterator[CheckedRow]:
    rows = sheet.check(cell_parsers(list(sheet.fields.values()), context))
    names: dict[str, set[str]] = {}
    for checked in rows:
        names.setdefault(checked.values["officer"], set()).add(checked.values["name"])
    for checked in rows:
        first = checked.values["from_day"]
        is_broken = refuse_broken(sheet, checked, _broken(checked.values, names))
        if not is_broken and not unit_days.refuse_absent(sheet, checked, (first, first)):
            yield checked


def _broken(values: Values, names: dict[str, set[str]]) -> Iterator[BrokenCell]:
    if len(names[values["officer"]]) > 1:
        yield "name", CellError("同一工号有不同姓名", "核对工号；改名的，各行都写现用名")
    start = values["from_day"]
    for column in ("to_day", "retire_day"):
        if values[column] is not None and values[column] < start:
            yield column, CellError("早于到岗日期", f"核对两个日期；到岗日期为 {to_date(start).isoformat()}")


def _posting(fact: FactKind, values: Values) -> tuple[Any, ...]:
    birth, retire = values["birth_year"], values["retire_day"]
    derived = {
        "id": posting_id(values),
        "age35_day": None if birth is None else day_number(date(birth + 35, 1, 1)),
        "age50_day": None if birth is None else day_number(date(birth + 50, 1, 1)),
        "retiring_day": None if retire is None else retire - LAST_YEAR_DAYS,
    }
    return as_tuple(fact, {**values, **derived})


def _compare(store: Store, kind: str, fact: FactKind, rows: list[Values], plan: ImportPlan) -> None:
    """Counts rows as new, changed (their posting or the officer's name) or the same, and plans the writes."""
    postings = {posting_id(values): _posting(fact, values) for values in rows}
    columns = list(fact.columns)
    place = columns.index("id")
    before = {row[place]: row for row in stored_rows(store, table_of(kind), [*columns, "batch"], "id", postings)}
    officers = stored_rows(store, "officer", ["id", "name", "batch"], "id", {values["officer"] for values in rows})
    names = {officer: name for officer, name, _ in officers}
    renamed = {values["officer"]: values["name"] for values in rows if names.get(values["officer"]) != values["name"]}
    writes = []
    for values in rows:
        posting = postings[posting_id(values)]
        *old, batch = before.get(posting_id(values), (None,))
        if tuple(old) != posting:
            writes.append(posting)
        if not old:
            plan.new += 1
        elif tuple(old) != posting or values["officer"] in renamed:
            plan.changed += 1
        else:
            plan.count_same(batch, kind, posting_id(values))
    named_before = ((officer, batch) for officer, _, batch in officers if officer not in renamed and batch is not None)
    plan.same.append([SameRow(batch, OFFICERS, officer) for officer, batch in named_before])
    if renamed:
        plan.steps.append(partial(add_officers, store, list(renamed.items())))
    if writes:
        plan.steps.append(partial(apply_records, store, kind, writes))
