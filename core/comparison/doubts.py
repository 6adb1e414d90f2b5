"""Units whose records are in doubt: they stay in a comparison with their figure, and nothing is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.comparison.types import Comparison, RankedUnit

DOUBTED = "◇ 存疑，见预警"
NOTE = "{mark}：{names}。数据核实以前不列名次，不作判断；其他单位的名次按全部单位计"


def with_doubts(comparison: Comparison, doubted: Mapping[int, str]) -> Comparison:
    """Returns the comparison without the verdicts on some units, each with the rule that doubts it; they go last."""
    doubtful = [ranked for ranked in comparison.ranked_units if ranked.unit.id in doubted]
    if not doubtful:
        return comparison
    names = "；".join(f"{ranked.unit.name}（{doubted[ranked.unit.id]}）" for ranked in doubtful)
    sound = [ranked for ranked in comparison.ranked_units if ranked.unit.id not in doubted]
    return replace(
        comparison,
        ranked_units=(*sound, *map(_without_verdict, doubtful)),
        notes=(*comparison.notes, NOTE.format(mark=DOUBTED, names=names)),
    )


def _without_verdict(ranked: RankedUnit) -> RankedUnit:
    return replace(ranked, position=None, verdict=None, reason="", against_group=None, is_doubted=True)
