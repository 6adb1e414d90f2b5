"""Rows of totals are no data, but they can tell that data are wrong: compared with the sums of the rows they close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.intake.counts import is_missing_mark, parse_count
from core.intake.grid import Row
from core.intake.refusal import CellError

MOST_COLUMNS_NAMED = 3


class TotalRow(NamedTuple):
    """A row of totals: its word, and how many rows of data stand before it."""

    row: Row
    word: str
    before: int


def differing_totals(headers: Sequence[str], rows: Sequence[Row], totals: Sequence[TotalRow]) -> list[str]:
    """A sentence for each row of totals that no sum of rows comes to: those since the last total, or all of them."""
    columns = dict(zip(headers, _counts(rows, len(headers)), strict=True)) if totals else {}
    sentences = []
    last = 0
    for total in totals:
        stretches = [(last, total.before), (0, total.before)] if total.before else [(0, len(rows))]
        wrong = [_differences(columns, total, stretch) for stretch in stretches if stretch[0] < stretch[1]]
        if wrong and all(wrong):
            sentences.append(_sentence(total, min(wrong, key=len)))
        last = total.before
    return sentences


def _counts(rows: Iterable[Row], width: int) -> list[list[int] | None]:
    """The counts of each column, 0 where nothing stands; None where it holds anything else, such as percentages."""
    counts: list[list[int] | None] = [[] for _ in range(width)]
    for row in rows:
        for column, text in enumerate(row.cells):
            known = counts[column]
            if known is None:
                continue
            try:
                known.append(0 if not text or is_missing_mark(text) else parse_count(text))
            except CellError:
                counts[column] = None
    return counts


def _differences(columns: dict[str, list[int] | None], total: TotalRow, stretch: tuple[int, int]) -> list[str]:
    differences = []
    for (header, counts), text in zip(columns.items(), total.row.cells, strict=True):
        if counts is None or not text or is_missing_mark(text):
            continue
        try:
            stated = parse_count(text)
        except CellError:
            continue
        if stated != (added := sum(counts[slice(*stretch)])):
            differences.append(f"“{header}”写 {stated}，相加得 {added}")
    return differences


def _sentence(total: TotalRow, differences: list[str]) -> str:
    named = "；".join(differences[:MOST_COLUMNS_NAMED])
    more = f"等 {len(differences)} 列" if len(differences) > MOST_COLUMNS_NAMED else ""
    return f"第 {total.row.number} 行“{total.word}”与各行相加不符：{named}{more}"
