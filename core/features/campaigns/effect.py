"""Did a campaign move its figures? Its days against the same days of the year before, beside what is usual.

A KPI's change over the campaign's days so far against the same weekdays a year before (364 days) is taken again at
earlier dates, four weeks apart, before the campaign began: placebo dates, at which there was none. Their mean is the
usual change from year to year, their spread what chance, trend and autocorrelation make of a span as long as this one.
The campaign's change less that mean is judged by Student's t with as many degrees of freedom as whole spans fit into
the placebo dates, less two, and with the mean's error counted double: neighbouring dates share days, and without that
6–9% of quiet bureaus read as moved (`python -m benchmarks.campaigns`: now at most about 5%). Where only some stations
take part (`stations` of the campaign), their change less that of the others is used throughout, so that what all share
does not count. The KPIs of a campaign are one family of tests (Benjamini and Hochberg 1995). A difference between years
is a fact about the figures, never proof of the cause. Where chance alone hides a
doubling (ten points of a rate), or not even a tenfold could be told, there is no interval: it would only be a row of
impossible numbers. Placebo tests in time: Abadie, Diamond and Hainmueller, Journal of the American Statistical
Association 105, 2010.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from core.catalogue.kpi_model import Kpi
from core.features.campaigns.progress import campaign_window
from core.features.campaigns.source import FigureSource, last_day
from core.judgement import counts, multiple_testing, rates
from core.judgement.case import KNOWN
from core.judgement.detectable import Threshold
from core.judgement.dispersion import Dispersion
from core.labelled_enum import LabelledEnum
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import kpi_figure
from core.metrics.measure_values import MeasureValues
from core.metrics.types import Figure, Window
from core.time.days import day_number

YEAR, STEP = 364, 28  # days
MOST_PLACEBOS = 26  # two years back
MIN_SPANS = 4  # whole spans that must fit into the placebo dates
MIN_DAYS = 28  # days of the campaign so far
MIN_COUNT = 10  # of both years together
ALPHA = 0.05
KINDS = ("count", "rate")
WIDEST = {"count": math.log(10), "rate": 0.5}  # half of the widest interval that is shown

NOT_JUDGED = "只看计数和比率"
NO_DATA_OF_SPAN = "行动以来或去年同期的数据不全"
TOO_SHORT = f"行动满 {MIN_DAYS} 天以后才看"
TOO_FEW = f"两年合计不到 {MIN_COUNT} 件"
NO_HISTORY = f"行动前的历史不够：至少要有 {MIN_SPANS} 段同样长的时段，各有上一年可比"
CHANGED_AREA = "参加或没有参加的所里有辖区变过的，前后不是同一片，不可比"
PROTECTED_SHARE = "件数少的所不能从合计里推出，分参加与不参加的所不列"


class EffectVerdict(LabelledEnum):
    """Hold what a campaign's span shows of a KPI."""

    ROSE = "rose", "确有上升"
    FELL = "fell", "确有下降"
    UNCLEAR = "unclear", "看不出"
    SMALL_BASE = "small_base", "基数过小"
    TOO_WIDE = "too_wide", "区间过宽"
    UNJUDGED = "unjudged", "不能判断"


class PlaceboTest(NamedTuple):
    """A change less the usual one, its standard error, and its degrees of freedom."""

    size: float
    standard_error: float
    df: float

    def p_value(self) -> float:
        """Two-sided p of a span like any other."""
        return float(2 * stdtr(self.df, -abs(self.size) / self.standard_error)) if self.standard_error else 0.0

    def half_width(self) -> float:
        """Half of the interval: the smallest difference that is significant by itself where it is seen."""
        return self.standard_error * Threshold.at(self.df, ALPHA).deviate

    def min_detectable(self, alpha: float) -> float:
        """The smallest true difference that would be told in four of five cases."""
        return Threshold.at(self.df, alpha).smallest_told(self.standard_error, self.standard_error)

    def interval(self) -> tuple[float, float]:
        """The 95% interval."""
        return self.size - self.half_width(), self.size + self.half_width()


@dataclass(frozen=True, slots=True)
class CampaignEffect:
    """One KPI over the campaign's days so far, `figure`, and over the same days a year before, `base`.

    With `test` (of counts logarithms of ratios, of rates parts of one) there are a verdict other than UNJUDGED and
    the number of placebo dates; otherwise `reason` (Chinese) says why not. `needed_p` is what the first of the
    campaign's KPIs must reach.
    """

    kpi: str
    window: Window | None
    figure: Figure
    base: Figure
    verdict: EffectVerdict
    test: PlaceboTest | None = None
    placebos: int = 0
    reason: str = ""
    needed_p: float = ALPHA

    @property
    def has_interval(self) -> bool:
        """True where the difference and its interval say anything."""
        return self.test is not None and self.verdict not in (EffectVerdict.SMALL_BASE, EffectVerdict.TOO_WIDE)


