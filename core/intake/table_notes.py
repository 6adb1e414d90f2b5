"""Say what is to be told about a table before it is loaded, in Chinese: left out, hidden, or at odds with itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from core.intake.layout.row_sorting import SkippedRow, SkipReason
from core.intake.layout.table_layout import Layout

MOST_NAMED = 5


class HiddenParts(NamedTuple):
    """Hold what is hidden: other sheets, which are not read; rows (filtered ones too) and columns, which are."""

    sheets: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()


NOTHING_HIDDEN = HiddenParts()


def table_notes(layout: Layout, hidden: HiddenParts, yearless: Mapping[str, int]) -> list[str]:
    """The sentences, the most telling first."""
    notes = list(layout.differing_totals)
    if hidden.rows:
        notes.append(f"{len(hidden.rows)} 行是隐藏或筛选掉的，也读了进来（第 {_listed(map(str, hidden.rows))} 行）")
    if hidden.columns:
        notes.append(f"{len(hidden.columns)} 列是隐藏的，也读了进来（{_listed(hidden.columns)}）")
    if hidden.sheets:
        notes.append(f"{len(hidden.sheets)} 个隐藏的工作表没有读（{_listed(hidden.sheets)}）")
    for header, row in yearless.items():
        notes.append(f"“{header}”列有只显示月日的日期（如第 {row} 行）：若原意是 1-6 月这样的期间，请改成文本再导入")
    return notes + skipped_notes(layout.skipped)


def skipped_notes(skipped: Sequence[SkippedRow]) -> list[str]:
    """The sentences about rows that are no data, a sentence for each reason."""
    rows: dict[SkipReason, list[str]] = {}
    for row in skipped:
        rows.setdefault(row.reason, []).append(str(row.number))
    return [f"第 {_listed(numbers)} 行是{reason.label}，没有当作数据" for reason, numbers in rows.items()]


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    more = f"等 {len(known)} 项" if len(known) > MOST_NAMED else ""
    return "、".join(known[:MOST_NAMED]) + more
