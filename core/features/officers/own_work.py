"""The one sentence about what an officer has in hand: how much is overdue, and how much is due within a week."""

from __future__ import annotations

from collections.abc import Iterable

SOON = 7  # days


def own_work_sentence(days_left: Iterable[int | None]) -> str:
    """Return the sentence, of the days that are left of each piece of work; None of one without a date."""
    pieces = list(days_left)
    if not pieces:
        return "手上没有未办结的纠纷和案件。"
    dated = [days for days in pieces if days is not None]
    overdue, soon = sum(days < 0 for days in dated), sum(0 <= days <= SOON for days in dated)
    parts = [f"逾期 {overdue} 件" if overdue else "没有逾期", f"{SOON} 天内到期 {soon} 件" if soon else ""]
    return f"手上 {len(pieces)} 件，{'，'.join(filter(None, parts))}。"
