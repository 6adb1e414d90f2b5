"""Say what still hangs on units that have ended: later records, what is still open, officers, accounts, screens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.time.days import to_date


def leftovers(store: Store, units: Sequence[int], day: int) -> Iterator[str]:
    """Yield what a steward has to look after where units ended on the eve of a day (Chinese)."""
    if not units:
        return
    ids = json.dumps(list(units))
    for kind, fact in store.catalogue.facts.items():
        if not (fact.is_imported or fact.postings):
            continue
        within = f"{table_of(kind)} WHERE unit IN (SELECT value FROM json_each(?))"
        if fact.postings:
            open_end = "to_day IS NULL OR to_day > ?"
            count = _count(store, f"{within} AND ({open_end})", [ids, day])
            where = "并入的计入继任单位，其余只计入上级，分设的各部分不出人数和人均"
            mend = f"{where}；请用人员文件写上离岗日期，另起一行写新单位"
            text = f"有 {count} 个任职还在已结束的单位"
        else:
            count = _count(store, f"{within} AND when_day >= ?", [ids, day])
            mend = "并入的计入继任单位，其余只计入上级；要分清的，改好单位后重新导入"
            text = f"有 {count} 条{fact.zh}记录的日期在 {to_date(day)} 或以后，还记在已结束的单位名下"
        if count:
            yield f"{text}：{mend}"
    for kind in ("dispute", "case"):
        within = f"{table_of(kind)} WHERE unit IN (SELECT value FROM json_each(?))"
        count = _count(store, f"{within} AND when_day < ? AND outcome_at IS NULL", [ids, day])
        if count:
            zh, mend = (
                store.catalogue.facts[kind].zh,
                "并入的列在继任单位的清单里，其余以原名留在上级的清单里；请定由谁接办",
            )
            yield f"有 {count} 条{zh}还没有办结，在已结束的单位名下：{mend}"
    for table, condition, words in (
        ("account", "disabled_at IS NULL", "个账号"),
        ("kiosk", "revoked_at IS NULL", "块大屏"),
    ):
        count = _count(store, f"{table} WHERE unit IN (SELECT value FROM json_each(?)) AND {condition}", [ids])
        if count:
            yield f"有 {count} {words}还属于已结束的单位，看不到新的数字：请改到继任单位"


def _count(store: Store, rows: str, values: list[object]) -> int:
    return int(store.db.execute(f"SELECT count(*) FROM {rows}", values).fetchone()[0])
