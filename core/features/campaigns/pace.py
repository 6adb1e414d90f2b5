"""完成进度 against 时间进度: is a count ahead of time or behind it, where the count carries that?

A target that is worked off evenly would come to target × days over ÷ days in all. The count so far is set against it by
the negative binomial law with the dispersion φ of the unit's own months, its deviate looked up in Student's t, as the
comparison of units does (core/comparison/outlier_tests.py). Counts shown together are tested together (Benjamini and
Hochberg); 超前 and 滞后 are said only where that, the count's own 95% interval and the smallest change worth saying
agree. A target that has been reached is a fact, and so is one that a finished campaign has not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtr

from core.comparison.overdispersed_tails import deviate
from core.features.campaigns.types import TargetStatus
from core.judgement import multiple_testing
from core.judgement.dispersion import Dispersion
from core.judgement.standard import count_interval
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


@dataclass(frozen=True, slots=True)
class PaceJudgement:
    """The judgement on a pace: the 95% interval of count ÷ target, the status, and its reason (Chinese)."""

    low: float
    high: float
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


def _judge(pace: CountPace, ended: bool, is_significant: bool) -> PaceJudgement:
    low, high = (float(bound) / pace.target for bound in count_interval(pace.count, pace.dispersion))
    if pace.count >= pace.target:
        return PaceJudgement(low, high, TargetStatus.REACHED, "已数到目标数")
    if ended:
        return PaceJudgement(low, high, TargetStatus.NOT_REACHED, "行动已结束，没有数到目标数")
    even = f"按日均匀推进，到今应有 {rounded_estimate(pace.expected, 0)}"
    deviation = abs(pace.count / pace.expected - 1) * 100 if pace.expected else 0.0
    if not is_significant or low <= pace.elapsed_share <= high:
        return PaceJudgement(low, high, TargetStatus.ON_PACE, f"{even}，相差没有超出平常波动")
    if deviation < pace.smallest_change:
        reason = f"{even}，相差不到值得一说的 {rounded_estimate(pace.smallest_change, 1)}%"
        return PaceJudgement(low, high, TargetStatus.ON_PACE, reason)
    status = TargetStatus.AHEAD if pace.count > pace.expected else TargetStatus.BEHIND
    return PaceJudgement(low, high, status, f"{even}，相差超出平常波动，与同时显示的各项一并检验后成立")
