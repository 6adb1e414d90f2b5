"""Printed figures as claims of the audit, and the findings on them."""

from __future__ import annotations

from fractions import Fraction

from core.audit.claim import Claim, ClaimKind
from core.audit.claim_check import check_claim
from core.audit.finding import AuditVerdict
from core.audit.intervals import rounding_interval
from core.audit.printed_figure import parse_figure
from core.catalogue.model import Catalogue
from core.features.prose_audit.figures import Figure
from core.features.prose_audit.types import ProseFinding

Counts = tuple[int | None, int | None]


class Checker:
    """Makes findings of one place of a file."""

    def __init__(self, catalogue: Catalogue, place: str, quote: str) -> None:
        self._catalogue, self.place, self.quote = catalogue, place, quote

    def at(self, place: str, quote: str) -> Checker:
        """Return one for another place."""
        return Checker(self._catalogue, place, quote)

    def check(
        self, kind: ClaimKind, noun: str, figure: Figure, counts: Counts, *, sign: int = 0, question: str = ""
    ) -> ProseFinding:
        """Return the audit's verdict on a figure with the counts that stand in the text."""
        printed = ("-" if sign < 0 else figure.sign.replace("+", "")) + figure.number
        if figure.relation is None:
            return self.told(printed + figure.unit, AuditVerdict.NOT_CHECKABLE, "是约数，不作核验", question)
        claim = Claim(
            *(0, noun, "", "", "", noun, kind, *counts),
            relation=figure.relation,
            reported=printed + figure.unit,
            unit=figure.unit,
            figure=parse_figure(printed + figure.unit, figure.unit),
        )
        finding = check_claim(claim, self._catalogue)
        return self.told(
            claim.printed, finding.verdict, f"{noun}：{finding.reason}" if noun else finding.reason, question
        )

    def told(self, printed: str, verdict: AuditVerdict, reason: str, question: str = "") -> ProseFinding:
        """Return a finding with words of its own."""
        return ProseFinding(self.place, self.quote, printed, verdict, reason, question)

    def difference(self, figure: Figure, now: int, base: int, sign: int) -> ProseFinding:
        """Return whether a printed difference is that of two counts."""
        claimed = sign * int(figure.number.replace(",", ""))
        words = f"{now:,} − {base:,} = {now - base:+,}"
        printed = f"{'增加' if sign > 0 else '减少'} {figure.number} {figure.unit}"
        if claimed == now - base:
            return self.told(printed, AuditVerdict.HOLDS, f"{words}，与所报相符")
        return self.told(printed, AuditVerdict.CONTRADICTED, f"{words}，不是{printed}")

    def points(self, figure: Figure, sign: int, now: tuple[int, int], base: tuple[int, int]) -> ProseFinding:
        """Return whether a printed difference of two rates is that of their counts."""
        claimed = Fraction(figure.number.replace(",", "")) * sign
        decimals = len(figure.number.partition(".")[2])
        true = Fraction(now[0] * 100, now[1]) - Fraction(base[0] * 100, base[1])
        words = f"{now[0]:,} ÷ {now[1]:,} 与 {base[0]:,} ÷ {base[1]:,} 相差 {float(true):+.{decimals + 2}f} 个百分点"
        printed = f"{'+' if sign > 0 else '−'}{figure.number} 个百分点"
        if true in rounding_interval(claimed, Fraction(1, 10**decimals)):
            return self.told(printed, AuditVerdict.HOLDS, f"{words}，与所报相符")
        return self.told(printed, AuditVerdict.CONTRADICTED, f"{words}，不是 {printed}")
