"""Units of a comparison with their limits, position, rank and verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from core.comparison import funnel, group_mean, outlier_tests, ranks
from core.comparison.funnel import Sample
from core.comparison.method import ComparisonMethod
from core.comparison.peers import Peer
from core.comparison.types import CurvePoint, PeerVerdict, Position, RankedUnit, Side
from core.judgement.counts import t_quantile, wilson_interval
from core.judgement.dispersion import Dispersion
from core.judgement.standard import count_interval
from core.metrics.arrays import Floats
from core.metrics.display import rounded_estimate
from core.metrics.types import ChangeUnit

Limits = tuple[float | None, float | None]
CURVE_POINTS = 120


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """Conditions under which a unit is named.

    `smallest_difference` is the smallest worth mentioning (个百分点 of a rate, % of the level), `error_share` the
    chance that anybody is named falsely, `kind_zh` what the units are called.
    """

    smallest_difference: float
    error_share: float
    kind_zh: str


@dataclass(frozen=True, slots=True)
class FunnelFit:
    """All units under one law.

    `own` is the error within each unit and `error_phi` its mean by denominators, in times of chance. `phi` is how many
    times chance the units differ, and `tau2` the variance of their usual true differences; both None of fewer than
    three.
    """

    sample: Sample
    level: float
    own: Dispersion
    error_phi: float
    phi: float | None
    tau2: float | None

    def widening(self, denominators: Floats) -> Floats:
        """Returns how many times chance values at some denominators vary, error and spread together."""
        return funnel.widening(self.sample.law, self.level, denominators, self.error_phi, self.tau2 or 0.0)


def fit_funnel(peers: Sequence[Peer], method: ComparisonMethod, own: Dispersion) -> FunnelFit:
    """Fits level and spread to peers that all have a denominator; `own` is the error within each."""
    assert method.law is not None  # asked only where there is a law
    units = funnel.sample(
        method.law, [peer.numerator for peer in peers], [float(peer.denominator or 0) for peer in peers]
    )
    error_phi = float(np.average(own.phi, weights=units.denominators))
    if len(peers) < 3:
        return FunnelFit(units, units.level, own, error_phi, None, None)
    phi = funnel.overdispersion(funnel.deviates(units))
    return FunnelFit(units, units.level, own, error_phi, phi, funnel.between_variance(units, own.phi))


def rank_units(peers: Sequence[Peer], method: ComparisonMethod, fit: FunnelFit, rule: VerdictRule) -> list[RankedUnit]:
    """Returns every unit with its limits and verdict, in order of rank."""
    units, scale = fit.sample, method.scale
    values = units.numerators / units.denominators
    z = funnel.deviates(units)
    low, high = own_intervals(units, fit.own)
    widening = fit.widening(units.denominators)
    limits95, limits998 = (
        funnel.limits(units.law, fit.level, units.denominators, share, widening) for share in funnel.LEVELS
    )
    unit_ranks = ranks.ranks(values, highest_first=method.highest_first)
    intervals = ranks.RankIntervals(units, fit.own, unit_ranks, highest_first=method.highest_first)
    significant = _significant(fit, method, rule)
    strict_first, strict_last = unit_ranks, unit_ranks  # what is not significant is not judged by them
    if any(significant):
        strict_first, strict_last = ranks.rank_intervals(
            units, np.maximum(fit.own.phi, fit.phi or 1.0), highest_first=method.highest_first, df=fit.own.df
        )
    against = group_mean.against_group(units, fit.own)
    ranked = []
    for row, peer in enumerate(peers):
        position = _position(values[row], limits95, limits998, row)
        standing = _Standing(
            values[row],
            fit.level,
            position,
            significant[row],
            int(strict_first[row]),
            int(strict_last[row]),
            len(peers),
        )
        verdict, reason = _verdict(standing, method, rule)
        ranked.append(
            RankedUnit(
                unit=peer.unit,
                figure=peer.figure,
                numerator=peer.numerator,
                denominator=peer.denominator,
                exact=Fraction(peer.numerator) / Fraction(peer.denominator or 1) * scale,
                low=float(low[row]) * scale,
                high=float(high[row]) * scale,
                expected=fit.level * float(units.denominators[row]),
                limits95=_shown_limits(limits95, row, method),
                limits998=_shown_limits(limits998, row, method),
                z=float(z[row]),
                position=position,
                side=_side(float(z[row]), method),
                rank=int(unit_ranks[row]),
                verdict=verdict,
                reason=reason,
                against_group=against[row],
                error_phi=float(fit.own.phi[row]),
                error_df=float(fit.own.df[row]),
                rank_intervals=intervals,
                row=row,
            )
        )
    return _by_rank(ranked)


def rank_by_value(peers: Sequence[Peer], method: ComparisonMethod) -> list[RankedUnit]:
    """Returns the units in order of value and claims nothing: they are counted in full, or not directly comparable."""
    values = [float(peer.figure.value or 0.0) for peer in peers]
    unit_ranks = ranks.ranks(values, highest_first=method.highest_first).tolist()
    return _by_rank(
        [
            RankedUnit(
                unit=peer.unit,
                figure=peer.figure,
                numerator=peer.numerator,
                denominator=peer.denominator,
                exact=peer.figure.exact or Fraction(0),
                low=None,
                high=None,
                expected=None,
                limits95=None,
                limits998=None,
                z=None,
                position=None,
                side=Side.NEITHER,
                rank=rank,
                verdict=None,
                reason=method.no_verdicts or "",
            )
            for peer, rank in zip(peers, unit_ranks, strict=True)
        ]
    )


def _by_rank(units: list[RankedUnit]) -> list[RankedUnit]:
    return sorted(units, key=lambda unit: (unit.rank, unit.unit.code))


def _position(value: float, limits95: tuple[Floats, Floats], limits998: tuple[Floats, Floats], row: int) -> Position:
    """Returns where a value lies; one at a limit is outside it."""
    if value <= limits998[0][row] or value >= limits998[1][row]:
        return Position.OUTSIDE_998
    if value <= limits95[0][row] or value >= limits95[1][row]:
        return Position.OUTSIDE_95
    return Position.INSIDE


def curve(fit: FunnelFit, method: ComparisonMethod) -> tuple[CurvePoint, ...]:
    """Returns the limits from the smallest denominator to the largest, and a little beyond both."""
    smallest, largest = float(fit.sample.denominators.min()) * 0.8, float(fit.sample.denominators.max()) * 1.06
    denominators = np.geomspace(max(smallest, 1.0), max(largest, 2.0), CURVE_POINTS)
    law = fit.sample.law
    lines = [
        funnel.limits(law, fit.level, denominators, share, times)
        for times in (fit.widening(denominators), fit.error_phi)
        for share in funnel.LEVELS
    ]
    return tuple(
        CurvePoint(float(denominator), *(_shown_limits(line, index, method) for line in lines))
        for index, denominator in enumerate(denominators)
    )


def own_intervals(units: Sample, own: Dispersion) -> tuple[Floats, Floats]:
    """Returns each unit's own 95% interval."""
    if units.law == "binomial":
        values = units.numerators / units.denominators
        low, high = wilson_interval(values, units.denominators / own.phi, t_quantile(own.df))
        return np.minimum(low, values), np.maximum(high, values)  # the last digit aside, they hold the value anyway
    low, high = count_interval(units.numerators, own)
    return low / units.denominators, high / units.denominators


