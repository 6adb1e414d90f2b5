"""Pooled answers as people read them."""

from __future__ import annotations

import math

from core.features.follow_up.pooled.effect import PooledEffect
from core.features.follow_up.pooled.types import WIDEST, PooledAnswer, PooledKind
from core.features.follow_up.pooled.weekly_panel import EFFECT_WEEKS
from core.judgement.detectable import ends_of_size
from core.judgement.verdict_text import detectable_or_tenfold, ends_text
from core.metrics.display import change_digits, signed_estimate
from core.metrics.types import ChangeUnit, Detectable

HEADS = ("指令所涉", "条数", "下达后与同类单位相比", "结果", "能看出的最小变化", "安慰剂", "自然回落")
METHOD = (
    f"看下达后 {EFFECT_WEEKS} 周：本所与往年同期之比，减去同期没有指令的同类派出所的变化，"
    "再减去照没有指令时的经验本就会有的回落；"
    "各条按随机效应合并，区间为 95%。只说数字动没动。"
)
ERROR_NOTE = "若指令一点没起作用，每一行误说上升或下降的机会至多约 5%"


def in_unit(size: float, kind: PooledKind) -> float:
    """A logarithm in %, or a difference of rates in 个百分点."""
    return size * 100 if kind is PooledKind.RATES else math.expm1(size) * 100


def change_unit(kind: PooledKind) -> ChangeUnit:
    """The unit of changes of a kind."""
    return ChangeUnit.POINTS if kind is PooledKind.RATES else ChangeUnit.PERCENT


def says_something(effect: PooledEffect, kind: PooledKind) -> bool:
    """True where an effect's interval is not so wide that it would only be a row of impossible numbers."""
    return effect.half_width() <= WIDEST[kind]


def effect_text(effect: PooledEffect | None, kind: PooledKind) -> str:
    """An effect with its interval, such as −8%（−14% 至 −2%）; empty where it says nothing."""
    if effect is None or not says_something(effect, kind):
        return ""
    unit, (low, high) = change_unit(kind), (in_unit(end, kind) for end in effect.interval())
    digits = change_digits(unit, high - low)
    return f"{signed_estimate(in_unit(effect.size, kind), unit, digits)}（{ends_text((low, high), unit, digits)}）"


def detectable_text(effect: PooledEffect | None, kind: PooledKind) -> str:
    """The smallest change that could have been told: −8%/+8%, or −3.2/+3.2 个百分点."""
    return "" if effect is None else detectable_or_tenfold(detectable_of(effect, kind), change_unit(kind))


def detectable_of(effect: PooledEffect, kind: PooledKind) -> Detectable:
    """The smallest fall and rise that could have been told."""
    return ends_of_size(effect.min_detectable(), is_rate=kind is PooledKind.RATES)


def fallback_text(effect: PooledEffect | None, kind: PooledKind) -> str:
    """The regression to the mean: the gap at the evidence, and what would be left of it without an instruction."""
    if effect is None:
        return ""
    unit = change_unit(kind)
    before, fallback = (signed_estimate(in_unit(size, kind), unit, 0) for size in (effect.before, effect.fallback))
    return f"派发所据时段 {before}，不办也会回到 {fallback}"


def answer_text(answer: PooledAnswer) -> str:
    """One answer as a sentence."""
    start = f"{answer.zh}（{answer.instructions} 条）："
    if answer.effect is None:
        return f"{start}{answer.verdict.label}，{answer.reason}"
    used = f"可比的 {answer.effect.instructions} 条，{answer.effect.units} 个所"
    effect = effect_text(answer.effect, answer.kind)
    smallest = f"能看出的最小变化 {detectable_text(answer.effect, answer.kind)}"
    text = "，".join(filter(None, (answer.verdict.label, used, effect, smallest)))
    return f"{start}{text}；{answer.reason}" if answer.reason else f"{start}{text}"


def cells(answer: PooledAnswer) -> tuple[str, ...]:
    """An answer in the order of HEADS."""
    effect = answer.effect
    counts = f"{answer.instructions}" if effect is None else f"{effect.instructions}/{answer.instructions}"
    return (
        answer.zh,
        counts,
        effect_text(effect, answer.kind),
        answer.verdict.label,
        detectable_text(effect, answer.kind),
        effect_text(answer.placebo, answer.kind),
        fallback_text(effect, answer.kind),
    )