@dataclass(frozen=True, slots=True)
class CampaignEffects:
    """All KPIs of a campaign of the bureau; `compared` says that stations taking part are set against the others."""

    effects: tuple[CampaignEffect, ...]
    compared: bool


def placebo_test(change: float, placebos: Sequence[float], spans: float) -> PlaceboTest | None:
    """Judge a change beside placebo changes, into whose dates so many whole spans fit; None where they are too few."""
    if spans < MIN_SPANS or len(placebos) < MIN_SPANS:
        return None
    values = np.asarray(placebos, float)
    spread = float(values.std(ddof=1)) * math.sqrt(1 + 2 / spans)
    return PlaceboTest(change - float(values.mean()), spread, spans - 2)


def campaign_effects(source: FigureSource, name: str, as_of: date | None = None) -> CampaignEffects:
    """Say whether a campaign moved its KPIs. Raises LookupError (Chinese) if there is none of the name."""
    campaign = source.catalogue.campaigns.get(name)
    if campaign is None:
        raise LookupError(f"没有专项行动“{name}”，可用：{'、'.join(source.catalogue.campaigns)}")
    window = campaign_window(campaign)
    stations = source.tree.stations(source.tree.root.id)
    joined = [unit.id for unit in stations if unit.code in campaign.stations]
    others = [unit.id for unit in stations if unit.id not in joined] if joined else []
    if window is None:
        return CampaignEffects((), compared=bool(others))
    groups = (joined, others) if others else ([source.tree.root.id], [])
    effects = [_effect(source, kpi, window, groups, as_of) for kpi in campaign.kpis]
    return CampaignEffects(tuple(_judged(source, effects)), compared=bool(others))


def _effect(
    source: FigureSource, kpi_id: str, window: Window, groups: tuple[list[int], list[int]], as_of: date | None
) -> CampaignEffect:
    """The figures and the test of one KPI, not yet judged."""
    kpi, day = source.catalogue.kpis[kpi_id], last_day(source, kpi_id, as_of)
    none = Figure(None, None, None)
    if day is None or day_number(day) < window.first:
        return CampaignEffect(kpi_id, None, none, none, EffectVerdict.UNJUDGED, reason=NO_DATA_OF_SPAN)
    span = AsOfSpan(window.first, min(window.last, day_number(day)), day_number(day))
    shown_window = Window(span.first, span.last)
    days = span.last - span.first + 1
    shifts = [step * STEP for step in range(1, MOST_PLACEBOS + 1) if step * STEP >= days]
    spans = {back: _shifted(span, back) for shift in (0, *shifts) for back in (shift, shift + YEAR)}
    units = [unit for side in groups for unit in side]
    values = source.read(kpi.measures(), [source.tree.root.id, *units], list(spans.values()))

    def bureau_figure(back: int) -> Figure:
        return kpi_figure(
            source.catalogue, kpi, lambda m: values.get(m, source.tree.root.id, spans[back]), spans[back].last
        )

    result = CampaignEffect(kpi_id, shown_window, bureau_figure(0), bureau_figure(YEAR), EffectVerdict.UNJUDGED)
    changed = [unit for unit in units if source.tree.area_changes(unit, spans[YEAR].first, span.last)]
    reason = _obstacle(source, kpi, days, groups) or (CHANGED_AREA if changed else "")
    if reason:
        return _unjudged(result, reason)
    if kpi.kind == "count" and (result.figure.value or 0) + (result.base.value or 0) < MIN_COUNT:
        return _unjudged(result, TOO_FEW if result.figure.value is not None else NO_DATA_OF_SPAN)
    change = _change(kpi, values, groups, (spans[0], spans[YEAR]))
    if change is None:
        return _unjudged(result, NO_DATA_OF_SPAN)
    pairs = {shift: _change(kpi, values, groups, (spans[shift], spans[shift + YEAR])) for shift in shifts}
    placebos = {shift: size for shift, size in pairs.items() if size is not None}
    spans_behind = (max(placebos) - min(placebos) + days) / days if placebos else 0.0
    test = placebo_test(change, list(placebos.values()), spans_behind)
    if test is None:
        return _unjudged(result, NO_HISTORY)
    return CampaignEffect(
        kpi_id, shown_window, result.figure, result.base, EffectVerdict.UNCLEAR, test=test, placebos=len(placebos)
    )


