"""Standards missed beyond doubt, by the bureau and its stations.

A rate of what happened over four weeks is tested when a week is over. What is counted in full (force shares) is
compared as it is: there is no chance in it, and no threshold; such standards speak of bureaus as a whole, whose small
numbers are never protected (core/disclosure/policy.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from core.catalogue.kpi_model import Kpi, Standard
from core.catalogue.signal_checks import can_miss
from core.catalogue.signal_model import WEEK
from core.features.signals.amount_series import daily_amounts
from core.features.signals.detector import Detector, Episode, detects
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import YEAR
from core.features.signals.standard_statistics import standard_statistics
from core.features.signals.text import window_text
from core.features.signals.types import Signal
from core.judgement.standard import applies_to, status_of
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import figure_text, rounded_rate, standard_text
from core.metrics.kpi import kpi_figure
from core.metrics.types import Figure, StandardStatus, Window
from core.store.units import UnitRef
from core.time.days import to_date, week_days, week_number


@detects("missed")
class MissedDetector(Detector):
    """Standards of rates by the exact interval, and of stocks by plain comparison."""

    def facts(self) -> Iterator[Signal]:
        """Yield the standards of stocks missed at the end of the day, dated by the ends of the weeks before it."""
        for name in self.watched:
            if self.kpi(name).basis == "stock":
                yield from self._missed_stocks(name)

    def scan(self, first: int) -> Scan | None:
        """Test the rates of every week that is over."""
        context, rule = self.context, self.rule
        names = [name for name in self.watched if self._is_flow_of_records(name)]
        if not names:
            return None
        kpis = [self.kpi(name) for name in names]
        measures = [measure for kpi in kpis for measure in kpi.measures()]
        units = [context.bureau, *context.stations]
        weeks = range(week_number(first), week_number(min(context.day, context.last_covered_day(measures)) + 1))
        if not weeks:
            return None
        begin, length = week_days(weeks[0])[0] - YEAR - 2 * rule.days[0], rule.days[0]
        series = daily_amounts(context, [unit.id for unit in units], measures, begin, week_days(weeks[-1])[1])
        applies = np.array([[applies_to(kpi, unit) for unit in units] for kpi in kpis])
        statistics = [
            standard_statistics(kpis, series, applies, week_days(week)[1] + 1 - series.first, length) for week in weeks
        ]
        return Scan(rule, names, units, statistics, week_days(weeks[0])[1], WEEK, self.sentence)

    def sentence(self, peak: Peak) -> str:
        """Word a peak, whose observed count is the denominator and whose expected one is the rate."""
        kpi, bottom = self.kpi(peak.kpi), peak.observed
        standard = _standard(kpi, peak.window.last)
        top, rate_text = self._rate(peak)
        return (
            f"{window_text(peak.window)}{kpi.zh} {rate_text}%（{top:,}/{bottom:,}），"
            f"标准 {standard_text(kpi, standard)}；疑似未达标，请核实。"
        )

    def headline(self, peak: Peak) -> str:
        """Say a missed standard in a few words, with its days: the board has another figure of other days."""
        kpi = self.kpi(peak.kpi)
        standard = standard_text(kpi, _standard(kpi, peak.window.last))
        return f"{peak.window.days} 天{kpi.label} {self._rate(peak)[1]}%，标准 {standard}"

    def _rate(self, peak: Peak) -> tuple[int, str]:
        """Return the numerator of a peak, whose observed count is the denominator, and the rate as printed."""
        top = round(peak.expected * peak.observed)
        return top, rounded_rate(Fraction(top, peak.observed), self.kpi(peak.kpi).digits)

    @property
    def watched(self) -> list[str]:
        """The KPIs with a standard that the rule watches: those it names, or all."""
        return self.rule.kpis or [name for name, kpi in self.context.catalogue.kpis.items() if can_miss(kpi)]

    def _is_flow_of_records(self, name: str) -> bool:
        kpi, measures = self.kpi(name), self.context.catalogue.measures
        return kpi.basis == "flow" and all(measures[measure].fact for measure in kpi.measures())

    def _missed_stocks(self, name: str) -> Iterator[Signal]:
        context, kpi = self.context, self.kpi(name)
        units = [unit for unit in (context.bureau, *context.stations) if applies_to(kpi, unit)]
        sunday = week_days(week_number(context.day))[1] - WEEK
        ends = [context.day, *range(sunday, context.anchor - 1, -WEEK)]
        spans = [AsOfSpan(end, end, end) for end in ends]
        values = context.read(kpi.measures(), [unit.id for unit in units], spans)
        for unit in units:
            figures = [
                kpi_figure(context.catalogue, kpi, partial(values.get, unit=unit.id, span=span), span.last)
                for span in spans
            ]
            misses = [_misses(kpi, figure.value, span.last) for figure, span in zip(figures, spans, strict=True)]
            if misses[0]:
                run = misses.index(False) if False in misses else len(misses)
                yield self._missed_stock(name, unit, figures[0], ends[run - 1], began_earlier=run == len(misses))

    def _missed_stock(self, name: str, unit: UnitRef, now: Figure, since: int, *, began_earlier: bool) -> Signal:
        kpi, day = self.kpi(name), self.context.day
        standard = _standard(kpi, day)
        weight = abs((now.value or 0.0) - standard.value) * 100
        why = (
            f"截至 {self.context.as_of:%m-%d} {kpi.zh} {figure_text(kpi, now)}，"
            f"标准 {standard_text(kpi, standard)}；全数清点，直接比较。"
        )
        episode = Episode(Window(day, day), to_date(since), began_earlier, weight)
        headline = f"{kpi.label} {figure_text(kpi, now)}，标准 {standard_text(kpi, standard)}"
        return replace(self.signal(unit, name, episode, why, kpi=name), headline=headline)


def _misses(kpi: Kpi, value: float | None, day: int) -> bool:
    standard = kpi.with_standard_of(day).standard
    return value is not None and standard is not None and status_of(standard, value, value) is StandardStatus.MISSED


def _standard(kpi: Kpi, day: int) -> Standard:
    standard = kpi.with_standard_of(day).standard
    assert standard is not None  # only what missed one is told
    return standard
