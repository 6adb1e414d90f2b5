"""完成进度 against 时间进度: is a count ahead of time or behind it, where the count carries that?

How much of a target is done is counted and has no interval. A target that is worked off evenly would come to target ×
days over ÷ days in all; beside that number stands the range in which 95 of 100 such counts lie, by the negative
binomial law with the dispersion φ of the unit's own months. The count so far is tested against it by the same law, its
deviate looked up in Student's t, as the comparison of units does (core/comparison/outlier_tests.py). Counts shown
together are tested together (Benjamini and Hochberg); 超前 and 滞后 are said only where that, the count's own range and
the smallest change worth saying agree. A target that has been reached is a fact, and so is one that a finished campaign
has not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scipy.special import stdtr

from core.comparison.overdispersed_tails import deviate
from core.features.campaigns.types import TargetStatus
from core.judgement import multiple_testing
from core.judgement.count_quantile import count_quantile, widened_probability
from core.judgement.dispersion import Dispersion
from core.metrics.display import rounded_estimate


@dataclass(frozen=True, slots=True)
class CountPace:
    """A count, its target, the share of the time that is over, its dispersion, and the smallest change in %."""

    count: float
    target: float
    elapsed_share: float
    dispersion: Dispersion
    smallest_change: float

    @property
    def expected(self) -> float:
        """The count by now if it were worked off evenly."""
        return self.target * self.elapsed_share


class PaceJudgement(NamedTuple):
    """The judgement on a pace: the status, and its reason (Chinese)."""

    status: TargetStatus
    reason: str


def p_value(pace: CountPace) -> float:
    """Two-sided p of a count that is worked off evenly."""
    if pace.expected <= 0:
        return 1.0
    z = deviate("poisson", pace.count, 1.0, pace.expected, float(pace.dispersion.phi))
    return float(2 * stdtr(float(pace.dispersion.df), -abs(z)))


def judge_paces(paces: Sequence[CountPace], *, ended: bool) -> list[PaceJudgement]:
    """Judge the paces that are shown together, as one family of tests; `ended` is true once the campaign is over."""
    testable = [not ended and pace.count < pace.target for pace in paces]
    p = [p_value(pace) if is_testable else math.nan for pace, is_testable in zip(paces, testable, strict=True)]
    significant = multiple_testing.benjamini_hochberg(p, multiple_testing.ALPHA_RUNNING).tolist() if paces else []
    return [_judge(pace, ended, is_significant) for pace, is_significant in zip(paces, significant, strict=True)]


def usual_range(pace: CountPace) -> tuple[int, int]:
    """The range in which 95% of the counts lie that are worked off evenly."""
    low, high = (widened_probability(share, float(pace.dispersion.df)) for share in (0.025, 0.975))
    phi = float(pace.dispersion.phi)
    return count_quantile(pace.expected, phi, low), count_quantile(pace.expected, phi, high)


def _judge(pace: CountPace, ended: bool, is_significant: bool) -> PaceJudgement:
    if pace.count >= pace.target:
        return PaceJudgement(TargetStatus.REACHED, "已数到目标数")
    if ended:
        return PaceJudgement(TargetStatus.NOT_REACHED, "行动已结束，没有数到目标数")
    low, high = usual_range(pace)
    even = f"按日均匀推进，到今应有 {rounded_estimate(pace.expected, 0)}（平常 {low:,}–{high:,}）"
    if low <= pace.count <= high:
        return PaceJudgement(TargetStatus.ON_PACE, f"{even}，相差没有超出平常波动")
    if not is_significant:
        reason = f"{even}，单看超出平常波动，与同时显示的各项一并检验后不足以认定"
        return PaceJudgement(TargetStatus.ON_PACE, reason)
    deviation = abs(pace.count / pace.expected - 1) * 100 if pace.expected else 0.0
    if deviation < pace.smallest_change:
        reason = f"{even}，相差不到值得一说的 {rounded_estimate(pace.smallest_change, 1)}%"
        return PaceJudgement(TargetStatus.ON_PACE, reason)
    status = TargetStatus.AHEAD if pace.count > pace.expected else TargetStatus.BEHIND
    return PaceJudgement(status, f"{even}，相差超出平常波动，与同时显示的各项一并检验后成立")
