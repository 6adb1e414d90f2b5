"""A gap between a unit's change and the others' as people read it."""

from __future__ import annotations

import math

from core.features.follow_up.effect_gap import EffectGap
from core.features.follow_up.panel_data import PanelData
from core.features.follow_up.verdict import ALPHA
from core.judgement.verdict_text import ends_text
from core.metrics.display import change_digits, change_text, rounded, signed
from core.metrics.types import Change, ChangeUnit

FEWER = "期间其中 {many} 个所也有同一指标的指令"


def comparison_text(sides: PanelData, gap: EffectGap, own: Change, asked_too: int) -> str:
    """The unit's change, the others', and the gap with its 95% interval."""
    kpi = sides.kpi
    unit = ChangeUnit.POINTS if kpi.kind in ("rate", "percentile") else ChangeUnit.PERCENT
    low, high = (_of(end, unit) for end in gap.interval(ALPHA))
    digits = change_digits(unit, high - low)
    others = f"其他 {len(sides.units) - 1} 个派出所 {signed(_of(gap.others_mean, unit), unit, digits)}"
    apart = f"与其相差 {signed(_of(gap.size, unit), unit, digits)}（95% 区间 {ends_text((low, high), unit, digits)}）"
    told = "，".join([f"本所 {change_text(own)}", others, apart])
    if kpi.kind == "percentile":
        edges = sides.catalogue.measures[kpi.numerator].bins
        assert edges is not None  # the catalogue's checks require them of a percentile
        within = rounded(edges.edges[int(sides.bin_edges()[0])] / kpi.scale, kpi.digits)
        told = f"本所 {change_text(own)}；按 {within} {kpi.unit}以内的占比，{others}，{apart}"
    return f"{told}；{FEWER.format(many=asked_too)}" if asked_too else told


def _of(size: float, unit: ChangeUnit) -> float:
    """A logarithm in %, a difference of rates in 个百分点."""
    return size * 100 if unit is ChangeUnit.POINTS else math.expm1(size) * 100
