"""rate = 1 − open ÷ whole, where the open ones and the whole are known exactly or within limits."""

from __future__ import annotations

from fractions import Fraction

from core.audit.claim import Claim
from core.audit.finding import Finding, Solutions
from core.audit.span import Span, Wholes, divisors_in
from core.audit.words import MARKS, counted, listed, ranged


def check_remainder(rate: Claim, open_: Wholes, whole: Wholes) -> Finding | None:
    """The verdict on the rate's row; None where its figure is no percentage."""
    if rate.stated is None or rate.stated.per is None:
        return None
    per, span = rate.stated.per, rate.span(rate.stated)
    whole = Wholes(max(whole.first, 1), whole.last)
    if whole.last is not None and whole.last < max(open_.first, 1):
        reason = f"在化解 {counted(open_)} 多于受理 {counted(whole)}，算不出化解率"
        return Finding(rate, "contradicted", reason)
    low, high = _limits(open_, whole, per)
    told = f"1 − {counted(open_)} ÷ {counted(whole)} = {ranged(low, high, rate.stated.decimals + 1, MARKS[per])}"
    needed = _needed(span, open_, per)
    fitting = needed.meets(whole) if needed else None
    if not span.touches(low, high) or (open_.first == open_.last and fitting is None):
        would = f"；要得出 {rate.printed}，受理数须为 {listed(needed)}" if needed else ""
        return Finding(rate, "contradicted", f"化解率 = {told}，不是 {rate.printed}{would}")
    if low in span and high in span:
        return Finding(rate, "holds", f"化解率 = {told}，与所报 {rate.printed} 相符")
    if fitting is None:
        return Finding(rate, "possible", f"化解率 = {told}，含所报 {rate.printed}")
    solutions = Solutions("受理数", fitting)
    return Finding(rate, "possible", f"化解率 = {told}；受理数为 {listed(fitting)} 时得出 {rate.printed}", solutions)


def _limits(open_: Wholes, whole: Wholes, per: int) -> tuple[Fraction, Fraction]:
    """The least and the greatest that the rate can be; never below nothing, since the open ones are of the whole."""
    most_open = whole.first if open_.last is None else min(open_.last, whole.first)
    least = Fraction(per) * (1 - Fraction(most_open, whole.first))
    share = Fraction(0) if whole.last is None else Fraction(open_.first, whole.last)
    return least, per * (1 - share)


def _needed(span: Span, open_: Wholes, per: int) -> Wholes | None:
    """The wholes that would give the rate with this many open ones; only where that number is known exactly."""
    if open_.first != open_.last:
        return None
    return divisors_in(span.moved(-per), -per * open_.first, max(open_.first, 1))
