"""Records that a complete file no longer holds: withdrawn at their source, they would count here for ever."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from core.catalogue.facts import FactKind
from core.intake.import_plan import ImportPlan
from core.store.catalogue_tables import table_of
from core.store.confirmations import SameRow
from core.store.records import delete_records
from core.store.store import Store
from core.time.day_spans import DaySpan, span_text
from core.time.days import day_of_time

_NAMED = 3  # records named in the warning


def plan_absent(
    store: Store, kind: str, plan: ImportPlan, file_numbers: Iterable[str | None], *, withdraw: bool
) -> None:
    """Tells of the records of the days covered that the file does not hold, and plans to take them out if so asked.

    `file_numbers` are the numbers of all the file's rows, refused ones too; None for those that bear no readable
    number: while there are any, nothing is taken out, for they may be the very records that seem absent.
    """
    assert plan.covers is not None
    numbers = set(file_numbers)
    if withdraw and None not in numbers:
        plan.same.append(list(_absent_already(store, kind, plan.covers, numbers)))
    absent = [record for record in _stored(store, kind, plan.covers) if record not in numbers]
    if not absent:
        return
    fact = store.catalogue.facts[kind]
    named = "、".join(absent[:_NAMED])
    warning = f"{span_text(plan.covers)} 库里有 {len(absent)} 条{fact.zh}记录不在这个齐全的文件里（如 {named}）"
    unreadable = None in numbers
    if withdraw and not unreadable:
        plan.withdrawn = len(absent)
        plan.steps.append(partial(delete_records, store, kind, absent))
        plan.warnings.append(f"{warning}，随本批撤出")
    elif unreadable:
        plan.warnings.append(f"{warning}；有的行编号读不出，可能就是它们：改正那些行再导入，才能撤出")
    else:
        plan.warnings.append(f"{warning}，仍计入；确已作废的，注明随这一批撤出（命令行 --withdraw）再导入一次")


def _absent_already(store: Store, kind: str, days: DaySpan, file_numbers: set[str | None]) -> Iterator[SameRow]:
    """Yield the records withdrawn before, of these days, of which this file too says that they are void."""
    fact = store.catalogue.facts[kind]
    query = (
        "SELECT t.batch, t.id, p.content FROM tombstone t "
        "JOIN prior p ON p.batch = t.batch AND p.kind = t.kind AND p.id = t.id "
        "WHERE t.kind = ? AND p.content IS NOT NULL"
    )
    for batch, record, content in store.db.execute(query, [kind]):
        if record not in file_numbers and _is_within(fact, json.loads(content), days):
            yield SameRow(batch, kind, record)


def _is_within(fact: FactKind, values: dict[str, Any], days: DaySpan) -> bool:
    """Tell whether a record that was withdrawn belonged to the days, as `_within_sql` does of those that are there."""
    if fact.postings:
        return values["from_day"] <= days[1] and (values["to_day"] is None or values["to_day"] > days[0])
    return days[0] <= day_of_time(values[fact.date_column]) <= days[1]


def _stored(store: Store, kind: str, days: DaySpan) -> list[str]:
    query = f"SELECT id FROM {table_of(kind)} WHERE {_within_sql(store.catalogue.facts[kind])} ORDER BY id"
    return [record for (record,) in store.db.execute(query, {"first": days[0], "last": days[1]})]


def _within_sql(fact: FactKind) -> str:
    """SQL of the records that belong to the days: a posting does as long as it lasts."""
    if fact.postings:
        return "from_day <= :last AND ifnull(to_day, :last + 1) > :first"
    return "when_day BETWEEN :first AND :last"
