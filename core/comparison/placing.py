"""Where each unit stands: limits, position, rank and what may be said of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.comparison import funnel, naming, ranks
from core.comparison.funnel import Sample
from core.comparison.law import Way
from core.comparison.peers import Peer
from core.comparison.standardised import Z95
from core.comparison.types import CurvePoint, Naming, Placed, Position, Side
from core.judgement.counts import wilson
from core.judgement.dispersion import Dispersion
from core.judgement.standard import count_interval
from core.metrics.arrays import Floats
from core.metrics.display import rounded
from core.metrics.types import ChangeUnit

Ends = tuple[float | None, float | None]
POINTS = 120
SURE = np.float64(1e9)  # degrees of freedom of a φ that is taken as given


@dataclass(frozen=True, slots=True)
class Rule:
    """What a board may say.

    smallest: the smallest difference worth saying (个百分点 of a rate, % of the level). share: the chance that anybody
    is named falsely. kind_zh: what the units are called.
    """

    smallest: float
    share: float
    kind_zh: str


@dataclass(frozen=True, slots=True)
class Field:
    """All the units under one law: their sample, its level, φ as estimated (None of fewer than three) and as used."""

    sample: Sample
    level: float
    phi: float | None
    used: float


def field_of(peers: Sequence[Peer], way: Way) -> Field:
    """The sample of peers that all have a size."""
    assert way.law is not None  # asked only where there is a law
    units = funnel.sample(way.law, [one.top for one in peers], [float(one.size or 0) for one in peers])
    phi = funnel.overdispersion(funnel.deviates(units)) if len(peers) > 2 else None
    return Field(units, units.level, phi, max(phi or 1.0, 1.0))


def placed(peers: Sequence[Peer], way: Way, field: Field, rule: Rule) -> list[Placed]:
    """Every unit in order of rank."""
    units, scale = field.sample, way.scale
    values = units.tops / units.sizes
    z = funnel.deviates(units)
    low, high = _own(units, field.used)
    ends = [funnel.limits(units.law, field.level, units.sizes, share, field.used) for share in funnel.LEVELS]
    order = ranks.ranks(values, upward=way.upward)
    first, last = ranks.rank_intervals(units, field.used, upward=way.upward)
    first, last = np.minimum(first, order), np.maximum(last, order)
    stands = _stand(units, way, rule)
    found = []
    for at, one in enumerate(peers):
        outside: list[bool] = [bool(values[at] <= a[at] or values[at] >= b[at]) for a, b in ends]
        position: Position = "99.8%界外" if outside[1] else "95%界外" if outside[0] else "界内"
        case = _Case(values[at], field.level, position, bool(stands[at]), int(first[at]), int(last[at]), len(peers))
        verdict, reason = _verdict(case, way, rule)
        found.append(
            Placed(
                unit=one.unit,
                figure=one.figure,
                numerator=one.top,
                denominator=one.size,
                value=float(values[at]) * scale,
                low=float(low[at]) * scale,
                high=float(high[at]) * scale,
                expected=field.level * float(units.sizes[at]),
                limits95=_ends(ends[0], at, way),
                limits998=_ends(ends[1], at, way),
                z=float(z[at]),
                position=position,
                side=_side(float(z[at]), way),
                rank=int(order[at]),
                rank_low=case.first,
                rank_high=case.last,
                verdict=verdict,
                reason=reason,
            )
        )
    return sorted(found, key=lambda one: (one.rank, one.unit.code))


def in_order(peers: Sequence[Peer], way: Way) -> list[Placed]:
    """Values in order, with nothing claimed: what is counted in full, or cannot be compared directly."""
    order = ranks.ranks([one.figure.value or 0.0 for one in peers], upward=way.upward)
    found = [
        Placed(one.unit, one.figure, one.top, one.size, float(one.figure.value or 0.0), None, None, None, None, None,
               None, None, "", int(rank), int(rank), int(rank), None, way.why_none or "")
        for one, rank in zip(peers, order, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.rank, one.unit.code))


def curve(field: Field, way: Way) -> tuple[CurvePoint, ...]:
    """The limits from the smallest denominator to the largest, and a little beyond both."""
    ends = float(field.sample.sizes.min()) * 0.8, float(field.sample.sizes.max()) * 1.06
    sizes = np.geomspace(max(ends[0], 1.0), max(ends[1], 2.0), POINTS)
    law = field.sample.law
    lines = [funnel.limits(law, field.level, sizes, share, phi) for phi in (field.used, 1.0) for share in funnel.LEVELS]
    return tuple(CurvePoint(float(size), *(_ends(line, at, way) for line in lines)) for at, size in enumerate(sizes))


def _own(units: Sample, phi: float) -> tuple[Floats, Floats]:
    if units.law == "binomial":
        return wilson(units.tops / units.sizes, units.sizes / phi, Z95)
    low, high = count_interval(units.tops, Dispersion(np.float64(phi) * np.ones(()), SURE * np.ones(())))
    return low / units.sizes, high / units.sizes


def _ends(lines: tuple[Floats, Floats], at: int, way: Way) -> Ends:
    """As shown: nothing beyond what a value can be."""
    low, high = float(lines[0][at]), float(lines[1][at])
    top = 1.0 if way.law == "binomial" else math.inf
    return (low * way.scale if low > 0 else None, high * way.scale if high < top else None)


def _side(z: float, way: Way) -> Side:
    if z == 0:
        return ""
    if way.why_none:
        return "偏高" if z > 0 else "偏低"
    return "较好一侧" if (z > 0) == way.upward else "较差一侧"


def _stand(units: Sample, way: Way, rule: Rule) -> Sequence[bool]:
    if way.why_none or len(units.tops) < naming.FEWEST:
        return [False] * len(units.tops)
    flags: list[bool] = naming.holm(naming.p_values(units), rule.share).tolist()
    return flags


@dataclass(frozen=True, slots=True)
class _Case:
    value: float
    level: float
    position: Position
    stands: bool
    first: int
    last: int
    many: int

    def apart(self, way: Way) -> float:
        """The difference from the level, in 个百分点 or %."""
        gap = abs(self.value - self.level) * 100
        return gap if way.law == "binomial" else gap / self.level if self.level else math.inf


def _verdict(case: _Case, way: Way, rule: Rule) -> tuple[Naming | None, str]:
    if way.why_none:
        return None, way.why_none
    unsure: Naming = "不足以定级"
    if case.many < naming.FEWEST:
        return unsure, f"可比的{rule.kind_zh}只有 {case.many} 个，少于 {naming.FEWEST} 个"
    if case.position == "界内":
        return unsure, "在界限内，与全组水平分不出高下"
    if case.position == "95%界外":
        return unsure, f"只出 95% 界限：{case.many} 个{rule.kind_zh}里碰巧有一两个这样很平常"
    if not case.stands:
        return unsure, "已出界限，但与其余各单位一并检验后不足以认定"
    if case.apart(way) < rule.smallest:
        unit = ChangeUnit.POINTS if way.law == "binomial" else ChangeUnit.PERCENT
        return unsure, f"与全组的差别不到值得一说的幅度 {rounded(rule.smallest, 1)} {unit}"
    half = math.ceil(case.many / naming.HALVES)
    best = (case.value > case.level) == way.upward
    if (case.last > half) if best else (case.first <= case.many - half):
        return unsure, f"名次区间 {case.first}–{case.last} 太宽，不全在{'前' if best else '后'}一半"
    name: Naming = "最好之一" if best else "最差之一"
    where = f"名次区间 {case.first}–{case.last} 全在{'前' if best else '后'}一半"
    return name, f"出 99.8% 界限，与其余各单位一并检验后仍成立，{where}"