def _shown_limits(limits: tuple[Floats, Floats], row: int, method: ComparisonMethod) -> Limits:
    """Returns a row's limits as shown: None beyond what a value can be."""
    low, high = float(limits[0][row]), float(limits[1][row])
    highest = 1.0 if method.law == "binomial" else math.inf
    return (low * method.scale if low > 0 else None, high * method.scale if high < highest else None)


def _side(z: float, method: ComparisonMethod) -> Side:
    if z == 0:
        return Side.NEITHER
    if method.no_verdicts:
        return Side.HIGHER if z > 0 else Side.LOWER
    return Side.BETTER if (z > 0) == method.highest_first else Side.WORSE


def _significant(fit: FunnelFit, method: ComparisonMethod, rule: VerdictRule) -> list[bool]:
    """Returns for each unit whether it differs from the others where all are tested together.

    It must lie beyond the limits widened by φ of the group as well, as if all the units differ by were error.
    """
    units = fit.sample
    if method.no_verdicts or len(units.numerators) < outlier_tests.MIN_UNITS:
        return [False] * len(units.numerators)
    low, high = funnel.limits(units.law, fit.level, units.denominators, funnel.LEVELS[-1], fit.phi or 1.0)
    values = units.numerators / units.denominators
    is_beyond = (values <= low) | (values >= high)
    if not is_beyond.any():
        return [False] * len(values)
    flags: list[bool] = (is_beyond & outlier_tests.holm(outlier_tests.p_values(units), rule.error_share)).tolist()
    return flags


