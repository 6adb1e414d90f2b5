"""Figures made by dividing one count by another: rates, and changes against a base."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from core.audit.claim import Claim
from core.audit.finding import Finding, Solutions
from core.audit.intervals import IntegerRange, Interval, divisors_in, multiples_in
from core.audit.number_text import MARKS, decimal_text, equals_text, integers_text
from core.audit.printed_figure import PrintedFigure
from core.audit.rounding_hints import rounding_hint


@dataclass(frozen=True)
class Quotient:
    """figure = shift + per × top ÷ bottom: shift is 0 for a rate, −per for a change. `part`: top is among bottom."""

    claim: Claim
    figure: PrintedFigure
    per: int
    offset: int
    is_fraction: bool
    numerator_name: str
    denominator_name: str

    @property
    def possible_values(self) -> Interval:
        """The true values that the figure stands for."""
        return self.claim.possible_values(self.figure)

    @property
    def mark(self) -> str:
        """% or ‰."""
        return MARKS[self.per]

    def value(self, top: int, bottom: int) -> Fraction:
        """What the counts give."""
        return self.offset + Fraction(self.per * top, bottom)

    def formula(self, top: int, bottom: int) -> str:
        """The arithmetic, written out."""
        change = f"（{top:,} − {bottom:,}）÷ {bottom:,}"
        return (change if self.offset else f"{top:,} ÷ {bottom:,}") + " " + self._near(top, bottom)

    def _near(self, top: int, bottom: int) -> str:
        return equals_text(self.value(top, bottom), self.figure.decimals + 2, self.mark)

    def check(self, top: int | None, bottom: int | None) -> Finding:
        """By both counts, by the one given, or by the figure alone."""
        if bottom == 0:
            return Finding(
                self.claim, "contradicted", f"{self.denominator_name}为 0，得不出百分比，却报 {self.claim.printed}"
            )
        if top is not None and bottom is not None:
            return self._by_both(top, bottom)
        outside = self._out_of_range()
        if outside:
            return outside
        if bottom is not None:
            most = bottom if self.is_fraction else None
            wholes = multiples_in(self.possible_values.shifted(-self.offset), Fraction(self.per, bottom), 0, most)
            return self._by_one(
                wholes, f"{self.denominator_name} {bottom:,}", self.numerator_name, self._near_tops(bottom)
            )
        if top is not None:
            wholes = divisors_in(
                self.possible_values.shifted(-self.offset), self.per * top, max(top, 1) if self.is_fraction else 1
            )
            return self._by_one(
                wholes, f"{self.numerator_name} {top:,}", self.denominator_name, self._near_bottoms(top)
            )
        return Finding(
            self.claim, "not_checkable", f"没有给出计数（{self.numerator_name}、{self.denominator_name}），无从核验"
        )

    def _by_both(self, top: int, bottom: int) -> Finding:
        printed, formula = self.claim.printed, self.formula(top, bottom)
        if self.is_fraction and top > bottom:
            reason = f"{self.numerator_name} {top:,} 大于{self.denominator_name} {bottom:,}，部分不能超过整体"
            return Finding(self.claim, "contradicted", reason)
        value = self.value(top, bottom)
        if value in self.possible_values:
            return Finding(self.claim, "holds", f"{formula}，与所报 {printed} 相符")
        if self.claim.relation != "=":
            return Finding(self.claim, "contradicted", f"{formula}，不合所报 {printed}")
        right = decimal_text(value, self.figure.decimals) + self.mark
        extra = rounding_hint(value, self.figure)
        return Finding(self.claim, "contradicted", f"{formula}，应报 {right}，不是 {printed}{extra}")

    def _out_of_range(self) -> Finding | None:
        highest = self.per if self.is_fraction else None
        if self.possible_values.overlaps(self.offset, highest):
            return None
        limits = f"下降最多 {self.per}{self.mark}" if self.offset else f"只能在 0 至 {self.per}{self.mark} 之间"
        limits = limits if self.offset or highest else "不能为负"
        return Finding(self.claim, "impossible", f"{limits}，所报 {self.claim.printed} 不可能")

    def _by_one(self, wholes: IntegerRange | None, given: str, sought: str, tries: str) -> Finding:
        if wholes is None:
            reason = f"{given}，没有一个整数{sought}能得出 {self.claim.printed}{tries}"
            return Finding(self.claim, "impossible", reason)
        reason = f"{given}，要得出 {self.claim.printed}，{sought}应为 {integers_text(wholes)}"
        return Finding(self.claim, "possible", reason, Solutions(sought, wholes))

    def _near_tops(self, bottom: int) -> str:
        goal = (self.figure.value - self.offset) * bottom / self.per
        return self._tries(self.numerator_name, [(top, (top, bottom)) for top in _around(goal, 0)])

    def _near_bottoms(self, top: int) -> str:
        gap = self.figure.value - self.offset
        goal = self.per * top / gap if gap > 0 else Fraction(0)
        return self._tries(self.denominator_name, [(bottom, (top, bottom)) for bottom in _around(goal, 1)])

    def _tries(self, sought: str, tries: list[tuple[int, tuple[int, int]]]) -> str:
        """What the whole numbers on either side of the solution would give."""
        digits = self.figure.decimals
        told = [
            f"{sought} {whole:,} 得 {decimal_text(self.value(*counts), digits)}{self.mark}" for whole, counts in tries
        ]
        return f"：{'，'.join(told)}" if told else ""


def _around(goal: Fraction, least: int) -> list[int]:
    return [whole for whole in dict.fromkeys((math.floor(goal), math.ceil(goal))) if whole >= least]
