"""Takes single records, postings and ledger rows out (撤出), as a batch that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.intake.fields import LEDGER, OFFICERS, UNITS
from core.intake.import_plan import stored_rows
from core.intake.lookup import MeasureLookup, UnitLookup
from core.intake.mapping.names import kind_name
from core.intake.officers import posting_kind
from core.intake.refusal import CellError, ImportRefused
from core.store.batches import BatchCounts, NewBatch, batch_write
from core.store.catalogue_tables import table_of
from core.store.ledger import LedgerRow, withdraw_ledger
from core.store.records import delete_records
from core.store.store import Store
from core.store.units import unit_tree
from core.store.versioned_table import LEDGER_TABLE
from core.time.day_spans import DaySpan
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period

LEDGER_FORM = "单位/计数项/期间，如 甲溪派出所/alerts_valid/2026-10"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class WithdrawReport:
    """Outcome of taking rows out: the batch, how many rows, and the days they were of."""

    batch: int
    kind: str
    withdrawn: int
    days: DaySpan


def withdraw_rows(
    store: Store, kind: str, names: Sequence[str], *, now: int, actor: str, file: str = ""
) -> WithdrawReport:
    """Takes rows out by their numbers: records, postings (工号@到岗日期), or ledger rows (单位/计数项/期间).

    `file` names the file or data source by which they are void, if one says so.
    Raises LookupError (Chinese) if any of them does not exist, and then takes nothing out.
    """
    if store.demo:
        raise ImportRefused("这是演示数据库，记录由程序生成，不能撤出。")
    if kind == UNITS:
        raise ImportRefused("单位不能单个撤出：撤销登记它们的那一批（fengjing batch undo）。")
    distinct = list(dict.fromkeys(names))
    fact = None if kind == LEDGER else posting_kind(store)[0] if kind == OFFICERS else kind
    ids, days = _ledger_ids(store, distinct) if fact is None else _record_ids(store, fact, distinct)
    shown = "、".join(distinct[:_NAMED]) + (f"等 {len(distinct)} 行" if len(distinct) > _NAMED else "")
    detail = f"{kind_name(kind, store.catalogue)}：撤出 {shown}"
    batch = NewBatch("withdraw", kind, file, BatchCounts(withdrawn=len(ids)), days, detail)
    with batch_write(store, batch, actor=actor, now=now) as number:
        gone = withdraw_ledger(store, ids) if fact is None else delete_records(store, fact, ids)
        if gone != len(ids):
            raise ImportRefused("核对期间数据库有了别的改动，什么也没有撤出：请再做一次。")
    return WithdrawReport(number, kind, gone, days)


def _record_ids(store: Store, kind: str, names: list[str]) -> tuple[list[str], DaySpan]:
    if kind not in store.catalogue.facts:
        raise LookupError(f"没有“{kind}”这一类记录")
    days = dict(stored_rows(store, table_of(kind), ["id", "when_day"], "id", names))
    unknown = [name for name in names if name not in days]
    if unknown:
        raise LookupError(f"库里没有{store.catalogue.facts[kind].zh}：{'、'.join(unknown[:_NAMED])}。什么也没有撤出")
    return names, (min(days.values()), max(days.values()))


def _ledger_ids(store: Store, names: list[str]) -> tuple[list[str], DaySpan]:
    units, measures = UnitLookup(unit_tree(store)), MeasureLookup(store.catalogue)
    rows = [_ledger_row(store, name, units, measures) for name in names]
    query = f"SELECT {LEDGER_TABLE.id_sql('ledger')} FROM ledger"
    stored = {row_id for (row_id,) in store.db.execute(query)}
    unknown = [name for name, row in zip(names, rows, strict=True) if row.id not in stored]
    if unknown:
        raise LookupError(f"统计报表里没有：{'、'.join(unknown[:_NAMED])}。什么也没有撤出")
    return [row.id for row in rows], (min(row.first for row in rows), max(row.last for row in rows))


def _ledger_row(store: Store, name: str, units: UnitLookup, measures: MeasureLookup) -> LedgerRow:
    unit_name, _, rest = name.partition("/")
    measure_name, _, period = rest.rpartition("/")  # a measure may have a stroke in its name
    try:
        days = parse_period(period, store.catalogue.reporting_calendar)
    except PeriodTextError as error:
        raise LookupError(f"读不懂“{name}”：报表的行写成 {LEDGER_FORM}") from error
    try:
        unit, measure = units.find(unit_name), measures.find(measure_name)
    except CellError as error:
        raise LookupError(f"“{name}”{error.rule}：{error.mend}") from error
    if store.catalogue.measures[measure].kind == "stock":
        days = (days[1], days[1])
    return LedgerRow(unit, measure, *days, 0, "")