@dataclass(frozen=True, slots=True)
class _Standing:
    """A unit's evidence; its rank interval reads all that the units differ by as error, which is the strictest."""

    value: float
    level: float
    position: Position
    is_significant: bool
    rank_low: int
    rank_high: int
    unit_count: int

    def distance(self, method: ComparisonMethod) -> float:
        """Returns the difference from the level, in 个百分点 or %."""
        gap = abs(self.value - self.level) * 100
        return gap if method.law == "binomial" else gap / self.level if self.level else math.inf


def _verdict(standing: _Standing, method: ComparisonMethod, rule: VerdictRule) -> tuple[PeerVerdict | None, str]:
    """Returns a unit's verdict and the reason (Chinese)."""
    if method.no_verdicts:
        return None, method.no_verdicts
    if doubt := _doubt(standing, method, rule):
        return PeerVerdict.UNDECIDED, doubt
    is_best = (standing.value > standing.level) == method.highest_first
    unit_count, ends = standing.unit_count, f"{standing.rank_low}–{standing.rank_high}"
    half = math.ceil(unit_count / outlier_tests.HALVES)
    half_zh = "前" if is_best else "后"
    if (standing.rank_high > half) if is_best else (standing.rank_low <= unit_count - half):
        return PeerVerdict.UNDECIDED, f"最严的名次区间 {ends} 太宽，不全在{half_zh}一半"
    evidence = (
        f"超出各{rule.kind_zh}之间通常的差别，与其余各单位一并检验后仍成立，最严的名次区间 {ends} 全在{half_zh}一半"
    )
    return PeerVerdict.BEST if is_best else PeerVerdict.WORST, evidence


def _doubt(standing: _Standing, method: ComparisonMethod, rule: VerdictRule) -> str | None:
    """Returns why a unit's distance from the level proves nothing (Chinese), or None where it does."""
    if standing.unit_count < outlier_tests.MIN_UNITS:
        return f"可比的{rule.kind_zh}只有 {standing.unit_count} 个，少于 {outlier_tests.MIN_UNITS} 个"
    if standing.position is Position.INSIDE:
        return f"未超出各{rule.kind_zh}之间通常的差别"
    if standing.position is Position.OUTSIDE_95:
        return f"到了通常差别的边上：{standing.unit_count} 个{rule.kind_zh}里有一两个这样很平常"
    if not standing.is_significant:
        return "超出通常的差别，但与其余各单位一并检验后不足以认定"
    if standing.distance(method) < rule.smallest_difference:
        unit = ChangeUnit.POINTS if method.law == "binomial" else ChangeUnit.PERCENT
        return f"与全组的差别不到值得一说的幅度 {rounded_estimate(rule.smallest_difference, 1)} {unit}"
    return None
