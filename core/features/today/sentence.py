"""The news in one sentence: how much of each kind somebody has to act on; or that there is nothing to handle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.features.today.types import TodayKind, TodayLine

MOST_KINDS = 4
_UNITS = {
    TodayKind.UNUSUAL: "条",
    TodayKind.DOUBTFUL: "条",
    TodayKind.LATE: "个",
    TodayKind.RECEIVED: "条",
}


def today_sentence(lines: Iterable[TodayLine], since: str, *, knows_signals: bool, older: int = 0) -> str:
    """Return the sentence; `since` names the day, such as 昨日. What is not known yet is never called nothing.

    `older` counts what began before and still stands: nothing new is not nothing to do.
    """
    counts: Counter[TodayKind] = Counter()
    for line in lines:
        if line.kind.is_to_handle:
            counts[line.kind] += line.pieces
    standing = f"；此前未了 {older} 条" if older else ""
    pending = standing if knows_signals else f"{standing}；预警还没有算好"
    if not counts:
        return f"自{since}以来没有需要处理的新变化{pending}。"
    phrases = [f"{kind.label} {counts[kind]} {_UNITS.get(kind, '件')}" for kind in TodayKind if counts[kind]]
    most = MOST_KINDS - bool(older)
    more = "等" if len(phrases) > most else ""
    return f"自{since}以来：{'，'.join(phrases[:most])}{more}{pending}。"
