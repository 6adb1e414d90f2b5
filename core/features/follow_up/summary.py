"""The gap between a unit's change and the others' as people read it."""

from __future__ import annotations

import math

from core.comparison.value_text import within_text
from core.features.follow_up.effect_gap import EffectGap
from core.features.follow_up.panel_data import PanelData
from core.features.follow_up.verdict import ALPHA
from core.judgement.detectable import ends_of_size
from core.judgement.verdict_text import detectable_or_tenfold, ends_text
from core.metrics.display import change_digits, change_text, signed_estimate
from core.metrics.types import Change, ChangeUnit

ALSO_INSTRUCTED = "期间其中 {count} 个所也有同一指标的指令"


def comparison_text(panel: PanelData, gap: EffectGap, own: Change, others_instructed: int) -> str:
    """The unit's change, the others', and the gap with its 95% interval."""
    kpi = panel.kpi
    unit = ChangeUnit.POINTS if kpi.kind in ("rate", "percentile") else ChangeUnit.PERCENT
    low, high = (_in_unit(bound, unit) for bound in gap.interval(ALPHA))
    digits = change_digits(unit, high - low)
    others = f"其他 {len(panel.units) - 1} 个派出所 {signed_estimate(_in_unit(gap.others_mean, unit), unit, digits)}"
    interval = ends_text((low, high), unit, digits)
    difference = f"与其相差 {signed_estimate(_in_unit(gap.size, unit), unit, digits)}（95% 区间 {interval}）"
    text = "，".join([f"本所 {change_text(own, digits)}", others, difference])
    if kpi.kind == "percentile":
        within_days = within_text(kpi, panel.catalogue.measures[kpi.numerator], int(panel.bin_edges()[0]))
        text = f"本所 {change_text(own, digits)}；按{within_days}的比例（低即偏慢），{others}，{difference}"
    return f"{text}；{ALSO_INSTRUCTED.format(count=others_instructed)}" if others_instructed else text


def detectable_text(panel: PanelData, gap: EffectGap) -> str:
    """The smallest gap that could have been told: −55%/+120%, or −12.0/+12.0 个百分点."""
    is_rate = panel.kpi.kind in ("rate", "percentile")
    ends = ends_of_size(gap.min_detectable(ALPHA), is_rate=is_rate)
    return detectable_or_tenfold(ends, ChangeUnit.POINTS if is_rate else ChangeUnit.PERCENT)


def _in_unit(size: float, unit: ChangeUnit) -> float:
    """A logarithm in %, or a difference of rates in 个百分点."""
    return size * 100 if unit is ChangeUnit.POINTS else math.expm1(size) * 100
