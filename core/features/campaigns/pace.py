"""完成进度 against 时间进度: whether a count is ahead of time or behind it, where the count carries that.

A target that is worked off evenly would come to target × days over ÷ days in all. The count so far is set against it by
the negative binomial law with the dispersion φ of the unit's own months, its deviate looked up in Student's t, as a
fair comparison does with units (engine/fair/naming.py). What is shown together is tried together (Benjamini and
Hochberg); 超前 and 滞后 are said only where that, the count's own 95% interval and the smallest change worth saying
agree. A target that has been reached is a fact, and so is one that a finished campaign has not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtr

from core.comparison.overdispersed import deviate
from core.features.campaigns.types import Standing
from core.judgement import family
from core.judgement.dispersion import Dispersion
from core.judgement.standard import count_interval
from core.metrics.display import rounded


@dataclass(frozen=True, slots=True)
class Pace:
    """A count, what it is to come to, the share of time over, its dispersion, and the smallest change in %."""

    count: float
    target: float
    time: float
    spread: Dispersion
    smallest: float

    @property
    def expected(self) -> float:
        """What it would be by now, worked off evenly."""
        return self.target * self.time


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a pace: the interval of count ÷ target, the standing, and why."""

    low: float
    high: float
    standing: Standing
    reason: str


def chance(pace: Pace) -> float:
    """Two-sided p of a count that is worked off evenly."""
    if pace.expected <= 0:
        return 1.0
    z = deviate("poisson", pace.count, 1.0, pace.expected, float(pace.spread.phi))
    return float(2 * stdtr(float(pace.spread.df), -abs(z)))


def told(paces: Sequence[Pace], *, over: bool) -> list[Told]:
    """What is said of the paces that are shown together; `over` says that the campaign has ended."""
    tested = [not over and pace.count < pace.target for pace in paces]
    p = [chance(pace) if test else math.nan for pace, test in zip(paces, tested, strict=True)]
    stands = family.found(p, family.RUNNING).tolist() if paces else []
    return [_told(pace, over, flag) for pace, flag in zip(paces, stands, strict=True)]


def _told(pace: Pace, over: bool, stands: bool) -> Told:
    low, high = (float(end) / pace.target for end in count_interval(pace.count, pace.spread))
    if pace.count >= pace.target:
        return Told(low, high, "已达目标", "已数到目标数")
    if over:
        return Told(low, high, "未达目标", "行动已结束，没有数到目标数")
    even = f"按日均匀推进，到今应有 {rounded(pace.expected, 0)}"
    apart = abs(pace.count / pace.expected - 1) * 100 if pace.expected else 0.0
    if not stands or low <= pace.time <= high:
        return Told(low, high, "与时间相当", f"{even}，相差没有超出平常波动")
    if apart < pace.smallest:
        return Told(low, high, "与时间相当", f"{even}，相差不到值得一说的 {rounded(pace.smallest, 1)}%")
    standing: Standing = "超前" if pace.count > pace.expected else "滞后"
    return Told(low, high, standing, f"{even}，相差超出平常波动，与同时显示的各项一并检验后成立")
