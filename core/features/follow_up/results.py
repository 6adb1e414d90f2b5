"""Results of following up the figures of filed instructions: the state of each watch, and its outcome."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.board.unit_periods import OTHER_AREA
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.features.follow_up.effect_gap import effect_gap
from core.features.follow_up.panel_data import PanelData, complete_units, panel_figure
from core.features.follow_up.summary import comparison_text, detectable_text
from core.features.follow_up.types import FollowUpResult, FollowUpStatus
from core.features.follow_up.verdict import HALVING, TEN_POINTS, Gaps, judge_gaps
from core.features.follow_up.windows import evidence_window, follow_up_windows, watch_window
from core.instructions.model import WatchOutcome, WatchVerdict
from core.instructions.read import Instruction
from core.instructions.states import InstructionState
from core.judgement.dispersion_history import DispersionHistory, HistoryScope
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import figure_text
from core.metrics.kpi import kpi_change
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.types import Change, Window
from core.store.units import UnitTree
from core.time.days import day_of_time

WATCH = "instruction"
MIN_OTHERS = 4
MIN_SAME_SETTING = 6  # where so many others have the same setting, they alone are compared with
DIRECTIONS = {1: "上升", -1: "下降", 0: ""}

InstructionsByKpi = Mapping[str, Sequence[tuple[int, int]]]  # by KPI: unit and time of each instruction about it
Spans = tuple[AsOfSpan, ...]  # of FollowUpWindows, in their order


class _ValuesKey(NamedTuple):
    kpi: str
    units: tuple[int, ...]
    spans: Spans


class _HistoryKey(NamedTuple):
    kpi: str
    units: tuple[int, ...]
    window: Window


class FollowUpReader:
    """Follows up instructions on one state of the data; reads once what several instructions share."""

    def __init__(
        self,
        catalogue: Catalogue,
        tree: UnitTree,
        read: ValuesReader,
        guard: SuppressionPolicy,
        instructions: InstructionsByKpi,
    ) -> None:
        self._catalogue, self._tree, self._read, self._guard = catalogue, tree, read, guard
        self._instructions = instructions
        self._values: dict[_ValuesKey, MeasureValues] = {}
        self._histories: dict[_HistoryKey, DispersionHistory] = {}

    def result(self, state: InstructionState, now: int) -> FollowUpResult:
        """The state at a time of the watch over an instruction's figure, and its outcome once it is over."""
        window = watch_window(state, self._catalogue.watches[WATCH].months, self._catalogue.reporting_calendar)
        if window is None:
            return FollowUpResult(FollowUpStatus.NONE)
        if day_of_time(now) <= window.last:
            return FollowUpResult(FollowUpStatus.RUNNING, window)
        return self._finished(state, window)._replace(sealed=state.outcome)

    def results(self, instructions: Iterable[Instruction], now: int) -> dict[str, FollowUpResult]:
        """Returns the results of some instructions, by number."""
        return {instruction.number: self.result(instruction.state, now) for instruction in instructions}

    def _finished(self, state: InstructionState, window: Window) -> FollowUpResult:
        kpi, unit = str(state.content.kpi), state.content.unit
        evidence = evidence_window(state, self._catalogue.reporting_calendar)
        assert evidence is not None  # otherwise there is no watch
        compared = follow_up_windows(window, evidence)
        if kpi not in self._catalogue.kpis:
            return _unclear(window, "指标已不在目录里")
        declared = self._catalogue.kpis[kpi]
        if self._guard.is_protected(declared.measures(), unit):
            return _unclear(window, suppression_reason(self._catalogue))
        if compared is None:
            return _unclear(window, "派发所据的时段太长，前面没有可比的往年同期")
        spans = tuple(AsOfSpan(period.first, period.last, period.last) for period in compared)
        units = (unit, *self._other_units(unit))
        values = self._values_of(kpi, units, spans)
        after, before = (panel_figure(self._catalogue, kpi, values, unit, span) for span in spans[:2])
        if after.value is None:
            return FollowUpResult(FollowUpStatus.WAITING, window, waiting_reason=str(after.reason))
        texts = figure_text(declared, before), figure_text(declared, after)
        unjudged = WatchOutcome(WatchVerdict.UNCLEAR, _period(window), _period(compared.watch_base), *texts)
        return FollowUpResult(FollowUpStatus.OVER, window, self._judged(unjudged, kpi, units, spans, values))

    def _judged(
        self, unjudged: WatchOutcome, kpi: str, units: tuple[int, ...], spans: Spans, values: MeasureValues
    ) -> WatchOutcome:
        """The outcome with its verdict."""
        if self._catalogue.kpis[kpi].basis == "stock":
            return replace(unjudged, reason="时点数没有可比的同期波动，只列前后两数")
        days = min(span.first for span in spans), max(span.last for span in spans)
        if changes := self._tree.area_changes(units[0], *days):
            return replace(unjudged, reason=f"{'；'.join(change.text for change in changes)}，{OTHER_AREA}")
        settled = [unit for unit in units if not self._tree.area_changes(unit, *days)]
        complete = complete_units(self._catalogue, kpi, values, settled, spans)
        if units[0] not in complete:
            return replace(unjudged, reason="往年同期或派发所据时段的数据不全，或来自统计报表、不知各笔何时办结")
        if len(complete) <= MIN_OTHERS:
            return replace(unjudged, reason=f"可比的其他派出所不到 {MIN_OTHERS} 个")
        panel = PanelData(self._catalogue, kpi, complete, spans, values)
        watch, watch_base, evidence, evidence_base = spans
        # φ as of the evidence: neither what stood out then nor what is judged now counts as dispersion.
        dispersions = panel.dispersions(self._history(kpi, complete, Window(evidence.first, evidence.last)))
        pairs = ((watch, watch_base), (evidence, evidence_base), (watch, evidence))
        gaps = Gaps(*(effect_gap(panel.changes(now, base, dispersions), 0) for now, base in pairs))
        smallest_change = self._catalogue.smallest_change(panel.kpi) / 100
        if panel.kpi.kind in ("rate", "percentile"):
            verdict = judge_gaps(gaps, smallest_change, TEN_POINTS, self._candidate_count(kpi))
        else:
            verdict = judge_gaps(gaps, math.log1p(smallest_change), HALVING, self._candidate_count(kpi))
        others_instructed = self._others_instructed(kpi, complete, spans)
        return replace(
            unjudged,
            verdict=verdict.verdict,
            reason=verdict.reason,
            direction=DIRECTIONS[verdict.direction],
            comparison=comparison_text(panel, gaps.yearly, self._own_change(panel, spans), others_instructed),
            detectable=detectable_text(panel, gaps.yearly),
        )

    def _own_change(self, panel: PanelData, spans: Spans) -> Change:
        now, base = ((Window(span.first, span.last), panel.figure(panel.units[0], span)) for span in spans[:2])
        return kpi_change(panel.kpi, "yoy", now, base)

    def _other_units(self, unit: int) -> list[int]:
        """The stations that a station is compared with: those of its setting if they are enough, otherwise all."""
        focus = self._tree.units[unit]
        if focus.kind != "station":
            return []
        others = [station for station in self._tree.stations(self._tree.root.id) if station.id != unit]
        alike = [station for station in others if focus.setting is not None and station.setting == focus.setting]
        return [station.id for station in (alike if len(alike) >= MIN_SAME_SETTING else others)]

    def _candidate_count(self, kpi: str) -> int:
        """The number of figures to choose from: of every station the board's, or all if the KPI is not on it."""
        kpis = self._catalogue.board if kpi in self._catalogue.board else self._catalogue.kpis
        return max(1, len(self._tree.stations(self._tree.root.id)) * len(kpis))

    def _others_instructed(self, kpi: str, units: tuple[int, ...], spans: Spans) -> int:
        """The number of other units instructed about the KPI from the evidence's start to the watch's end."""
        watch, _, evidence, _ = spans
        others = set(units[1:])
        return len(
            {
                unit
                for unit, time in self._instructions.get(kpi, ())
                if unit in others and evidence.first <= day_of_time(time) <= watch.last
            }
        )

    def _values_of(self, kpi: str, units: tuple[int, ...], spans: Spans) -> MeasureValues:
        key = _ValuesKey(kpi, tuple(sorted(units)), spans)
        if key not in self._values:
            self._values[key] = self._read(self._catalogue.kpis[kpi].measures(), key.units, spans)
        return self._values[key]

    def _history(self, kpi: str, units: tuple[int, ...], window: Window) -> DispersionHistory:
        key = _HistoryKey(kpi, units, window)
        if key not in self._histories:
            scope = HistoryScope(window, [kpi], units, self._tree.area_starts(units, window.last))
            self._histories[key] = DispersionHistory(self._catalogue, self._read, scope)
        return self._histories[key]


def _unclear(window: Window, reason: str) -> FollowUpResult:
    outcome = WatchOutcome(WatchVerdict.UNCLEAR, _period(window), reason=reason)
    return FollowUpResult(FollowUpStatus.OVER, window, outcome)


def _period(window: Window) -> str:
    return f"{window.start}..{window.end}"
