"""Rows of one bulletin about the same place and period, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.audit.claim import Claim
from core.audit.claim_check import is_rate, quotient_of
from core.audit.complement import check_complement
from core.audit.finding import Finding
from core.audit.identities import ComplementIdentity, Identities, RatioIdentity, SubsetIdentity, SumIdentity, identities
from core.audit.intervals import IntegerRange, integers_in
from core.audit.number_text import count_text
from core.catalogue.model import Catalogue


class Bulletin:
    """The rows of one source, place and period: what each count can be, and the rates. Told twice tells nothing."""

    def __init__(self, claims: Iterable[Claim], catalogue: Catalogue) -> None:
        self.rates: list[Claim] = []
        self.changes: list[Claim] = []
        self.counts: dict[str, tuple[Claim, IntegerRange]] = {}
        seen: set[str] = set()
        for claim in claims:
            if claim.kind == "rate" and claim.figure is not None:
                self.rates.append(claim)
            elif claim.kind == "yoy" and claim.numerator is None and not is_rate(claim.kpi, catalogue):
                self.changes.append(claim)
            elif claim.kind == "count" and claim.kpi in seen:
                self.counts.pop(claim.kpi, None)
            elif claim.kind == "count":
                seen.add(claim.kpi)
                can_be = _can_be(claim)
                if can_be:
                    self.counts[claim.kpi] = claim, can_be

    def count(self, name: str) -> IntegerRange | None:
        """What a count can be, where exactly one row tells it."""
        return self.counts[name][1] if name in self.counts else None


def _can_be(claim: Claim) -> IntegerRange | None:
    if claim.numerator is not None:
        return IntegerRange(claim.numerator, claim.numerator)
    return integers_in(claim.possible_values(claim.figure)) if claim.figure else None


def cross_check(claims: Iterable[Claim], catalogue: Catalogue) -> Iterator[Finding]:
    """What the rows say of each other; nothing where they agree by chance only."""
    bulletins: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        bulletins.setdefault((claim.source, claim.place, claim.period), []).append(claim)
    owed = identities(catalogue)
    for rows in bulletins.values():
        yield from _check_bulletin(Bulletin(rows, catalogue), owed, catalogue)


def _check_bulletin(bulletin: Bulletin, owed: Identities, catalogue: Catalogue) -> Iterator[Finding]:
    yield from (found for change in bulletin.changes if (found := _change(bulletin, change, catalogue)))
    for rate in bulletin.rates:
        yield from (found for one in owed.complements if (found := _remainder(bulletin, rate, one)))
        yield from (found for one in owed.ratios if (found := _ratio(bulletin, rate, one, catalogue)))
    yield from (found for total in owed.sums if (found := _sum(bulletin, total, catalogue)))
    yield from (found for within in owed.subsets if (found := _within(bulletin, within, catalogue)))


def _remainder(bulletin: Bulletin, rate: Claim, owed: ComplementIdentity) -> Finding | None:
    open_, whole = bulletin.count(owed.open), bulletin.count(owed.total)
    if rate.kpi != owed.rate or not open_ or not whole:
        return None
    return check_complement(rate, open_, whole)


def _ratio(bulletin: Bulletin, rate: Claim, owed: RatioIdentity, catalogue: Catalogue) -> Finding | None:
    """As if the two counts, where both are known exactly, stood in the rate's own row."""
    part, whole = bulletin.count(owed.numerator), bulletin.count(owed.denominator)
    if rate.kpi != owed.rate or not part or not whole or rate.figure is None or rate.figure.per is None:
        return None
    if part.first != part.last or whole.first != whole.last:
        return None
    return quotient_of(rate, rate.figure, rate.figure.per, catalogue).check(part.first, whole.first)


def _change(bulletin: Bulletin, change: Claim, catalogue: Catalogue) -> Finding | None:
    """As if this period's count, told in a row of its own, stood in the change's row."""
    count = bulletin.count(change.kpi)
    if not count or count.first != count.last or change.figure is None or change.figure.per is None:
        return None
    return quotient_of(change, change.figure, change.figure.per, catalogue).check(count.first, change.denominator)


def _sum(bulletin: Bulletin, owed: SumIdentity, catalogue: Catalogue) -> Finding | None:
    whole = bulletin.count(owed.total)
    parts = {name: can_be for name in owed.addends if (can_be := bulletin.count(name))}
    if not whole or not parts:
        return None
    complete = len(parts) == len(owed.addends)
    added = _added(parts.values())
    told = " + ".join(f"{_named(name, catalogue)} {count_text(part)}" for name, part in parts.items())
    told += f" = {count_text(added)}" if len(parts) > 1 else ""
    claim = bulletin.counts[owed.total][0]
    if whole.last is not None and added.first > whole.last:
        return Finding(claim, "contradicted", f"{told}，已超过所报合计 {claim.printed}")
    if not complete:
        return None
    if added.intersect(whole) is None:
        return Finding(claim, "contradicted", f"{told}，与所报合计 {claim.printed} 不符")
    exact = added == whole and added.first == added.last
    verdict = "相符" if exact else "可以相符"
    return Finding(claim, "holds" if exact else "possible", f"{told}，与所报合计 {claim.printed} {verdict}")


def _added(parts: Iterable[IntegerRange]) -> IntegerRange:
    first, last = 0, 0
    endless = False
    for part in parts:
        first += part.first
        last += part.last or 0
        endless |= part.last is None
    return IntegerRange(first, None if endless else last)


def _within(bulletin: Bulletin, owed: SubsetIdentity, catalogue: Catalogue) -> Finding | None:
    part, whole = bulletin.count(owed.subset), bulletin.count(owed.total)
    if not part or not whole or whole.last is None or part.first <= whole.last:
        return None
    claim = bulletin.counts[owed.subset][0]
    names = [_named(name, catalogue) for name in (owed.subset, owed.total)]
    reason = f"{names[0]} {count_text(part)} 大于{names[1]} {count_text(whole)}，部分不能超过整体"
    return Finding(claim, "contradicted", reason)


def _named(name: str, catalogue: Catalogue) -> str:
    known = catalogue.kpis.get(name) or catalogue.measures.get(name)
    return f"“{known.zh}”" if known else name