def _unjudged(effect: CampaignEffect, reason: str) -> CampaignEffect:
    return CampaignEffect(effect.kpi, effect.window, effect.figure, effect.base, EffectVerdict.UNJUDGED, reason=reason)


def _shifted(span: AsOfSpan, days: int) -> AsOfSpan:
    """The span so many days before, seen at the same age."""
    return AsOfSpan(span.first - days, span.last - days, span.known_by - days)


def _obstacle(source: FigureSource, kpi: Kpi, days: int, groups: tuple[list[int], list[int]]) -> str:
    if kpi.kind not in KINDS or kpi.basis == "stock":
        return NOT_JUDGED
    if days < MIN_DAYS:
        return TOO_SHORT
    if groups[1] and any(source.protects(kpi, unit) for side in groups for unit in side):
        return PROTECTED_SHARE
    return ""


def _change(
    kpi: Kpi, values: MeasureValues, groups: tuple[list[int], list[int]], spans: tuple[AsOfSpan, AsOfSpan]
) -> float | None:
    """The change of the first side less that of the second; None where data are missing."""
    changes = [_side_change(kpi, values, side, spans) for side in groups if side]
    sizes = [size for size in changes if size is not None]
    if len(sizes) < len(changes):
        return None
    return sizes[0] - (sizes[1] if len(sizes) > 1 else 0.0)


def _side_change(
    kpi: Kpi, values: MeasureValues, units: Sequence[int], spans: tuple[AsOfSpan, AsOfSpan]
) -> float | None:
    totals = []
    for span in spans:
        cells = [[values.amount(name, unit, span) for unit in units] for name in kpi.measures()]
        amounts = [[amount for amount in row if amount is not None] for row in cells]
        if any(len(row) < len(units) for row in amounts):
            return None
        totals.append([sum(row) for row in amounts])
    (now, *now_size), (base, *base_size) = totals
    if kpi.kind == "rate":
        if not now_size[0] or not base_size[0]:
            return None
        return (now + 1) / (now_size[0] + 2) - (base + 1) / (base_size[0] + 2)
    return math.log((now + 0.5) / (base + 0.5))


def _judged(source: FigureSource, effects: Sequence[CampaignEffect]) -> list[CampaignEffect]:
    """The effects judged as one family."""
    p = [math.nan if effect.test is None else effect.test.p_value() for effect in effects]
    alpha = multiple_testing.ALPHA_FINISHED
    significant = multiple_testing.benjamini_hochberg(p, alpha).tolist() if effects else []
    needed_p = alpha / max(sum(effect.test is not None for effect in effects), 1)
    return [
        effect
        if effect.test is None
        else replace(
            effect,
            verdict=_verdict(effect, effect.test, is_significant, _least(source, source.catalogue.kpis[effect.kpi])),
            needed_p=needed_p,
        )
        for effect, is_significant in zip(effects, significant, strict=True)
    ]


def _verdict(effect: CampaignEffect, test: PlaceboTest, is_significant: bool, least: float) -> EffectVerdict:
    is_rate = effect.figure.denominator is not None
    if hides_by_chance(effect.figure, effect.base):
        return EffectVerdict.SMALL_BASE
    if test.half_width() > WIDEST["rate" if is_rate else "count"]:
        return EffectVerdict.TOO_WIDE
    if is_significant and abs(test.size) >= least:
        return EffectVerdict.ROSE if test.size > 0 else EffectVerdict.FELL
    return EffectVerdict.UNCLEAR


def hides_by_chance(figure: Figure, base: Figure) -> bool:
    """True where chance alone hides a doubling of a count, or ten points of a rate."""
    chance = Dispersion(np.ones(()), np.full((), KNOWN))
    if figure.denominator is None or base.denominator is None:
        counts_of = (figure.numerator or 0, base.numerator or 0)
        return bool(counts.hides_doubling(counts_of, (1, 1), chance))
    if not figure.denominator or not base.denominator:
        return True
    now, then = (figure.numerator or 0, figure.denominator), (base.numerator or 0, base.denominator)
    return bool(rates.is_wide(now, then, chance))


def _least(source: FigureSource, kpi: Kpi) -> float:
    smallest = source.catalogue.smallest_change(kpi) / 100
    return smallest if kpi.kind == "rate" else math.log1p(smallest)
