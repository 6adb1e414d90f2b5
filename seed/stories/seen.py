"""Sightings of a story by the product itself: signals, firm changes, standards missed and dates past, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from core.engine import Engine
from core.features.signals.types import Signal
from core.metrics.types import StandardStatus, Verdict
from core.store.units import UnitRef
from core.time.days import day_number, day_of_time, first_second, to_date
from seed.stories.story import Story

SHOWN_FROM = 2  # signals told in full; of more of them the number says enough


class Signs(NamedTuple):
    """The places a kind of story shows in: signals of rules about these KPIs (or any), these figures' firm changes."""

    rules: tuple[str, ...]
    kpis: tuple[str, ...] = ()
    verdict: Verdict = Verdict.RISE
    periods: tuple[str, ...] = ("last30",)


RISES = ("rise", "lasting", "cluster")
SIGNS = {
    "fraud_surge": Signs(RISES, ("telecom_fraud_alerts", "criminal_alerts", "telecom_fraud_cases")),
    "dispute_cluster": Signs((*RISES, "repeat"), ("dispute_alerts", "disputes_reported", "repeat_dispute_alerts")),
    "spring_return": Signs(RISES, ("dispute_alerts", "public_order_alerts", "traffic_alerts")),
    "dispute_rise": Signs(RISES, ("dispute_alerts", "alerts_valid", "disputes_reported")),
    "traffic_fall": Signs(("miscoded",), ("traffic_alerts", "alerts_valid"), Verdict.FALL, ("last30", "qtd")),
    "slow_scene": Signs(("missed",), ("onscene_completion_rate",), Verdict.FALL, ("last30", "ytd")),
    "gaming": Signs(("unsettled",), ("repeat_dispute_alerts",)),
    "miscoded": Signs(("miscoded",), ("dispute_alerts",), Verdict.FALL),
    "shifted": Signs(("nights", "fault")),
    "doubled": Signs(("twice", "fault"), ("alerts_total",)),
    "late_reports": Signs(("late", "fault")),
    "silence": Signs(("late", "fault"), ("alerts_total",), Verdict.FALL),
    "mix_shift": Signs(
        ("missed", *RISES), ("onscene_completion_rate", "traffic_alerts"), Verdict.FALL, ("last30", "ytd")
    ),
    "late_source": Signs(("late",)),
    "order": Signs(("instructions",)),
}


@dataclass(frozen=True)
class Sighting:
    """Everything that is said of a story as of a day: signals, and lines of boards and lists (Chinese)."""

    signals: tuple[Signal, ...]
    lines: tuple[str, ...]

    @property
    def is_seen(self) -> bool:
        """Tell whether anything is said."""
        return bool(self.signals or self.lines)

    @property
    def text(self) -> str:
        """All of it, or that nothing is (Chinese)."""
        if not self.is_seen:
            return "没有单独报出：这样的强度和件数，还分不清是不是偶然。"
        signals = [f"预警：{signal.unit.name}，{signal.finding}" for signal in self.signals[:SHOWN_FROM]]
        if len(self.signals) > SHOWN_FROM:
            signals.append(f"另有预警 {len(self.signals) - SHOWN_FROM} 条。")
        return "".join([*signals, *self.lines])


class Watcher:
    """Looks at an open database as of a day, once for all stories."""

    def __init__(self, engine: Engine, as_of: date) -> None:
        self._engine, self._as_of = engine, as_of
        self.signals = engine.signals(as_of).active

    def sighting(self, story: Story) -> Sighting:
        """The sightings of one story."""
        if story.start > self._as_of:
            return Sighting((), ())
        unit, signs = self._engine.unit(story.unit), SIGNS[story.kind]
        signals = tuple(signal for signal in self.signals if self.is_of(signal, story))
        lines = self._changes(unit, story, signs)
        if story.kind == "order":
            lines = self._dates(unit, story)
        return Sighting(signals, tuple(lines))

    def is_of(self, signal: Signal, story: Story) -> bool:
        """Tell whether a signal speaks of a story: of its unit or what is below or above, and of what it changes."""
        signs, unit = SIGNS[story.kind], self._engine.unit(story.unit)
        if signal.rule not in signs.rules or (signs.kpis and signal.kpi and signal.kpi not in signs.kpis):
            return False
        if signal.window.last < story.first or story.start > self._as_of:
            return False
        return signal.unit.id == unit.id or self._is_below(signal.unit, unit) or self._is_below(unit, signal.unit)

    def _is_below(self, unit: UnitRef, above: UnitRef) -> bool:
        while unit.parent is not None:
            if unit.parent == above.id:
                return True
            unit = self._engine.unit(unit.parent)
        return False

    def _changes(self, unit: UnitRef, story: Story, signs: Signs) -> list[str]:
        """Firm changes of the last thirty days, and standards missed beyond doubt."""
        lines = []
        for period in signs.periods if signs.kpis else ():
            board = self._engine.board(unit.id, period, kpis=list(signs.kpis), units=[])
            for kpi in signs.kpis:
                zh = self._engine.catalogue.kpis[kpi].zh
                judged = board.judgements.get((kpi, unit.id, "yoy"))
                if judged is not None and judged.verdict is signs.verdict and board.period.last >= story.first:
                    lines.append(f"{unit.name}{zh}（{board.label}）同比{judged.verdict}。")
                standard = board.standards.get((kpi, unit.id))
                if standard is not None and standard.status is StandardStatus.MISSED:
                    lines.append(f"{unit.name}{zh}（{board.label}）未达标。")
        return lines

    def _dates(self, unit: UnitRef, story: Story) -> list[str]:
        """The instruction of a story as the list of instructions has it."""
        after = first_second(day_number(self._as_of) + 1)
        for instruction in self._engine.instructions(after, [unit.id]):
            state = instruction.state
            if day_of_time(state.sent_at) == story.first and state.deadlines.finish == story.last + 1:
                due = to_date(story.last + 1)
                return [f"指令 {instruction.number} {state.stage.label}，办结期限 {due}。"]
        return []


def sightings(engine: Engine, as_of: date, stories: Sequence[Story]) -> list[Sighting]:
    """The sightings of each story."""
    watcher = Watcher(engine, as_of)
    return [watcher.sighting(story) for story in stories]
