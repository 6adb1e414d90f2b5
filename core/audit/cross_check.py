"""Rows of one bulletin about the same place and period, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.audit.claim import Claim, ClaimKind
from core.audit.claim_check import is_rate, quotient_of
from core.audit.complement import check_complement
from core.audit.finding import AuditVerdict, Finding
from core.audit.identities import ComplementIdentity, Identities, RatioIdentity, SubsetIdentity, SumIdentity, identities
from core.audit.intervals import IntegerRange, integers_in
from core.audit.number_text import count_text
from core.catalogue.model import Catalogue


class Bulletin:
    """The rows of one source, place and period: the possible counts, and the rates. A count told twice is dropped."""

    def __init__(self, claims: Iterable[Claim], catalogue: Catalogue) -> None:
        self.rates: list[Claim] = []
        self.changes: list[Claim] = []
        self.counts: dict[str, tuple[Claim, IntegerRange]] = {}
        counted_kpis: set[str] = set()
        for claim in claims:
            if claim.kind is ClaimKind.RATE and claim.figure is not None:
                self.rates.append(claim)
            elif claim.kind is ClaimKind.YOY and claim.numerator is None and not is_rate(claim.kpi, catalogue):
                self.changes.append(claim)
            elif claim.kind is ClaimKind.COUNT and claim.kpi in counted_kpis:
                self.counts.pop(claim.kpi, None)
            elif claim.kind is ClaimKind.COUNT:
                counted_kpis.add(claim.kpi)
                possible = _possible_counts(claim)
                if possible:
                    self.counts[claim.kpi] = claim, possible

    def count(self, name: str) -> IntegerRange | None:
        """Return the possible values of a count, where exactly one row tells it."""
        return self.counts[name][1] if name in self.counts else None


def _possible_counts(claim: Claim) -> IntegerRange | None:
    if claim.numerator is not None:
        return IntegerRange(claim.numerator, claim.numerator)
    return integers_in(claim.possible_values(claim.figure)) if claim.figure else None


def cross_check(claims: Iterable[Claim], catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the findings of rows against each other; nothing where they agree by chance only."""
    bulletins: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        bulletins.setdefault((claim.source, claim.place, claim.period), []).append(claim)
    known_identities = identities(catalogue)
    for rows in bulletins.values():
        findings = _check_bulletin(Bulletin(rows, catalogue), known_identities, catalogue)
        yield from (finding for finding in findings if finding)


def _check_bulletin(bulletin: Bulletin, declared: Identities, catalogue: Catalogue) -> Iterator[Finding | None]:
    for change in bulletin.changes:
        yield _check_change(bulletin, change, catalogue)
    for rate in bulletin.rates:
        for complement in declared.complements:
            yield _check_complement(bulletin, rate, complement)
        for ratio in declared.ratios:
            yield _check_ratio(bulletin, rate, ratio, catalogue)
    for sum_identity in declared.sums:
        yield _check_sum(bulletin, sum_identity, catalogue)
    for subset in declared.subsets:
        yield _check_subset(bulletin, subset, catalogue)


def _check_complement(bulletin: Bulletin, rate: Claim, identity: ComplementIdentity) -> Finding | None:
    """Check a rate that comes without its own counts: where it has them, the open ones may be of earlier periods."""
    if rate.numerator is not None and rate.denominator is not None:
        return None
    open_, total = bulletin.count(identity.open), bulletin.count(identity.total)
    if rate.kpi != identity.rate or not open_ or not total:
        return None
    return check_complement(rate, open_, total)


def _check_ratio(bulletin: Bulletin, rate: Claim, identity: RatioIdentity, catalogue: Catalogue) -> Finding | None:
    """Check as if the two counts, where both are known exactly, stood in the rate's own row."""
    numerator, denominator = bulletin.count(identity.numerator), bulletin.count(identity.denominator)
    if rate.kpi != identity.rate or not numerator or not denominator:
        return None
    if rate.figure is None or rate.figure.per is None or not numerator.is_exact or not denominator.is_exact:
        return None
    return quotient_of(rate, rate.figure, rate.figure.per, catalogue).check(numerator.first, denominator.first)


def _check_change(bulletin: Bulletin, change: Claim, catalogue: Catalogue) -> Finding | None:
    """Check as if this period's count, told in a row of its own, stood in the change's row."""
    count = bulletin.count(change.kpi)
    if not count or not count.is_exact or change.figure is None or change.figure.per is None:
        return None
    return quotient_of(change, change.figure, change.figure.per, catalogue).check(count.first, change.denominator)


def _check_sum(bulletin: Bulletin, identity: SumIdentity, catalogue: Catalogue) -> Finding | None:
    total = bulletin.count(identity.total)
    addends = {name: count for name in identity.addends if (count := bulletin.count(name))}
    if not total or not addends:
        return None
    added = _added(addends.values())
    formula = " + ".join(f"{_display_name(name, catalogue)} {count_text(count)}" for name, count in addends.items())
    formula += f" = {count_text(added)}" if len(addends) > 1 else ""
    claim = bulletin.counts[identity.total][0]
    if total.last is not None and added.first > total.last:
        return Finding(claim, AuditVerdict.CONTRADICTED, f"{formula}，已超过所报合计 {claim.printed}")
    if len(addends) < len(identity.addends):
        return None
    if added.intersect(total) is None:
        return Finding(claim, AuditVerdict.CONTRADICTED, f"{formula}，与所报合计 {claim.printed} 不符")
    if added == total and added.is_exact:
        return Finding(claim, AuditVerdict.HOLDS, f"{formula}，与所报合计 {claim.printed} 相符")
    return Finding(claim, AuditVerdict.POSSIBLE, f"{formula}，与所报合计 {claim.printed} 可以相符")


def _added(counts: Iterable[IntegerRange]) -> IntegerRange:
    first, last = 0, 0
    is_endless = False
    for count in counts:
        first += count.first
        last += count.last or 0
        is_endless |= count.last is None
    return IntegerRange(first, None if is_endless else last)


def _check_subset(bulletin: Bulletin, identity: SubsetIdentity, catalogue: Catalogue) -> Finding | None:
    subset, total = bulletin.count(identity.subset), bulletin.count(identity.total)
    if not subset or not total or total.last is None or subset.first <= total.last:
        return None
    claim = bulletin.counts[identity.subset][0]
    names = [_display_name(name, catalogue) for name in (identity.subset, identity.total)]
    reason = f"{names[0]} {count_text(subset)} 大于{names[1]} {count_text(total)}，部分不能超过整体"
    return Finding(claim, AuditVerdict.CONTRADICTED, reason)


def _display_name(name: str, catalogue: Catalogue) -> str:
    declared = catalogue.kpis.get(name) or catalogue.measures.get(name)
    return f"“{declared.zh}”" if declared else name
