"""Pools the finished instructions of each KPI, and of all counts and all rates, from weekly amounts of the stations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.features.follow_up.pooled.effect import (
    ALPHA,
    PooledEffect,
    Sample,
    SentInstruction,
    placebo_effect,
    pooled_effect,
    sample_of,
    stacked,
)
from core.features.follow_up.pooled.event_weeks import EventSums, event_sums, event_weeks
from core.features.follow_up.pooled.types import WIDEST, EffectVerdict, PooledAnswer, PooledFollowUp, PooledKind
from core.features.follow_up.pooled.weekly_panel import EFFECT_WEEKS, YEAR, WeeklyPanel
from core.features.follow_up.windows import evidence_window
from core.instructions.model import Stage
from core.instructions.read import Instruction
from core.metrics.arrays import Flags, Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.store.units import UnitTree
from core.time.days import day_of_time, week_days, week_number

COHORT_AGE = 28  # days after its end at which every week of a cohort is seen
WEEKS_BEFORE = 2 * YEAR + 8  # of data that an instruction draws on
POOLED_KINDS = {
    "count": PooledKind.COUNTS,
    "rate": PooledKind.RATES,
    "percentile": PooledKind.RATES,
}
TOO_FEW = "可比的指令、单位或没有指令的时段太少，合不起来"
NOT_POOLED = "时点数和比值不合并"
PLACEBO_FAILS = "同样的算法用在没有下达指令的时段，也得出变化：这些指令的结果不能当真"
TOO_WIDE = {
    PooledKind.COUNTS: "区间太宽，即使翻倍或减半也看不出来",
    PooledKind.RATES: "区间宽过 ±10 个百分点",
}
ACROSS_NONE = "区间跨着零，说不准升还是降"
NOT_WORTH = "变化不到值得一说的幅度"

InstructionsByKpi = Mapping[str, Sequence[tuple[int, int]]]  # by KPI: unit and time of each sending


class PooledPart(NamedTuple):
    """One KPI's instructions with their sample and sums of weeks."""

    kpi: str
    instructions: int
    sample: Sample
    sums: EventSums


class FollowUpPooler:
    """Pools instructions on one state of the data."""

    def __init__(self, catalogue: Catalogue, tree: UnitTree, read: ValuesReader, policy: SuppressionPolicy) -> None:
        self._catalogue, self._read, self._policy = catalogue, read, policy
        self._tree, self._stations = tree, tree.stations(tree.root.id)
        self._row_of = {unit.id: row for row, unit in enumerate(self._stations)}
        settings = sorted({str(unit.setting) for unit in self._stations})
        self._groups = np.array([settings.index(str(unit.setting)) for unit in self._stations], np.int64)

    def pooled(self, instructions: Sequence[Instruction], sent: InstructionsByKpi, now: int) -> PooledFollowUp:
        """The answers on the filed instructions among some; `sent` has every sending of any."""
        by_kpi: dict[str, list[Instruction]] = {}
        for instruction in instructions:
            if self._is_finished(instruction, now):
                by_kpi.setdefault(str(instruction.state.content.kpi), []).append(instruction)
        panels, skipped = [], []
        for kpi in sorted(by_kpi, key=lambda name: (-len(by_kpi[name]), name)):
            if reason := self._obstacle(kpi):
                skipped.append((self._catalogue.kpis[kpi].zh, reason))
                continue
            panels.append(self._part(kpi, by_kpi[kpi], sent.get(kpi, ()), now))
        return PooledFollowUp(tuple(self._answers(panels)), tuple(skipped))

    def _is_finished(self, instruction: Instruction, now: int) -> bool:
        state = instruction.state
        return (
            state.stage is Stage.FILED
            and state.content.kpi in self._catalogue.kpis
            and state.content.unit in self._row_of
            and evidence_window(state, self._catalogue.reporting_calendar) is not None
            and week_number(day_of_time(state.first_sent_at)) + EFFECT_WEEKS < week_number(day_of_time(now))
        )

    def _obstacle(self, kpi: str) -> str:
        declared = self._catalogue.kpis[kpi]
        if declared.kind not in POOLED_KINDS or declared.basis == "stock":
            return NOT_POOLED
        if any(self._policy.is_protected(declared.measures(), unit.id) for unit in self._stations):
            return suppression_reason(self._catalogue)
        return ""

    def _part(self, kpi: str, filed: Sequence[Instruction], sent: Sequence[tuple[int, int]], now: int) -> PooledPart:
        sending_weeks = [week_number(day_of_time(instruction.state.first_sent_at)) for instruction in filed]
        first, last = min(sending_weeks) - WEEKS_BEFORE, week_number(day_of_time(now)) - 1
        panel = self._panel(kpi, first, last, sent)
        orders = []
        for instruction, week in zip(filed, sending_weeks, strict=True):
            evidence = evidence_window(instruction.state, self._catalogue.reporting_calendar)
            assert evidence is not None  # only such are finished
            start, end = week_number(evidence.first + 3), week_number(evidence.last - 3)
            row = self._row_of[instruction.state.content.unit]
            orders.append(SentInstruction(row, week - first, week - start, max(week - max(end, start), 0)))
        return PooledPart(kpi, len(filed), sample_of(panel, orders), event_sums(panel, orders))

    def _panel(self, kpi: str, first: int, last: int, sent: Sequence[tuple[int, int]]) -> WeeklyPanel:
        declared = self._catalogue.kpis[kpi]
        age = COHORT_AGE if declared.basis == "cohort" else 0
        weeks = [week_days(week) for week in range(first, last + 1)]
        spans = [AsOfSpan(start, end, end + age) for start, end in weeks]
        values = self._read(declared.measures(), [unit.id for unit in self._stations], spans)
        numerators, denominators = _amounts(declared, values)
        has_all: Flags = np.all([values.has_figure(name).T for name in declared.measures()], axis=0)
        area_starts = np.array(self._tree.area_starts(self._row_of, weeks[-1][1]))
        has_all &= np.array([start for start, _ in weeks]) >= area_starts[:, None]
        flags = np.zeros(numerators.shape, bool)
        for unit, time in sent:
            week = week_number(day_of_time(time)) - first
            if unit in self._row_of and 0 <= week <= last - first:
                flags[self._row_of[unit], week] = True
        return WeeklyPanel(numerators, denominators, has_all, flags, self._groups)

    def _answers(self, panels: Sequence[PooledPart]) -> list[PooledAnswer]:
        totals, singles = [], []
        for kind in PooledKind:
            own = [panel for panel in panels if POOLED_KINDS[self._catalogue.kpis[panel.kpi].kind] is kind]
            if len(own) > 1:
                totals.append(self._answer(kind, own, kind.label))
            singles += [self._answer(kind, [panel], self._catalogue.kpis[panel.kpi].zh) for panel in own]
        return totals + singles

    def _answer(self, kind: PooledKind, panels: Sequence[PooledPart], zh: str) -> PooledAnswer:
        sample = stacked([panel.sample for panel in panels])
        effect, placebo = pooled_effect(sample), placebo_effect(sample)
        least = max(self._catalogue.smallest_change(self._catalogue.kpis[panel.kpi]) for panel in panels) / 100
        smallest_change = math.log1p(least) if kind is PooledKind.COUNTS else least
        verdict, reason = judge_effect(effect, placebo, smallest_change, kind)
        weeks = tuple(event_weeks([panel.sums for panel in panels], is_rate=kind is PooledKind.RATES))
        kpi, count = panels[0].kpi if len(panels) == 1 else "", sum(panel.instructions for panel in panels)
        return PooledAnswer(kind, kpi, zh, count, verdict, effect, placebo, weeks, reason)


