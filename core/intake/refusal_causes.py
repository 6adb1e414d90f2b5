"""Refusals grouped by cause: a steward mends a cause, not a thousand rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.intake.refusal import WHOLE_FILE, FileRefused, Refusal

EXAMPLES = 3  # rows shown of a cause
MOST_REFUSALS = 500_000  # of a file; each is kept until all of it is read, some 350 bytes


class RefusalCause(NamedTuple):
    """A rule that some rows break in one column, how to mend them, how many they are, and the first of them."""

    column: str
    rule: str
    mend: str
    rows: int
    examples: tuple[Refusal, ...]


def refusal_causes(refusals: Iterable[Refusal]) -> list[RefusalCause]:
    """Return the causes, the commonest first; of equal ones the one that comes first in the file."""
    groups: dict[tuple[str, str, str], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.column, refusal.rule, refusal.mend), []).append(refusal)
    causes = [
        RefusalCause(*cause, len({refusal.row for refusal in group}), tuple(group[:EXAMPLES]))
        for cause, group in groups.items()
    ]
    return sorted(causes, key=lambda cause: -cause.rows)


def check_refusals(file: str, refusals: Sequence[Refusal]) -> None:
    """Raises FileRefused with the causes, each with its first row, once a file breaks more rules than are kept."""
    if len(refusals) <= MOST_REFUSALS:
        return
    rule = f"读到第 {refusals[-1].row} 行已有 {MOST_REFUSALS // 10_000} 万处不合规则，没有再读，什么也没有写入"
    firsts = [
        first._replace(rule=f"{cause.column}：{cause.rule}（第 {first.row} 行等 {cause.rows} 行）")
        for cause in refusal_causes(refusals)
        for first in cause.examples[:1]
    ]
    raise FileRefused(file, [Refusal(WHOLE_FILE, "", "", rule, "先改正下面的原因，再导入整个文件"), *firsts])
