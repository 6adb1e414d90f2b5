"""Records that are there already under other numbers: as a rule a spreadsheet has eaten the zeros before them."""

from __future__ import annotations

from typing import Any

from core.store.catalogue_tables import table_of
from core.store.staged_records import StagedRecords
from core.store.store import Store
from core.time.days import day_of_time

LEAST_ROWS = 5  # fewer say nothing
MOST_LOOKED_AT = 200  # rows, spread over the file
SHARE = 0.9  # of the rows looked at

Record = tuple[Any, ...]


def renumbered(store: Store, kind: str, staged: StagedRecords, new: int) -> str | None:
    """Return what is suspicious (Chinese) where nearly all new records are there already, but for the number.

    `new` is how many there are. A record that the file has too is no twin of another.
    """
    if new < LEAST_ROWS or not store.db.execute(f"SELECT 1 FROM {table_of(kind)} LIMIT 1").fetchone():
        return None
    columns = list(store.catalogue.facts[kind].columns)
    place = columns.index("id")
    looked_at = list(staged.new(max(1, new // MOST_LOOKED_AT)))
    groups: dict[Record, list[str]] = {}
    for row in looked_at:
        groups.setdefault(row[:place] + row[place + 1 :], []).append(row[place])
    pairs: list[tuple[str, str]] = []
    for rest, numbers in groups.items():
        values = dict(zip((column for column in columns if column != "id"), rest, strict=True))
        twins = [record for record in _equal_records(store, kind, values) if not staged.rows_of(record)]
        pairs += zip(numbers, twins, strict=False)
    if len(pairs) < SHARE * len(looked_at):
        return None
    ours, theirs = pairs[0]
    return (
        f"新增的 {new} 行里，几乎每一行都与库里一条记录除编号外完全相同（如 {ours} 与库里的 {theirs}）："
        "多半是编号变了样，例如前面的 0 被 Excel 去掉。这样导入会重复计数；请把编号列设为文本格式重新导出"
    )


def _equal_records(store: Store, kind: str, values: dict[str, Any]) -> list[str]:
    """The numbers of the records that have these values."""
    fact = store.catalogue.facts[kind]
    moment = values[fact.date_column]
    day = moment if fact.columns[fact.date_column].type == "day" else day_of_time(moment)
    equal = " AND ".join(f"{column} IS ?" for column in values)
    rows = store.db.execute(
        f"SELECT id FROM {table_of(kind)} WHERE unit = ? AND when_day = ? AND {equal} ORDER BY id",
        [values["unit"], day, *values.values()],
    )
    return [record for (record,) in rows]
