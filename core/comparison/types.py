"""What a fair comparison answers. Plain data without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.metrics.types import Figure, UnitRef, Window

Position = Literal["界内", "95%界外", "99.8%界外"]
Side = Literal["较好一侧", "较差一侧", "偏高", "偏低", ""]
Naming = Literal["最好之一", "最差之一", "不足以定级"]
Sort = Literal["rate", "events", "census", "order"]  # how it is compared; an order of values claims nothing


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group: its id, its Chinese name, what makes it one (Chinese), and its units."""

    id: str
    zh: str
    basis: str
    units: tuple[UnitRef, ...]
    unplaced: tuple[tuple[UnitRef, str], ...] = ()  # units that cannot be told to belong or not, and why


@dataclass(frozen=True, slots=True)
class Stratum:
    """One kind of case of a unit: how many of how many."""

    zh: str
    top: int
    size: int


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A rate at the group's mix of cases with its 95% interval; None exactly where `reason` (Chinese) says why."""

    value: float | None
    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit among its peers.

    `figure` is the KPI's own. `value` = `numerator` ÷ `denominator` (× scale) is what is compared, with its own 95%
    interval `low`…`high`; `expected` the numerator at the group's level. `limits95` and `limits998` are the funnel's at
    this denominator, widened by √φ; an end that no count can reach is None. `z` is in standard deviations of chance,
    not widened. `rank` is 1 for the best (the highest, where neither way is better), `rank_low`…`rank_high` its 95%
    interval. `verdict` is None where the KPI is barred from assessment, has no better way, or is not tested; `reason`
    (Chinese) says why this verdict.
    """

    unit: UnitRef
    figure: Figure
    numerator: float
    denominator: float | None
    value: float
    low: float | None
    high: float | None
    expected: float | None
    limits95: tuple[float | None, float | None] | None
    limits998: tuple[float | None, float | None] | None
    z: float | None
    position: Position | None
    side: Side
    rank: int
    rank_low: int
    rank_high: int
    verdict: Naming | None
    reason: str
    strata: tuple[Stratum, ...] = ()
    adjusted: Adjusted | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that is not compared, and why (Chinese). It is not at zero."""

    unit: UnitRef
    reason: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The funnel's limits at one denominator, widened by √φ and, `plain`, as by chance alone; None beyond any count."""

    denominator: float
    limits95: tuple[float | None, float | None]
    limits998: tuple[float | None, float | None]
    plain95: tuple[float | None, float | None]
    plain998: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One KPI of a group of like units over a period.

    `placed` are in order of rank, `left_out` those not compared. `sort` says how: rate (binomial), events (Poisson, per
    exposure), census (counted in full: the order is exact, no chance in it) or order (not directly comparable: values
    in order, no more). `what` says in Chinese what is compared, `unit` its unit; a rate lies between 0 and 1. `level`
    is Σ numerators ÷ Σ denominators (× scale). `phi` is the dispersion as estimated, limits use it where it is above 1;
    None where there are fewer than three units or no funnel. `no_verdicts` says why nobody is named at all, if so.
    `reversals` are sentences on a whole and its parts moving in opposite directions.
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
    sort: Sort
    what: str
    unit: str
    digits: int
    scale: int
    numerator_zh: str
    denominator_zh: str
    numerator: float | None
    denominator: float | None
    level: float | None
    phi: float | None
    placed: tuple[Placed, ...]
    left_out: tuple[LeftOut, ...]
    curve: tuple[CurvePoint, ...]
    no_verdicts: str | None
    notes: tuple[str, ...]
    reversals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units of a comparison: the difference first − second with its 95% interval, in `unit`, and what to say."""

    first: UnitRef
    second: UnitRef
    difference: float
    low: float
    high: float
    unit: str
    sentence: str
    reversal: str | None
