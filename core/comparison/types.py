"""Results of a fair comparison: plain data, but for the rank intervals, which are drawn when they are looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from core.comparison.ranks import RankIntervals
from core.labelled_enum import LabelledEnum
from core.metrics.types import Figure, UnitRef, Window


class Position(StrEnum):
    """Position of a unit among the funnel's limits."""

    INSIDE = "界内"
    OUTSIDE_95 = "95%界外"
    OUTSIDE_998 = "99.8%界外"


class Side(StrEnum):
    """On which side of the group's level a unit lies; higher or lower where neither is called better."""

    BETTER = "较好一侧"
    WORSE = "较差一侧"
    HIGHER = "偏高"
    LOWER = "偏低"
    NEITHER = ""


class PeerVerdict(StrEnum):
    """Verdict on a unit among its peers."""

    BEST = "最好之一"
    WORST = "最差之一"
    UNDECIDED = "不足以定级"


class AgainstGroup(LabelledEnum):
    """Answer to whether a unit's own level lies above or below the group's mean, by the error within units alone."""

    ABOVE = "above", "高于全组平均（确定）"
    BELOW = "below", "低于全组平均（确定）"
    UNCLEAR = "unclear", "看不出"


class ComparisonKind(StrEnum):
    """Kinds of comparison.

    A rate is binomial, events are Poisson (per exposure). A census is counted in full: its ranks are exact, no chance
    in them. What cannot be compared directly is put in order of value, which claims nothing.
    """

    RATE = "rate"
    EVENTS = "events"
    CENSUS = "census"
    BY_VALUE = "order"

    @property
    def is_tested(self) -> bool:
        """True where units are tested against each other."""
        return self in (ComparisonKind.RATE, ComparisonKind.EVENTS)


@dataclass(frozen=True, slots=True)
class Group:
    """Peer group with its id, its Chinese name, what defines it (Chinese), and its units.

    `unclassified` are units that cannot be told to belong to it or not, each with the reason.
    """

    id: str
    zh: str
    basis: str
    units: tuple[UnitRef, ...]
    unclassified: tuple[tuple[UnitRef, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stratum:
    """One kind of case of a unit: `top` of `size` cases."""

    zh: str
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """Rate at the group's mix of cases with its 95% interval; None exactly where `reason` (Chinese) says why."""

    value: float | None
    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """Unit with its rank among its peers.

    `figure` is the KPI's own. `exact` = `numerator` ÷ `denominator` (× scale) is what is compared, with its own 95%
    interval `low`…`high`; `expected` the numerator at the group's level. `limits95` and `limits998` are the funnel's at
    this denominator, widened by the usual spread between units; an end that no count can reach is None. `z` is in
    standard deviations of chance, not widened. `rank` is 1 for the best (the highest, where neither way is better),
    `rank_low`…`rank_high` its 95% interval. That interval, the unit's own and `against_group` rest on the error within
    units, `error_phi` times chance, known with `error_df` degrees of freedom; `position` on the spread between them.
    `against_group` is None where nothing is tested. `verdict` is None where the KPI is barred from assessment, has no
    better way, or is not tested; `reason` (Chinese) says why this verdict. Of a unit that `is_doubted` nothing is said.
    """

    unit: UnitRef
    figure: Figure
    numerator: float
    denominator: float | None
    exact: Fraction
    low: float | None
    high: float | None
    expected: float | None
    limits95: tuple[float | None, float | None] | None
    limits998: tuple[float | None, float | None] | None
    z: float | None
    position: Position | None
    side: Side
    rank: int
    verdict: PeerVerdict | None
    reason: str
    strata: tuple[Stratum, ...] = ()
    standardised: StandardisedRate | None = None
    against_group: AgainstGroup | None = None
    error_phi: float = 1.0
    error_df: float = math.inf
    is_doubted: bool = False
    rank_intervals: RankIntervals | None = None  # of all that are ranked together, of which it is the `row`-th
    row: int = 0

    @property
    def value(self) -> float:
        """Return what is compared, as a float."""
        return float(self.exact)

    @property
    def rank_low(self) -> int:
        """Return the first rank that it may have; its own where nothing is drawn."""
        return self.rank if self.rank_intervals is None else self.rank_intervals.ends[self.row][0]

    @property
    def rank_high(self) -> int:
        """Return the last rank that it may have; its own where nothing is drawn."""
        return self.rank if self.rank_intervals is None else self.rank_intervals.ends[self.row][1]


class Reading(NamedTuple):
    """Hold what a low and a high value of a quantity mean, in Chinese, where that is not plain; empty where it is."""

    low: str = ""
    high: str = ""

    def of(self, answer: AgainstGroup | None) -> str:
        """Returns what it means to lie on a side of the mean, such as 即到场偏慢; empty where that is plain."""
        meaning = {AgainstGroup.ABOVE: self.high, AgainstGroup.BELOW: self.low}.get(answer or AgainstGroup.UNCLEAR, "")
        return f"即{meaning}" if meaning else ""


PLAIN = Reading()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Unit that is not compared, and why (Chinese). It is not at zero."""

    unit: UnitRef
    reason: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Funnel limits at one denominator; None where no count reaches.

    They are widened by the error within units and the spread between them; `plain` ones by the error within alone.
    """

    denominator: float
    limits95: tuple[float | None, float | None]
    limits998: tuple[float | None, float | None]
    plain95: tuple[float | None, float | None]
    plain998: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One KPI of a group of like units over a period.

    `ranked_units` are in order of rank, `left_out` those not compared. `quantity_zh` says in Chinese what is
    compared, `unit` its unit; a rate lies between 0 and 1. `exact_level` is Σ numerators ÷ Σ denominators (× scale).
    `phi` is how many times chance the units differ, true differences included; `spread` (× scale) the standard
    deviation τ of their usual true differences, by which the limits are widened; both None of fewer than three units
    or without a funnel. `error_phi` is how many times chance a unit's own figure varies, on the average of the units.
    `no_verdicts` says why nobody is named at all, if so. `reversals` are sentences on a total and its parts moving in
    opposite directions. `reading` says what high and low mean. `mixed_groups` has the names of the groups of like units
    that this one mixes although they differ by this KPI for no fault of their own; empty where the units are alike.
    """

    kpi: str
    bureau: str
    demo: bool
    group: Group
    unit_kind: str
    period: Window
    label: str
    complete: bool
    as_of: date
    data_version: int
    kind: ComparisonKind
    quantity_zh: str
    unit: str
    digits: int
    scale: int
    numerator_zh: str
    denominator_zh: str
    numerator: float | None
    denominator: float | None
    exact_level: Fraction | None
    phi: float | None
    spread: float | None
    error_phi: float | None
    ranked_units: tuple[RankedUnit, ...]
    left_out: tuple[LeftOut, ...]
    curve: tuple[CurvePoint, ...]
    no_verdicts: str | None
    notes: tuple[str, ...]
    reversals: tuple[str, ...]
    reading: Reading = PLAIN
    mixed_groups: tuple[str, ...] = ()

    @property
    def level(self) -> float | None:
        """The group's level as a float."""
        return None if self.exact_level is None else float(self.exact_level)


@dataclass(frozen=True, slots=True)
class PairDifference:
    """Difference between two units, first − second, with its 95% interval in `unit` and a sentence (Chinese)."""

    first: UnitRef
    second: UnitRef
    difference: float
    low: float
    high: float
    unit: str
    sentence: str
    reversal: str | None
