"""The grade of an area: the verdict on its own change, and whether it leads or lags the others.

Leading takes both: its own alerts have surely fallen, and they have fallen more than those of all the others together,
where all areas are tested together, by more than the smallest change worth saying. It does not say that each other area
has fallen less: the interval of its place says which ones it cannot be told from.
"""

from __future__ import annotations

import numpy as np

from core.features.contests.evidence import AreaCounts, AreaEvidence
from core.features.contests.types import AreaGrade
from core.metrics.display import rounded_estimate
from core.metrics.types import Verdict

OWN_PAST = {
    Verdict.RISE: "与自己的去年比确有上升",
    Verdict.FALL: "与自己的去年比确有下降",
    Verdict.FLAT: "与自己的去年比基本持平",
    Verdict.UNCLEAR: "与自己的去年比看不出升降",
    Verdict.TOO_FEW: "警情太少，翻一番也看不出来",
}


def gap_percent(areas: AreaCounts, evidence: AreaEvidence, index: int) -> float:
    """Difference of an area's change from that of all together, in % of theirs; negative where it is lower."""
    ratio = float(evidence.ratio[index])
    return (ratio / areas.common_ratio - 1) * 100 if np.isfinite(ratio) and areas.common_ratio else 0.0


def own_verdict(areas: AreaCounts, evidence: AreaEvidence, index: int) -> Verdict:
    """The verdict on an area's own change."""
    ratio = float(evidence.ratio[index])
    if evidence.too_few[index] or ratio != ratio:
        return Verdict.TOO_FEW
    excludes_one = float(evidence.low[index]) > 1 or float(evidence.high[index]) < 1
    is_large = abs(ratio - 1) * 100 >= areas.smallest_change
    if not (evidence.own_significant[index] and excludes_one and is_large):
        ends = (float(end[index] - 1) * 100 for end in (evidence.low, evidence.high))
        is_flat = all(abs(end) < areas.smallest_change for end in ends)
        return Verdict.FLAT if is_flat else Verdict.UNCLEAR
    return Verdict.RISE if ratio > 1 else Verdict.FALL


def grade_area(areas: AreaCounts, evidence: AreaEvidence, index: int) -> tuple[AreaGrade, str]:
    """The grade of an area, and its reason (Chinese)."""
    verdict, gap = own_verdict(areas, evidence, index), gap_percent(areas, evidence, index)
    own = OWN_PAST.get(verdict, verdict)
    if verdict is Verdict.TOO_FEW:
        return AreaGrade.INCONCLUSIVE, own
    if not evidence.differs_from_others[index]:
        return AreaGrade.INCONCLUSIVE, f"{own}，与其余各片的变化分不出高下"
    if abs(gap) < areas.smallest_change:
        return (
            AreaGrade.INCONCLUSIVE,
            f"{own}，与共同变化相差不到值得一说的 {rounded_estimate(areas.smallest_change, 1)}%",
        )
    if gap < 0 and verdict is Verdict.FALL:
        return AreaGrade.LEADING, f"{own}，降幅也大于其余各片合计，一并检验后成立"
    if gap > 0 and verdict is not Verdict.FALL:
        return AreaGrade.LAGGING, f"{own}，变化高于其余各片合计，一并检验后成立"
    return AreaGrade.INCONCLUSIVE, f"{own}，与其余各片合计有差别，但两样证据合不到一起"
