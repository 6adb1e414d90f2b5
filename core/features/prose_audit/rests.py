"""Rests of a whole: what is still open beside a rate of what is done, and shares that must not exceed the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from core.audit.claim import Claim, ClaimKind
from core.audit.complement import check_complement
from core.audit.finding import AuditVerdict
from core.audit.intervals import IntegerRange, Interval, integers_in, rounding_interval
from core.audit.printed_figure import Relation, parse_figure, possible_values
from core.features.prose_audit.claims import Checker
from core.features.prose_audit.figures import Figure
from core.features.prose_audit.types import ProseFinding

_DONE = "化解|办结|整改|完成|结案|破获|侦破|回访|处结"
_NOT_YET = "还在|尚在|正在|仍在|尚未|还未|仍未|没有|未能|未|在"
_OPEN_BEHIND = re.compile(rf"[^，,。；;、0-9]{{0,4}}?(?:{_NOT_YET})[^，,。；;、0-9]{{0,3}}?(?P<done>{_DONE})")
_OPEN_BEFORE = re.compile(rf"(?:{_NOT_YET})(?P<done>{_DONE})[^，,。；;、0-9]{{0,6}}$")
FULL_PERCENT = 100


def open_stem(before: str, behind: str) -> str:
    """Return what is still to be done with the things that a figure counts, such as 化解; empty where nothing is."""
    match = _OPEN_BEFORE.search(before) or _OPEN_BEHIND.match(behind)
    return match["done"] if match else ""


def done_stem(lead: str) -> str:
    """Return what was done with the things that a figure counts; empty where the words before it say no such thing."""
    match = re.search(rf"(?P<done>{_DONE})(?:了|掉|完毕|矛盾纠纷|隐患|共|约| )*$", lead)
    return match["done"] if match and not _OPEN_BEFORE.search(lead) else ""


def count_range(figure: Figure) -> IntegerRange | None:
    """Return the whole numbers that a printed count stands for; None where it only says about how many."""
    parsed = parse_figure(figure.number, "")
    if figure.relation is None or parsed is None:
        return None
    return integers_in(possible_values(parsed, figure.relation, is_count=True))


class PrintedPercent(NamedTuple):
    """A rate or a share: what it is called, what it is of, and the figure."""

    noun: str
    total: str
    figure: Figure

    @property
    def values(self) -> Interval | None:
        """The percentages that it stands for, up to the whole; None where it only says about how much."""
        parsed = parse_figure(self.figure.number, "%")
        if self.figure.relation is not Relation.EQUAL or parsed is None or self.figure.unit != "%":
            return None
        return rounding_interval(parsed.value, parsed.step)


def complement_finding(
    checker: Checker, rate: PrintedPercent, open_figure: Figure, total_figure: Figure
) -> ProseFinding | None:
    """Return whether a rate is the complement of what is still open; the reader inferred both counts, so it asks."""
    open_, total = count_range(open_figure), count_range(total_figure)
    if open_ is None or total is None or rate.figure.relation is None:
        return None
    printed = rate.figure.number + rate.figure.unit
    claim = Claim(
        *(0, rate.noun, "", "", "", rate.noun, ClaimKind.RATE, None, None, rate.figure.relation, printed),
        unit=rate.figure.unit,
        figure=parse_figure(printed, rate.figure.unit),
    )
    finding = check_complement(claim, open_, total)
    if finding is None:
        return None
    question = f"按前文推定：共 {_text(total_figure)}，其中还没有办的 {_text(open_figure)}，请核对"
    return checker.told(claim.printed, finding.verdict, f"{rate.noun}：{finding.reason}", question)


def _text(figure: Figure) -> str:
    return f"{figure.number}{'余' if figure.relation is Relation.ODD else ''} {figure.unit}"


def rest_finding(checker: Checker, rate: PrintedPercent, remainder: PrintedPercent) -> ProseFinding | None:
    """Return whether a rate and the share of what is still open make up the whole."""
    done, left = rate.values, remainder.values
    if done is None or left is None or None in (done.low, done.high, left.low, left.high):
        return None
    assert done.low is not None and done.high is not None and left.low is not None and left.high is not None
    added = Fraction(rate.figure.number) + Fraction(remainder.figure.number)
    words = f"{rate.noun} {rate.figure.number}% 与未办的 {remainder.figure.number}% 相加为 {float(added):g}%"
    printed = f"{remainder.figure.number}%"
    if done.low + left.low <= FULL_PERCENT <= done.high + left.high:
        return checker.told(printed, AuditVerdict.HOLDS, f"{words}，相符")
    question = "两个数若不是占同一个总数的，可以不等于 100%"
    return checker.told(printed, AuditVerdict.CONTRADICTED, f"{words}，不是 100%", question)


def shares_over_the_whole(checker: Checker, shares: Sequence[PrintedPercent]) -> Iterator[ProseFinding]:
    """Yield a question where shares of one whole add up to more than it."""
    by_total: dict[str, list[PrintedPercent]] = {}
    for share in shares:
        by_total.setdefault(share.total, []).append(share)
    for total, listed in by_total.items():
        values = [share.values for share in listed]
        least = sum((value.low for value in values if value is not None and value.low is not None), Fraction(0))
        if len(listed) > 1 and None not in values and least > FULL_PERCENT:
            added = sum(Fraction(share.figure.number) for share in listed)
            printed = " + ".join(f"{share.figure.number}%" for share in listed)
            question = f"各项是否互有重叠，占的是不是同一个{total or '总数'}"
            reason = f"各项占比相加为 {float(added):g}%，多于 100%"
            yield checker.told(printed, AuditVerdict.NOT_CHECKABLE, reason, question)
