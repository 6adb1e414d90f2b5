"""Say whether a campaign moved its figures, as people read it."""

from __future__ import annotations

import math

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.campaigns.effect import ALPHA, CampaignEffect, CampaignEffects, EffectVerdict
from core.features.campaigns.text import figure_with_counts
from core.judgement.detectable import ends_of_logs, ends_of_rate
from core.judgement.verdict_text import TOO_FEW, detectable_or_tenfold, ends_text
from core.metrics.display import change_digits, signed_estimate
from core.metrics.types import ChangeUnit, Detectable
from core.store.unit_words import with_whole_word

EFFECT_HEADS = ("计数项", "行动以来", "去年同期", "扣除平常同比后", "结果", "能看出的最小变化", "说明")
EFFECT_SHAPES = {
    EffectVerdict.ROSE: "▲",
    EffectVerdict.FELL: "▼",
    EffectVerdict.UNCLEAR: "？",
    EffectVerdict.SMALL_BASE: "◆",
    EffectVerdict.TOO_WIDE: "◆",
    EffectVerdict.UNJUDGED: "—",
}
UNKNOWN = (EffectVerdict.UNCLEAR, EffectVerdict.SMALL_BASE, EffectVerdict.TOO_WIDE)
HISTORY_TOO_WIDE = "行动之前各段的同比相差太大"
METHOD = (
    "去年同期按星期对齐（早 364 天）；“平常同比”取自行动之前{spans}同样长的时段，那时没有行动。"
    "检查、巡逻、宣传一类本是行动自己的工作量，上升只说明做了；动没动也不等于是行动带来的。"
)
COMPARED = "只有部分派出所参加：看参加的所与其他所的差"
ALL_JOINED = "{whole}都参加，没有不参加的所可比，只能与往年比：同一时期别的变化也会算进来"


def method_text(effects: CampaignEffects, bureau: str) -> str:
    """Return what the comparison takes for granted, in Chinese; `bureau` is the name of the whole."""
    spans = sorted({effect.placebos for effect in effects.effects if effect.test})
    number = f"的 {'–'.join(map(str, (spans[0], spans[-1]) if len(spans) > 1 else spans))} 段" if spans else ""
    return f"{COMPARED if effects.compared else with_whole_word(ALL_JOINED, bureau)}。{METHOD.format(spans=number)}"


def in_unit(size: float, kpi: Kpi) -> tuple[float, ChangeUnit]:
    """A logarithm in %, or a difference of rates in 个百分点, with its unit."""
    if kpi.kind == "rate":
        return size * 100, ChangeUnit.POINTS
    return math.expm1(size) * 100, ChangeUnit.PERCENT


def difference_text(kpi: Kpi, effect: CampaignEffect) -> str:
    """The difference to the usual change with its interval; empty where nothing is judged, or it says nothing."""
    if effect.test is None or not effect.has_interval:
        return ""
    (low, unit), (high, _) = (in_unit(end, kpi) for end in effect.test.interval())
    digits = change_digits(unit, high - low)
    return (
        f"{signed_estimate(in_unit(effect.test.size, kpi)[0], unit, digits)}（{ends_text((low, high), unit, digits)}）"
    )


def detectable_text(kpi: Kpi, effect: CampaignEffect) -> str:
    """The smallest change that could have been told, such as −23%/+30%; empty where nothing is judged."""
    return "" if effect.test is None else detectable_or_tenfold(detectable_of(kpi, effect), in_unit(0.0, kpi)[1])


def detectable_of(kpi: Kpi, effect: CampaignEffect) -> Detectable:
    """The smallest fall and rise that could have been told, each where there can be such."""
    if effect.test is None:
        return Detectable()
    size = effect.test.min_detectable(effect.needed_p)
    return ends_of_rate(effect.base.value or 0.0, size) if kpi.kind == "rate" else ends_of_logs(size, size)


def verdict_text(effect: CampaignEffect) -> str:
    """The verdict with its shape."""
    return f"{EFFECT_SHAPES[effect.verdict]} {effect.verdict.label}"


def note_of(kpi: Kpi, effect: CampaignEffect) -> str:
    """Return what else a reader needs: why nothing is judged, or why nothing can be told."""
    notes = [effect.reason]
    if effect.verdict is EffectVerdict.SMALL_BASE:
        notes.append(TOO_FEW["rate" if kpi.kind == "rate" else "count"])
    if effect.verdict is EffectVerdict.TOO_WIDE:
        notes.append(HISTORY_TOO_WIDE)
    if effect.test and effect.verdict is EffectVerdict.UNCLEAR and effect.test.p_value() < ALPHA:
        notes.append("单看超出平常，与其他各项一并检验后不成立")
    return "；".join(filter(None, notes))


def effect_cells(catalogue: Catalogue, effect: CampaignEffect) -> list[str]:
    """One KPI in the order of EFFECT_HEADS."""
    kpi = catalogue.kpis[effect.kpi]
    return [
        kpi.zh,
        figure_with_counts(kpi, effect.figure, ""),
        figure_with_counts(kpi, effect.base, ""),
        difference_text(kpi, effect),
        verdict_text(effect),
        detectable_text(kpi, effect),
        note_of(kpi, effect),
    ]


def effects_sentence(catalogue: Catalogue, effects: CampaignEffects) -> str:
    """The answer in one sentence: which KPIs moved, and how many could not be told."""
    changed = [effect for effect in effects.effects if effect.verdict in (EffectVerdict.ROSE, EffectVerdict.FELL)]
    unclear = sum(effect.verdict in UNKNOWN for effect in effects.effects)
    unjudged = sum(effect.verdict is EffectVerdict.UNJUDGED for effect in effects.effects)
    names = "、".join(f"{catalogue.kpis[effect.kpi].zh}{effect.verdict.label}" for effect in changed)
    texts = [names] if names else []
    if unclear:
        texts.append(f"{unclear} 项看不出动没动（多大的变化才看得出，见各行）")
    if unjudged:
        texts.append(f"{unjudged} 项不能判断")
    return f"{len(effects.effects)} 项里，{'；'.join(texts)}。"
