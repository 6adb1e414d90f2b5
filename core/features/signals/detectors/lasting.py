"""Counts of the bureau and its stations that have risen and stay risen, however moderately; followed by whole weeks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from core.catalogue.kpi_model import Kpi
from core.catalogue.signal_model import WEEK
from core.features.signals.amount_series import weekly_amounts
from core.features.signals.cusum import CusumPath
from core.features.signals.detector import ChanceSignals, Detector, Episode, detects
from core.features.signals.episodes import Threshold
from core.features.signals.lasting_scores import WeeklyCounts, WeeklyScores, first_week_needed, score_weeks
from core.features.signals.text import excess_headline, expected_text, range_text
from core.features.signals.types import Signal
from core.metrics.arrays import Floats
from core.metrics.result_cache import get_or_compute
from core.metrics.types import Window
from core.store.units import UnitRef
from core.time.days import to_date, week_days, week_number

BY_OWN_YEARS = "按往年同一时节的水平"


class _FitKey(NamedTuple):
    """The key of the fits of one quarter in the cache of results."""

    rule: str
    quarter: tuple[int, bool]


@detects("lasting")
class LastingDetector(Detector):
    """The bureau beside its own years, and each station beside its share of the bureau, added up week by week."""

    family = "lasting"
    chance_is_bound = False

    @property
    def units(self) -> list[UnitRef]:
        """The bureau, and its stations."""
        return [self.context.bureau, *self.context.stations]

    def chance_signals(self, false_alarms_a_month: float) -> ChanceSignals | None:
        """Return the rises that go on after the last week that is over, and how many series are followed."""
        scores = self.scores(false_alarms_a_month)
        if scores is None:
            return None
        path = scores.follow()
        tested = int((~np.isnan(scores.limits[..., -1])).sum())
        signals = [
            self._lasting(scores, path, kpi, unit, false_alarms_a_month)
            for kpi, unit in np.argwhere(path.active[..., -1]).tolist()
        ]
        return ChanceSignals(Threshold(false_alarms_a_month, tested, WEEK), signals)

    def scores(self, false_alarms_a_month: float) -> WeeklyScores | None:
        """Score the weeks that are over; None where there is none."""
        context = self.context
        last = week_number(min(context.day, context.last_covered_day(self.measures)) + 1) - 1
        first = first_week_needed(last)
        if last < first or not context.last_covered_day(self.measures):
            return None
        series = weekly_amounts(context, [unit.id for unit in self.units], self.measures, first, last)
        counts = np.diff(series.running, axis=-1)
        complete = np.diff(series.incomplete, axis=-1) == 0
        return score_weeks(WeeklyCounts(first, counts, complete), self.rule.least, false_alarms_a_month, self._fit_rows)

    def _fit_rows(self, quarter: tuple[int, bool], rows: Floats, fit: Callable[[Floats], Floats]) -> Floats:
        """Return the fits of a quarter, computed anew only where the weeks that they rest on have changed."""
        digest = np.frombuffer(hashlib.sha256(np.ascontiguousarray(rows).tobytes()).digest(), np.uint8)
        entry = self.context.snapshot.result_cache.entry(_FitKey(self.name, quarter), [digest])
        return get_or_compute(entry, "fit", lambda: fit(rows))

    def _lasting(self, scores: WeeklyScores, path: CusumPath, kpi: int, unit: int, rate: float) -> Signal:
        since = int(path.since[kpi, unit, -1])
        judged = ~np.isnan(scores.scores[kpi, unit, since:])
        counts, means, values = (
            array[kpi, unit, since:][judged] for array in (scores.counts, scores.means, scores.scores)
        )
        rho = float(scores.rhos[kpi, unit, -1])
        deviate = float(values.sum()) / np.sqrt(max(len(values), 1) * (1 + rho) / (1 - rho))
        last = scores.first + scores.counts.shape[-1] - 1
        window = Window(week_days(scores.first + since)[0], week_days(last)[1])
        weight = float(-np.log10(max(ndtr(-deviate), 1e-300)))
        episode = Episode(window, to_date(window.first), since == 0, weight)
        name, place = self.rule.kpis[kpi], self.units[unit]
        why = self.sentence(self.kpi(name), window, int(counts.sum()), float(means.sum()), is_bureau=unit == 0)
        what = f"{window.days // WEEK} 周{self.kpi(name).label}"
        headline = excess_headline(what, self.kpi(name).unit, int(counts.sum()), float(means.sum()))
        return replace(self.signal(place, name, episode, why, kpi=name, chance_a_month=rate), headline=headline)

    def sentence(self, kpi: Kpi, window: Window, observed: int, expected: float, *, is_bureau: bool) -> str:
        """Word a rise that lasts."""
        return (
            f"{range_text(window)}（{window.days // WEEK} 周）{kpi.zh} {observed:,} {kpi.unit}，"
            f"{BY_OWN_YEARS if is_bureau else self.by_share}{expected_text(expected, kpi.unit)}，"
            "疑似持续上升，请核实（起点是推算的）。"
        )
