"""Say whether a campaign moved its figures, as rows for scripts: numbers as numbers, absent ones null."""

from __future__ import annotations

from typing import Any

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.campaigns.effect import CampaignEffect, CampaignEffects
from core.features.campaigns.effect_text import detectable_of, in_unit, note_of


def effects_document(catalogue: Catalogue, name: str, effects: CampaignEffects, *, demo: bool) -> dict[str, Any]:
    """All KPIs of a campaign; `compared` says that stations taking part are set against the others."""
    return {
        "campaign": name,
        "campaign_zh": catalogue.campaigns[name].zh,
        "compared": effects.compared,
        "demo": demo,
        "effects": [_row(catalogue.kpis[effect.kpi], effect) for effect in effects.effects],
    }


def _row(kpi: Kpi, effect: CampaignEffect) -> dict[str, Any]:
    """One KPI; the difference to the usual change, its interval and what could be told are in `change_unit`."""
    unit = in_unit(0.0, kpi)[1]
    size, low, high = None, None, None
    if effect.test is not None and effect.has_interval:
        size, low, high = (in_unit(end, kpi)[0] for end in (effect.test.size, *effect.test.interval()))
    detectable = detectable_of(kpi, effect)
    return {
        "kpi": effect.kpi,
        "kpi_zh": kpi.zh,
        "start": effect.window.start.isoformat() if effect.window else None,
        "end": effect.window.end.isoformat() if effect.window else None,
        "value": effect.figure.value,
        "numerator": effect.figure.numerator,
        "denominator": effect.figure.denominator,
        "base_value": effect.base.value,
        "base_numerator": effect.base.numerator,
        "base_denominator": effect.base.denominator,
        "change_unit": unit,
        "difference": size,
        "low": low,
        "high": high,
        "verdict": effect.verdict.label,
        "verdict_code": effect.verdict,
        "detectable_fall": detectable.fall,
        "detectable_rise": detectable.rise,
        "placebos": effect.placebos,
        "note": note_of(kpi, effect) or None,
    }
