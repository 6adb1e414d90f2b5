"""Watches over figures whose instruction was filed: how far each has come, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.catalogue.model import Catalogue
from core.disclosure.policy import Guard, reason
from core.features.follow_up.effect_gap import apart
from core.features.follow_up.panel_data import Sides, complete, figure_of
from core.features.follow_up.summary import beside_text
from core.features.follow_up.verdict import HALVED, WIDE, Gaps, said
from core.features.follow_up.watch import Stand, Watched, told_in, window_of, windows
from core.instructions.model import WatchOutcome, WatchVerdict
from core.instructions.states import InstructionState
from core.judgement.history import History
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import figure_text
from core.metrics.kpi import change
from core.metrics.types import Change, Window
from core.metrics.values import Values
from core.store.units import UnitTree
from core.time.days import day_of_time

WATCH = "instruction"
LEAST_OTHERS = 4
LIKE = 6  # so many others of the same setting, and they alone are compared with
WAYS = {1: "上升", -1: "下降", 0: ""}

Read = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], Values]
Asked = Mapping[str, Sequence[tuple[int, int]]]  # by KPI: to which unit instructions about it were sent, and when


class Watching:
    """Answers for one state of the data; what several instructions share is read once."""

    def __init__(self, catalogue: Catalogue, tree: UnitTree, read: Read, guard: Guard, asked: Asked) -> None:
        self._catalogue, self._tree, self._read, self._guard, self._asked = catalogue, tree, read, guard, asked
        self._values: dict[tuple[str, tuple[int, ...], tuple[AsOfSpan, ...]], Values] = {}
        self._histories: dict[tuple[str, tuple[int, ...], Window], History] = {}

    def watched(self, state: InstructionState, now: int) -> Watched:
        """How far the watch over an instruction's figure has come at a time."""
        window = window_of(state, self._catalogue.watches[WATCH].months)
        if window is None:
            return Watched(Stand.NONE)
        if day_of_time(now) <= window.last:
            return Watched(Stand.RUNNING, window)
        return self._over(state, window)._replace(sealed=state.outcome)

    def _over(self, state: InstructionState, window: Window) -> Watched:
        kpi, unit, told = str(state.content.kpi), state.content.unit, told_in(state)
        assert told is not None  # otherwise there is no watch
        compared = windows(window, told)
        if kpi not in self._catalogue.kpis:
            return _unclear(window, "指标已不在目录里")
        declared = self._catalogue.kpis[kpi]
        if self._guard.protects(declared.measures(), unit):
            return _unclear(window, reason(self._catalogue))
        if compared is None:
            return _unclear(window, "派发所据的时段太长，前面没有可比的往年同期")
        spans = tuple(AsOfSpan(one.first, one.last, one.last) for one in compared)
        units = (unit, *self._others(unit))
        values = self._read_once(kpi, units, spans)
        now, base, *_ = (figure_of(self._catalogue, kpi, values, unit, span) for span in spans)
        if now.value is None:
            return Watched(Stand.WAITING, window, waits=str(now.reason))
        texts = figure_text(declared, base), figure_text(declared, now)
        blank = WatchOutcome(WatchVerdict.UNCLEAR, _text(window), _text(compared.watch_base), *texts)
        return Watched(Stand.OVER, window, self._judged(blank, kpi, units, spans, values))

    def _judged(
        self, blank: WatchOutcome, kpi: str, units: tuple[int, ...], spans: tuple[AsOfSpan, ...], values: Values
    ) -> WatchOutcome:
        """The outcome with its verdict."""
        if self._catalogue.kpis[kpi].basis == "stock":
            return replace(blank, reason="时点数没有可比的同期波动，只列前后两数")
        there = complete(self._catalogue, kpi, values, units, spans)
        if units[0] not in there:
            return replace(blank, reason="往年同期或派发所据时段的数据不全，或来自统计报表、不知各笔何时办结")
        if len(there) <= LEAST_OTHERS:
            return replace(blank, reason=f"可比的其他派出所不到 {LEAST_OTHERS} 个")
        sides = Sides(self._catalogue, kpi, there, spans, values)
        # φ as it was when the unit was chosen: neither what stood out then nor what is judged now counts as wildness.
        spread = sides.spread(self._history(kpi, there, Window(spans[2].first, spans[2].last)))
        pairs = ((spans[0], spans[1]), (spans[2], spans[3]), (spans[0], spans[2]))
        gaps = Gaps(*(apart(sides.moves(now, base, spread), 0) for now, base in pairs))
        points = sides.kpi.kind in ("rate", "percentile")
        worth = self._catalogue.smallest_change(sides.kpi) / 100
        found = said(gaps, worth if points else math.log1p(worth), WIDE if points else HALVED, self._candidates(kpi))
        beside = beside_text(sides, gaps.yearly, self._own_change(sides, spans), self._asked_too(kpi, there, spans))
        return replace(blank, verdict=found.verdict, reason=found.reason, direction=WAYS[found.way], comparison=beside)

    def _own_change(self, sides: Sides, spans: tuple[AsOfSpan, ...]) -> Change:
        now, base = ((Window(span.first, span.last), sides.figure(sides.units[0], span)) for span in spans[:2])
        return change(sides.kpi, "yoy", now, base)

    def _others(self, unit: int) -> list[int]:
        """The stations that a station is compared with: those of its setting if they are enough, otherwise all."""
        here = self._tree.units[unit]
        if here.kind != "station":
            return []
        every = [one for one in self._tree.stations(self._tree.root.id) if one.id != unit]
        like = [one for one in every if here.setting is not None and one.setting == here.setting]
        return [one.id for one in (like if len(like) >= LIKE else every)]

    def _candidates(self, kpi: str) -> int:
        """Among how many figures somebody may have chosen: of every station the board's, or all if it is not there."""
        shown = self._catalogue.board if kpi in self._catalogue.board else self._catalogue.kpis
        return max(1, len(self._tree.stations(self._tree.root.id)) * len(shown))

    def _asked_too(self, kpi: str, units: tuple[int, ...], spans: tuple[AsOfSpan, ...]) -> int:
        """How many of the others had an instruction about the same, from the evidence's days to the watch's end."""
        since, until, others = spans[2].first, spans[0].last, set(units[1:])
        return len(
            {unit for unit, at in self._asked.get(kpi, ()) if unit in others and since <= day_of_time(at) <= until}
        )

    def _read_once(self, kpi: str, units: tuple[int, ...], spans: tuple[AsOfSpan, ...]) -> Values:
        key = (kpi, tuple(sorted(units)), spans)
        if key not in self._values:
            self._values[key] = self._read(self._catalogue.kpis[kpi].measures(), key[1], spans)
        return self._values[key]

    def _history(self, kpi: str, units: tuple[int, ...], window: Window) -> History:
        key = (kpi, units, window)
        if key not in self._histories:
            self._histories[key] = History(self._catalogue, self._read, window, [kpi], units)
        return self._histories[key]


def _unclear(window: Window, why: str) -> Watched:
    return Watched(Stand.OVER, window, WatchOutcome(WatchVerdict.UNCLEAR, _text(window), reason=why))


def _text(window: Window) -> str:
    return f"{window.start}..{window.end}"
