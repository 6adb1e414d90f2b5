"""rate = 1 − open ÷ whole, where the open ones and the whole are known exactly or within limits."""

from __future__ import annotations

from fractions import Fraction

from core.audit.claim import Claim
from core.audit.finding import Finding, Solutions
from core.audit.intervals import IntegerRange, Interval, divisors_in
from core.audit.number_text import MARKS, count_text, integers_text, range_text


def check_complement(rate: Claim, open_: IntegerRange, total: IntegerRange) -> Finding | None:
    """The verdict on the rate's row; None where its figure is no percentage."""
    if rate.figure is None or rate.figure.per is None:
        return None
    per, span = rate.figure.per, rate.possible_values(rate.figure)
    total = IntegerRange(max(total.first, 1), total.last)
    if total.last is not None and total.last < max(open_.first, 1):
        reason = f"在化解 {count_text(open_)} 多于受理 {count_text(total)}，算不出化解率"
        return Finding(rate, "contradicted", reason)
    low, high = _limits(open_, total, per)
    told = (
        f"1 − {count_text(open_)} ÷ {count_text(total)} = {range_text(low, high, rate.figure.decimals + 1, MARKS[per])}"
    )
    needed = _needed(span, open_, per)
    fitting = needed.intersect(total) if needed else None
    if not span.overlaps(low, high) or (open_.first == open_.last and fitting is None):
        would = f"；要得出 {rate.printed}，受理数须为 {integers_text(needed)}" if needed else ""
        return Finding(rate, "contradicted", f"化解率 = {told}，不是 {rate.printed}{would}")
    if low in span and high in span:
        return Finding(rate, "holds", f"化解率 = {told}，与所报 {rate.printed} 相符")
    if fitting is None:
        return Finding(rate, "possible", f"化解率 = {told}，含所报 {rate.printed}")
    solutions = Solutions("受理数", fitting)
    return Finding(
        rate, "possible", f"化解率 = {told}；受理数为 {integers_text(fitting)} 时得出 {rate.printed}", solutions
    )


def _limits(open_: IntegerRange, whole: IntegerRange, per: int) -> tuple[Fraction, Fraction]:
    """The least and the greatest that the rate can be; never below nothing, since the open ones are of the whole."""
    most_open = whole.first if open_.last is None else min(open_.last, whole.first)
    least = Fraction(per) * (1 - Fraction(most_open, whole.first))
    share = Fraction(0) if whole.last is None else Fraction(open_.first, whole.last)
    return least, per * (1 - share)


def _needed(span: Interval, open_: IntegerRange, per: int) -> IntegerRange | None:
    """The wholes that would give the rate with this many open ones; only where that number is known exactly."""
    if open_.first != open_.last:
        return None
    return divisors_in(span.shifted(-per), -per * open_.first, max(open_.first, 1))
