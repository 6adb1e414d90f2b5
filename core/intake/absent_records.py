"""Records that a complete file no longer holds: withdrawn at their source, they would count here for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

from core.catalogue.facts import FactKind
from core.intake.import_plan import ImportPlan
from core.store.catalogue_tables import table_of
from core.store.records import delete_records
from core.store.store import Store
from core.time.day_spans import DaySpan, span_text

_NAMED = 3  # records named in the warning


def plan_absent(store: Store, kind: str, plan: ImportPlan, held: Iterable[str | None], *, withdraw: bool) -> None:
    """Tells of the records of the days covered that the file does not hold, and plans to take them out if so asked.

    `held` are the numbers of all the file's rows, refused ones too; None for those that bear no readable number:
    while there are any, nothing is taken out, for they may be the very records that seem absent.
    """
    assert plan.covers is not None
    numbers = set(held)
    if withdraw and None not in numbers:
        plan.same_as.update(_absent_already(store, kind, plan.covers, numbers))
    absent = [record for record in _stored(store, kind, plan.covers) if record not in numbers]
    if not absent:
        return
    fact = store.catalogue.facts[kind]
    named = "、".join(absent[:_NAMED])
    told = f"{span_text(plan.covers)} 库里有 {len(absent)} 条{fact.zh}记录不在这个齐全的文件里（如 {named}）"
    unreadable = None in numbers
    if withdraw and not unreadable:
        plan.withdrawn = len(absent)
        plan.steps.append(partial(delete_records, store, kind, absent))
        plan.warnings.append(f"{told}，随本批撤出")
    elif unreadable:
        plan.warnings.append(f"{told}；有的行编号读不出，可能就是它们：改正那些行再导入，才能撤出")
    else:
        plan.warnings.append(f"{told}，仍计入；确已作废的，注明随这一批撤出（命令行 --withdraw）再导入一次")


def _absent_already(store: Store, kind: str, days: DaySpan, held: set[str | None]) -> Counter[int]:
    """Count, by the batch that took them out, the records of which this file too says that they are void."""
    query = (
        "SELECT t.batch, t.id FROM tombstone t JOIN batch b ON b.number = t.batch "
        "WHERE t.kind = ?1 AND ifnull(b.first, ?2) <= ?2 AND ifnull(b.last, ?3) >= ?3"
    )
    return Counter(batch for batch, record in store.db.execute(query, [kind, days[1], days[0]]) if record not in held)


def _stored(store: Store, kind: str, days: DaySpan) -> list[str]:
    query = f"SELECT id FROM {table_of(kind)} WHERE {_within(store.catalogue.facts[kind])} ORDER BY id"
    return [record for (record,) in store.db.execute(query, {"first": days[0], "last": days[1]})]


def _within(fact: FactKind) -> str:
    """SQL of the records that belong to the days: a posting does as long as it lasts."""
    if fact.postings:
        return "from_day <= :last AND ifnull(to_day, :last + 1) > :first"
    return "when_day BETWEEN :first AND :last"
