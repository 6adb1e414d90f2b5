"""Exact numbers as Chinese readers write them."""

from __future__ import annotations

from fractions import Fraction

from core.audit.intervals import IntegerRange

MOST_LISTED = 12  # solutions named one by one; more are told by the first, the last and how many
MARKS = {100: "%", 1000: "‰"}


def decimal_text(value: Fraction, digits: int) -> str:
    """Round half up, away from zero, to so many decimals."""
    units = (abs(value) * 10**digits * 2 + 1) // 2
    integer, decimals = divmod(units, 10**digits)
    sign = "-" if value < 0 and units else ""
    return f"{sign}{integer:,}" + (f".{decimals:0{digits}d}" if digits else "")


def equals_text(value: Fraction, digits: int, mark: str = "") -> str:
    """Write `= 59.5%` where so many decimals tell all of it, `≈ 59.42%` where they do not."""
    text = decimal_text(value, digits)
    is_exact = (value * 10**digits).denominator == 1
    if is_exact and digits:
        text = text.rstrip("0").rstrip(".")
    return f"{'=' if is_exact else '≈'} {text}{mark}"


def integers_text(integers: IntegerRange) -> str:
    """List every solution, or the ends of them."""
    first, last = integers
    if last is None:
        return f"不小于 {first:,} 的任何整数"
    if last - first < MOST_LISTED:
        return "、".join(f"{integer:,}" for integer in range(first, last + 1))
    return f"{first:,} 至 {last:,} 之间的任何整数（{last - first + 1:,} 个）"


def range_text(low: Fraction, high: Fraction, digits: int, mark: str) -> str:
    """Write one value, or the ends of the range."""
    ends = [decimal_text(low, digits) + mark, decimal_text(high, digits) + mark]
    return " 至 ".join(dict.fromkeys(ends))


def count_text(count: IntegerRange) -> str:
    """Write a count that is known exactly, or within limits."""
    first, last = count
    if last is None:
        return f"{first:,} 以上"
    return f"{first:,}" if count.is_exact else f"（{first:,} 至 {last:,}）"
