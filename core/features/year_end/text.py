"""Words for where a year ends."""

from __future__ import annotations

import math

from core.features.year_end.types import YearPace
from core.metrics.display import rounded_estimate, rounded_rate_estimate

LABEL = "照此全年"


def _step(pace: YearPace) -> int:
    """Return the step to which a forecast is rounded: the power of ten within a quarter of its interval."""
    assert pace.low is not None and pace.high is not None  # asked only of a pace that has them
    step: int = 10 ** max(0, math.floor(math.log10(max((pace.high - pace.low) / 4, 1.0))))
    return step


def amount_text(pace: YearPace, unit: str) -> str:
    """Return a text such as 约 34,900 起（33,800 至 36,200）; empty where nothing can be said.

    The ends are rounded outwards: rounded inwards they would hold fewer years than they say.
    """
    if pace.value is None or pace.low is None or pace.mid is None or pace.high is None:
        return ""
    step = _step(pace)
    ends = math.floor(pace.low / step) * step, round(pace.mid / step) * step, math.ceil(pace.high / step) * step
    low, mid, high = (rounded_estimate(max(end, pace.value), 0) for end in ends)
    return f"约 {mid} {unit}（{low} 至 {high}）"


def shares_text(pace: YearPace) -> str:
    """Return what share of earlier years had fallen by this day."""
    if not pace.shares:
        return ""
    percents = [rounded_rate_estimate(share, 1) for _, share in pace.shares]
    years = [str(year) for year, _ in pace.shares]
    listed = "、".join(f"{year} 年 {percent}%" for year, percent in zip(years, percents, strict=True))
    return f"到这一天占全年：{listed}"


def explained(pace: YearPace, unit: str) -> tuple[tuple[str, str], ...]:
    """Return the line of an explanation, none where nothing can be said."""
    amount = amount_text(pace, unit)
    if not amount:
        return ()
    return ((LABEL, f"{amount}，95% 区间；按今年以来的数和往年的月份推算，{shares_text(pace)}"),)
