"""Rows of one bulletin about the same place and period, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.audit.claim import Claim
from core.audit.finding import Finding
from core.audit.identities import Identities, Ratio, Remainder, Sum, Within, identities
from core.audit.remainder import check_remainder
from core.audit.single import is_rate, quotient_of
from core.audit.span import Wholes, wholes_in
from core.audit.words import counted
from core.catalogue.model import Catalogue


class Bulletin:
    """The rows of one source, place and period: what each count can be, and the rates. Told twice tells nothing."""

    def __init__(self, claims: Iterable[Claim], catalogue: Catalogue) -> None:
        self.rates: list[Claim] = []
        self.changes: list[Claim] = []
        self.counts: dict[str, tuple[Claim, Wholes]] = {}
        seen: set[str] = set()
        for claim in claims:
            if claim.kind == "rate" and claim.stated is not None:
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

    def count(self, name: str) -> Wholes | None:
        """What a count can be, where exactly one row tells it."""
        return self.counts[name][1] if name in self.counts else None


def _can_be(claim: Claim) -> Wholes | None:
    if claim.numerator is not None:
        return Wholes(claim.numerator, claim.numerator)
    return wholes_in(claim.span(claim.stated)) if claim.stated else None


def check_together(claims: Iterable[Claim], catalogue: Catalogue) -> Iterator[Finding]:
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
        yield from (found for one in owed.remainders if (found := _remainder(bulletin, rate, one)))
        yield from (found for one in owed.ratios if (found := _ratio(bulletin, rate, one, catalogue)))
    yield from (found for total in owed.sums if (found := _sum(bulletin, total, catalogue)))
    yield from (found for within in owed.withins if (found := _within(bulletin, within, catalogue)))


def _remainder(bulletin: Bulletin, rate: Claim, owed: Remainder) -> Finding | None:
    open_, whole = bulletin.count(owed.open), bulletin.count(owed.whole)
    if rate.kpi != owed.rate or not open_ or not whole:
        return None
    return check_remainder(rate, open_, whole)


def _ratio(bulletin: Bulletin, rate: Claim, owed: Ratio, catalogue: Catalogue) -> Finding | None:
    """As if the two counts, where both are known exactly, stood in the rate's own row."""
    part, whole = bulletin.count(owed.part), bulletin.count(owed.whole)
    if rate.kpi != owed.rate or not part or not whole or rate.stated is None or rate.stated.per is None:
        return None
    if part.first != part.last or whole.first != whole.last:
        return None
    return quotient_of(rate, rate.stated, rate.stated.per, catalogue).check(part.first, whole.first)


def _change(bulletin: Bulletin, change: Claim, catalogue: Catalogue) -> Finding | None:
    """As if this period's count, told in a row of its own, stood in the change's row."""
    count = bulletin.count(change.kpi)
    if not count or count.first != count.last or change.stated is None or change.stated.per is None:
        return None
    return quotient_of(change, change.stated, change.stated.per, catalogue).check(count.first, change.denominator)


def _sum(bulletin: Bulletin, owed: Sum, catalogue: Catalogue) -> Finding | None:
    whole = bulletin.count(owed.whole)
    parts = {name: can_be for name in owed.parts if (can_be := bulletin.count(name))}
    if not whole or not parts:
        return None
    complete = len(parts) == len(owed.parts)
    added = _added(parts.values())
    told = " + ".join(f"{_named(name, catalogue)} {counted(part)}" for name, part in parts.items())
    told += f" = {counted(added)}" if len(parts) > 1 else ""
    claim = bulletin.counts[owed.whole][0]
    if whole.last is not None and added.first > whole.last:
        return Finding(claim, "contradicted", f"{told}，已超过所报合计 {claim.printed}")
    if not complete:
        return None
    if added.meets(whole) is None:
        return Finding(claim, "contradicted", f"{told}，与所报合计 {claim.printed} 不符")
    exact = added == whole and added.first == added.last
    verdict = "相符" if exact else "可以相符"
    return Finding(claim, "holds" if exact else "possible", f"{told}，与所报合计 {claim.printed} {verdict}")


def _added(parts: Iterable[Wholes]) -> Wholes:
    first, last = 0, 0
    endless = False
    for part in parts:
        first += part.first
        last += part.last or 0
        endless |= part.last is None
    return Wholes(first, None if endless else last)


def _within(bulletin: Bulletin, owed: Within, catalogue: Catalogue) -> Finding | None:
    part, whole = bulletin.count(owed.part), bulletin.count(owed.whole)
    if not part or not whole or whole.last is None or part.first <= whole.last:
        return None
    claim = bulletin.counts[owed.part][0]
    names = [_named(name, catalogue) for name in (owed.part, owed.whole)]
    reason = f"{names[0]} {counted(part)} 大于{names[1]} {counted(whole)}，部分不能超过整体"
    return Finding(claim, "contradicted", reason)


def _named(name: str, catalogue: Catalogue) -> str:
    known = catalogue.kpis.get(name) or catalogue.measures.get(name)
    return f"“{known.zh}”" if known else name
