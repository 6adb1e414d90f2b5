"""Figures made by dividing one count by another: rates, and changes against a base."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from core.audit.claim import Claim
from core.audit.finding import AuditVerdict, Finding, Solutions
from core.audit.intervals import IntegerRange, Interval, divisors_in, multiples_in
from core.audit.number_text import MARKS, decimal_text, equals_text, integers_text
from core.audit.printed_figure import PrintedFigure, Relation
from core.audit.rounding_hints import rounding_hint


@dataclass(frozen=True)
class Quotient:
    """figure = offset + per × numerator ÷ denominator; the offset is 0 for a rate, −per for a change.

    `is_fraction`: the numerator is counted among the denominator.
    """

    claim: Claim
    figure: PrintedFigure
    per: int
    offset: int
    is_fraction: bool
    numerator_name: str
    denominator_name: str

    @property
    def possible_values(self) -> Interval:
        """Return the true values that the figure stands for."""
        return self.claim.possible_values(self.figure)

    @property
    def mark(self) -> str:
        """% or ‰, or the unit of a ratio such as 起/百人."""
        return MARKS[self.per] if self.figure.per is not None else f" {self.claim.unit}"

    def value(self, numerator: int, denominator: int) -> Fraction:
        """Return the figure that the counts give."""
        return self.offset + Fraction(self.per * numerator, denominator)

    def formula(self, numerator: int, denominator: int) -> str:
        """Write the arithmetic out."""
        division = f"{numerator:,} ÷ {denominator:,}"
        if self.offset:
            division = f"（{numerator:,} − {denominator:,}）÷ {denominator:,}"
        quotient = equals_text(self.value(numerator, denominator), self.figure.decimals + 2, self.mark)
        return f"{division} {quotient}"

    def check(self, numerator: int | None, denominator: int | None) -> Finding:
        """Check by both counts, by the one given, or by the figure alone."""
        if denominator == 0:
            return self._contradicted(f"{self.denominator_name}为 0，得不出百分比，却报 {self.claim.printed}")
        if numerator is not None and denominator is not None:
            return self._check_by_both(numerator, denominator)
        out_of_range = self._check_range()
        if out_of_range:
            return out_of_range
        shifted = self.possible_values.shifted(-self.offset)
        if denominator is not None:
            most = denominator if self.is_fraction else None
            numerators = multiples_in(shifted, Fraction(self.per, denominator), 0, most)
            given_count = f"{self.denominator_name} {denominator:,}"
            return self._check_by_one(numerators, given_count, self.numerator_name, self._near_numerators(denominator))
        if numerator is not None:
            denominators = divisors_in(shifted, self.per * numerator, max(numerator, 1) if self.is_fraction else 1)
            given_count = f"{self.numerator_name} {numerator:,}"
            return self._check_by_one(
                denominators, given_count, self.denominator_name, self._near_denominators(numerator)
            )
        reason = f"没有给出计数（{self.numerator_name}、{self.denominator_name}），无从核验"
        return Finding(self.claim, AuditVerdict.NOT_CHECKABLE, reason)

    def _contradicted(self, reason: str) -> Finding:
        return Finding(self.claim, AuditVerdict.CONTRADICTED, reason)

    def _check_by_both(self, numerator: int, denominator: int) -> Finding:
        printed, formula = self.claim.printed, self.formula(numerator, denominator)
        if self.is_fraction and numerator > denominator:
            counts = f"{self.numerator_name} {numerator:,} 大于{self.denominator_name} {denominator:,}"
            return self._contradicted(f"{counts}，部分不能超过整体")
        value = self.value(numerator, denominator)
        if value in self.possible_values:
            return Finding(self.claim, AuditVerdict.HOLDS, f"{formula}，与所报 {printed} 相符")
        if self.claim.relation is not Relation.EQUAL:
            return self._contradicted(f"{formula}，不合所报 {printed}")
        right = decimal_text(value, self.figure.decimals) + self.mark
        return self._contradicted(f"{formula}，应报 {right}，不是 {printed}{rounding_hint(value, self.figure)}")

    def _check_range(self) -> Finding | None:
        highest = self.per if self.is_fraction else None
        if self.possible_values.overlaps(self.offset, highest):
            return None
        limits = f"下降最多 {self.per}{self.mark}" if self.offset else f"只能在 0 至 {self.per}{self.mark} 之间"
        limits = limits if self.offset or highest else "不能为负"
        return Finding(self.claim, AuditVerdict.IMPOSSIBLE, f"{limits}，所报 {self.claim.printed} 不可能")

    def _check_by_one(self, integers: IntegerRange | None, given_count: str, sought: str, nearest: str) -> Finding:
        if integers is None:
            reason = f"{given_count}，没有一个整数{sought}能得出 {self.claim.printed}{nearest}"
            return Finding(self.claim, AuditVerdict.IMPOSSIBLE, reason)
        reason = f"{given_count}，要得出 {self.claim.printed}，{sought}应为 {integers_text(integers)}"
        return Finding(self.claim, AuditVerdict.POSSIBLE, reason, Solutions(sought, integers))

    def _near_numerators(self, denominator: int) -> str:
        solution = (self.figure.value - self.offset) * denominator / self.per
        values = {numerator: self.value(numerator, denominator) for numerator in _integers_around(solution, 0)}
        return self._values_text(self.numerator_name, values)

    def _near_denominators(self, numerator: int) -> str:
        gap = self.figure.value - self.offset
        solution = self.per * numerator / gap if gap > 0 else Fraction(0)
        values = {denominator: self.value(numerator, denominator) for denominator in _integers_around(solution, 1)}
        return self._values_text(self.denominator_name, values)

    def _values_text(self, sought: str, values: dict[int, Fraction]) -> str:
        """Write the figures that the whole numbers on either side of the solution would give."""
        digits = self.figure.decimals
        texts = [
            f"{sought} {integer:,} 得 {decimal_text(value, digits)}{self.mark}" for integer, value in values.items()
        ]
        return f"：{'，'.join(texts)}" if texts else ""


def _integers_around(solution: Fraction, least: int) -> list[int]:
    return [integer for integer in dict.fromkeys((math.floor(solution), math.ceil(solution))) if integer >= least]
