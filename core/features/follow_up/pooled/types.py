"""Answers on the pooled effect of instructions. Plain data."""

from __future__ import annotations

import math
from typing import NamedTuple

from core.features.follow_up.pooled.effect import PooledEffect
from core.features.follow_up.pooled.event_weeks import EventWeek
from core.labelled_enum import LabelledEnum


class EffectVerdict(LabelledEnum):
    """Hold what the finished instructions of a kind show, taken together."""

    FELL = "fell", "确有下降"
    ROSE = "rose", "确有上升"
    FLAT = "flat", "基本没有变化"
    UNCLEAR = "unclear", "看不出"
    TOO_FEW = "too_few", "数据不足以说动了"


class PooledKind(LabelledEnum):
    """The scale on which instructions are pooled."""

    COUNTS = "counts", "各项计数合计"
    RATES = "rates", "各项比率合计"


WIDEST = {PooledKind.COUNTS: math.log(2), PooledKind.RATES: 0.10}  # half of an interval that still says something


class PooledAnswer(NamedTuple):
    """Hold what became of the figures of so many finished instructions about a KPI, or about all of a kind.

    `kpi` is empty of a kind. `effect` is None where there are too few to pool; `placebo` is the same estimate at dates
    without an instruction. `reason` (Chinese) goes with UNCLEAR and TOO_FEW. `left_out` counts those without a base or
    controls.
    """

    kind: PooledKind
    kpi: str
    zh: str
    instructions: int
    verdict: EffectVerdict
    effect: PooledEffect | None = None
    placebo: PooledEffect | None = None
    weeks: tuple[EventWeek, ...] = ()
    reason: str = ""

    @property
    def left_out(self) -> int:
        """Instructions without a base or without controls."""
        return self.instructions - (self.effect.instructions if self.effect else 0)


class PooledFollowUp(NamedTuple):
    """All pooled answers, those of kinds first; `skipped` has KPIs (Chinese) that are not pooled, each with why."""

    answers: tuple[PooledAnswer, ...]
    skipped: tuple[tuple[str, str], ...] = ()