def judge_effect(
    effect: PooledEffect | None, placebo: PooledEffect | None, smallest_change: float, kind: PooledKind
) -> tuple[EffectVerdict, str]:
    """The verdict and its reason (Chinese); a change is not claimed where the placebo shows one too."""
    if effect is None:
        return EffectVerdict.TOO_FEW, TOO_FEW
    low, high = effect.interval(ALPHA)
    if -smallest_change <= low and high <= smallest_change:
        return EffectVerdict.FLAT, ""
    if low <= 0 <= high:
        is_too_wide = effect.half_width() > WIDEST[kind]
        return (EffectVerdict.TOO_FEW, TOO_WIDE[kind]) if is_too_wide else (EffectVerdict.UNCLEAR, ACROSS_NONE)
    if abs(effect.size) < smallest_change:
        return EffectVerdict.UNCLEAR, NOT_WORTH
    if placebo is not None and not placebo.interval(ALPHA)[0] <= 0 <= placebo.interval(ALPHA)[1]:
        return EffectVerdict.UNCLEAR, PLACEBO_FAILS
    return (EffectVerdict.ROSE if effect.size > 0 else EffectVerdict.FELL), ""


def _amounts(kpi: Kpi, values: MeasureValues) -> tuple[Floats, Floats | None]:
    """Numerators and denominators by (unit, week); of a percentile, records within the bin nearest to it, and all."""
    if kpi.kind == "percentile":
        bins = values.amounts[kpi.numerator].astype(float)  # by (week, unit, bin)
        total = bins.sum((0, 1))
        running = np.cumsum(total) / max(float(total.sum()), 1.0)
        assert kpi.quantile is not None  # the catalogue's checks require it of a percentile
        edge = int(np.argmin(np.abs(running[:-1] - kpi.quantile)))
        return bins[:, :, : edge + 1].sum(-1).T, bins.sum(-1).T
    numerators = values.amounts[kpi.numerator][:, :, 0].T.astype(float)
    if kpi.denominator is None:
        return numerators, None
    return numerators, values.amounts[kpi.denominator][:, :, 0].T.astype(float)
