"""Pooled answers as rows for scripts: numbers as numbers, absent ones null."""

from __future__ import annotations

from typing import Any

from core.features.follow_up.pooled.effect import PooledEffect
from core.features.follow_up.pooled.text import change_unit, detectable_of, in_unit, says_something
from core.features.follow_up.pooled.types import PooledAnswer, PooledFollowUp, PooledKind
from core.metrics.types import Detectable


def pooled_document(pooled: PooledFollowUp, *, demo: bool) -> dict[str, Any]:
    """All answers, those of kinds first, and the KPIs that are not pooled."""
    return {
        "demo": demo,
        "answers": [_row(answer) for answer in pooled.answers],
        "skipped": [{"kpi_zh": kpi, "reason": reason} for kpi, reason in pooled.skipped],
    }


def _row(answer: PooledAnswer) -> dict[str, Any]:
    """One answer; changes, intervals and what could be told are in `change_unit`."""
    effect, kind = answer.effect, answer.kind
    detectable = Detectable() if effect is None else detectable_of(effect, kind)
    return {
        "kind": kind,
        "kpi": answer.kpi or None,
        "zh": answer.zh,
        "instructions": answer.instructions,
        "pooled": effect.instructions if effect else 0,
        "units": effect.units if effect else 0,
        "change_unit": change_unit(kind),
        **_ends("", effect, kind),
        "verdict": answer.verdict.label,
        "verdict_code": answer.verdict,
        "detectable_fall": detectable.fall,
        "detectable_rise": detectable.rise,
        **_ends("placebo_", answer.placebo, kind),
        "before": None if effect is None else in_unit(effect.before, kind),
        "fallback": None if effect is None else in_unit(effect.fallback, kind),
        "reason": answer.reason or None,
    }


def _ends(prefix: str, effect: PooledEffect | None, kind: PooledKind) -> dict[str, float | None]:
    names = [f"{prefix}{name}" for name in ("change", "low", "high")]
    if effect is None or not says_something(effect, kind):
        return dict.fromkeys(names)
    return {name: in_unit(end, kind) for name, end in zip(names, (effect.size, *effect.interval()), strict=True)}
