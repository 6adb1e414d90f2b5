"""What may be said of an area: of its own change, and whether it leads or lags the others.

Leading takes both: its own alerts have surely fallen, and they have fallen more than those of all the others together,
where all areas are tried together, by more than the smallest change worth saying. It does not say that each other area
has fallen less: which ones cannot be told from it, the interval of its place says.
"""

from __future__ import annotations

import numpy as np

from core.features.contests.evidence import AreaCounts, AreaEvidence
from core.features.contests.types import AreaGrade
from core.metrics.display import rounded
from core.metrics.types import Verdict

OWN_PAST = {
    Verdict.RISE: "与自己的去年比确有上升",
    Verdict.FALL: "与自己的去年比确有下降",
    Verdict.NORMAL: "与自己的去年比属正常波动",
    Verdict.TOO_FEW: "警情太少，翻一番也看不出来",
}


def gap_percent(counts: AreaCounts, evidence: AreaEvidence, area: int) -> float:
    """How much higher or lower an area's change is than that of all together, in % of theirs."""
    ratio = float(evidence.ratio[area])
    return (ratio / counts.common_ratio - 1) * 100 if np.isfinite(ratio) and counts.common_ratio else 0.0


def own_verdict(counts: AreaCounts, evidence: AreaEvidence, area: int) -> Verdict:
    """What may be said of an area's own change."""
    ratio = float(evidence.ratio[area])
    if evidence.too_few[area] or ratio != ratio:
        return Verdict.TOO_FEW
    beyond = float(evidence.low[area]) > 1 or float(evidence.high[area]) < 1
    if not (evidence.own_significant[area] and beyond and abs(ratio - 1) * 100 >= counts.smallest_change):
        return Verdict.NORMAL
    return Verdict.RISE if ratio > 1 else Verdict.FALL


def grade_area(counts: AreaCounts, evidence: AreaEvidence, area: int) -> tuple[AreaGrade, str]:
    """What an area may be called, and why (Chinese)."""
    unsure: AreaGrade = "不足以定级"
    verdict, gap = own_verdict(counts, evidence, area), gap_percent(counts, evidence, area)
    own = OWN_PAST.get(verdict, verdict)
    if verdict is Verdict.TOO_FEW:
        return unsure, own
    if not evidence.differs_from_others[area]:
        return unsure, f"{own}，与其余各片的变化分不出高下"
    if abs(gap) < counts.smallest_change:
        return unsure, f"{own}，与共同变化相差不到值得一说的 {rounded(counts.smallest_change, 1)}%"
    if gap < 0 and verdict is Verdict.FALL:
        return "领先", f"{own}，降幅也大于其余各片合计，一并检验后成立"
    if gap > 0 and verdict is not Verdict.FALL:
        return "落后", f"{own}，变化高于其余各片合计，一并检验后成立"
    return unsure, f"{own}，与其余各片合计有差别，但两样证据合不到一起"
