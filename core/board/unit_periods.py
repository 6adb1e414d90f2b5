"""Say of a figure which days it cannot speak of, and of a comparison whether both its sides are of one area.

A unit's figure speaks of the days of its existence; that of a new unit that others were merged into, of theirs too. A
comparison across a day on which the area became another one is none: it would tell of the map, not of the work.
"""

from __future__ import annotations

from core.metrics.types import Window
from core.store.units import UnitTree
from core.time.days import to_date

OTHER_AREA = "前后辖区不同，不可比"
NO_BASE = "所比的期间还不是全程都有本单位，不可比"


def existence_note(tree: UnitTree, unit: int, first: int, last: int) -> str | None:
    """Say where a unit existed for a part of a window only (Chinese)."""
    start, end = tree.known_days(unit)
    if first >= start and last <= end:
        return None
    parts = [f"{to_date(start)} 起才有本单位，只计其后"] if first < start <= last else []
    parts += [f"本单位只存在到 {to_date(end)}，只计到那天"] if first <= end < last else []
    return "；".join(parts) or None


def comparison_obstacle(tree: UnitTree, unit: int, now: Window, base: Window, *, is_level: bool) -> str | None:
    """Say why two windows of a unit cannot be compared (Chinese); None where they can, as far as its history goes.

    `is_level` is of a stock, which speaks of the windows' last days alone.
    """
    if tree.history is None:
        return None
    first, last = _days_across(now, base, is_level=is_level)
    start, end = tree.known_days(unit)
    if first < start or last > end:
        known = f"{to_date(start)} 起才有本单位" if first < start else f"本单位只存在到 {to_date(end)}"
        return f"{known}，{NO_BASE}"
    breaks = [change.text for change in tree.area_changes(unit, first, last)]
    return f"{'；'.join(breaks)}，{OTHER_AREA}" if breaks else None


def comparison_note(tree: UnitTree, unit: int, now: Window, base: Window, *, is_level: bool) -> str:
    """Name the units that one was made of between two windows, whose sum stands for it before (Chinese)."""
    if tree.history is None or unit not in tree.history.predecessors:
        return ""
    first, last = _days_across(now, base, is_level=is_level)
    texts = [
        event.text for event in tree.events(unit) if first < event.day <= last and event.day == tree.units[unit].first
    ]
    return f"{'；'.join(texts)}，之前的数是它们之和" if texts else ""


def _days_across(now: Window, base: Window, *, is_level: bool) -> tuple[int, int]:
    if is_level:
        return min(now.last, base.last), max(now.last, base.last)
    return min(now.first, base.first), max(now.last, base.last)
