"""Units whose records end before a day, in words: what is awaited of theirs is not known by then."""

from __future__ import annotations

from core.catalogue.measure_model import Measure
from core.metrics.coverage import Coverage
from core.time.days import to_date

MAX_NAMED_UNITS = 3


def behind_text(coverage: Coverage, measure: Measure, unit: int, day: int, fact_zh: str) -> str:
    """Return whose records end how early, for a figure that they hold back (Chinese)."""
    units, behind = coverage.tree.units, coverage.units_behind(measure, unit, day)
    last = coverage.outcomes_end(measure, unit)
    lasts = sorted(behind, key=lambda other: behind[other]) or [unit]
    named = "、".join(units[other].name for other in lasts[:MAX_NAMED_UNITS])
    more = f"等 {len(lasts)} 个单位" if len(lasts) > MAX_NAMED_UNITS else ""
    until = "" if last is None else f"只到 {to_date(last)}"
    return f"{named}{more}的{fact_zh}记录{until}，截至 {to_date(day)} 办结多少还不知道"
