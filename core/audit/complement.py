"""rate = 1 − open ÷ total, where the open ones and the total are known exactly or within limits."""

from __future__ import annotations

from fractions import Fraction

from core.audit.claim import Claim
from core.audit.finding import AuditVerdict, Finding, Solutions
from core.audit.intervals import IntegerRange, Interval, divisors_in
from core.audit.number_text import MARKS, count_text, integers_text, range_text


def check_complement(rate: Claim, open_: IntegerRange, total: IntegerRange) -> Finding | None:
    """Return the verdict on the rate's row; None where its figure is no percentage."""
    if rate.figure is None or rate.figure.per is None:
        return None
    per, reported = rate.figure.per, rate.possible_values(rate.figure)
    total = IntegerRange(max(total.first, 1), total.last)
    if total.last is not None and total.last < max(open_.first, 1):
        reason = f"在化解 {count_text(open_)} 多于受理 {count_text(total)}，算不出化解率"
        return Finding(rate, AuditVerdict.CONTRADICTED, reason)
    low, high = _limits(open_, total, per)
    percentages = range_text(low, high, rate.figure.decimals + 1, MARKS[per])
    formula = f"1 − {count_text(open_)} ÷ {count_text(total)} = {percentages}"
    needed = _needed_totals(reported, open_, per)
    fitting = needed.intersect(total) if needed else None
    if not reported.overlaps(low, high) or (open_.first == open_.last and fitting is None):
        mend = f"；要得出 {rate.printed}，受理数须为 {integers_text(needed)}" if needed else ""
        return Finding(rate, AuditVerdict.CONTRADICTED, f"化解率 = {formula}，不是 {rate.printed}{mend}")
    if low in reported and high in reported:
        return Finding(rate, AuditVerdict.HOLDS, f"化解率 = {formula}，与所报 {rate.printed} 相符")
    if fitting is None:
        return Finding(rate, AuditVerdict.POSSIBLE, f"化解率 = {formula}，含所报 {rate.printed}")
    reason = f"化解率 = {formula}；受理数为 {integers_text(fitting)} 时得出 {rate.printed}"
    return Finding(rate, AuditVerdict.POSSIBLE, reason, Solutions("受理数", fitting))


def _limits(open_: IntegerRange, total: IntegerRange, per: int) -> tuple[Fraction, Fraction]:
    """Return the least and greatest possible rate; never below nothing, since the open ones are of the total."""
    most_open = total.first if open_.last is None else min(open_.last, total.first)
    least = Fraction(per) * (1 - Fraction(most_open, total.first))
    share = Fraction(0) if total.last is None else Fraction(open_.first, total.last)
    return least, per * (1 - share)


def _needed_totals(reported: Interval, open_: IntegerRange, per: int) -> IntegerRange | None:
    """Return the totals that give the rate with this many open ones; only where that number is known exactly."""
    if open_.first != open_.last:
        return None
    return divisors_in(reported.shifted(-per), -per * open_.first, max(open_.first, 1))
