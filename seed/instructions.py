"""Instructions (指令) to a station about what a month's alerts showed, each with its whole life."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core.instructions.clocks import Clocks
from core.instructions.model import Actor, Deadlines, Event, InstructionContent, Side, Stage, Step
from core.instructions.states import InstructionState, expired_clocks, first_state, next_state
from core.time.days import day_of_time, first_second, month_days, month_text
from seed import calibration as c
from seed.choices import code, shipped
from seed.draft import Draft
from seed.station_profile import StationProfile

Figures = tuple[tuple[str, int], ...]
ISSUER, STATION = "演示指挥中心", "演示派出所"


@lru_cache(maxsize=1)
def _clocks() -> Clocks:
    return Clocks.from_catalogue(shipped())


@dataclass
class Life:
    """An instruction as it goes on: every step passes through the state machine itself."""

    rng: np.random.Generator
    issuer: int
    unit: int
    events: list[Event] = field(default_factory=list)
    state: InstructionState | None = None

    @property
    def now(self) -> int:
        """The time of the last step."""
        return self.events[-1].at

    def send(self, order: InstructionContent, at: int) -> None:
        """The first step."""
        deadlines = _clocks().deadlines_when_sent(order, at)
        self._add(Event(1, at, Actor(ISSUER, self.issuer, Side.ISSUER), Step.SEND, order.task, order, deadlines))

    def step(self, step: Step, at: int, text: str = "", day: int | None = None, figures: Figures = ()) -> None:
        """A later step, by whoever it belongs to."""
        assert self.state is not None
        receiver = step in (Step.SIGN, Step.HAND_BACK, Step.PROGRESS, Step.REPORT, Step.ASK_TIME)
        actor = Actor(STATION, self.unit, Side.RECEIVER) if receiver else Actor(ISSUER, self.issuer, Side.ISSUER)
        order = self.state.content if step is Step.SEND else None
        due: Deadlines | None = (
            _clocks().deadlines_when_sent(order, at) if order else _clocks().deadlines_after(self.state, step, day, at)
        )
        self._add(Event(self.state.last_event_number + 1, at, actor, step, text, order, due, figures, day))

    def _add(self, event: Event) -> None:
        self.state = first_state(event) if self.state is None else next_state(self.state, event)
        self.events.append(event)

    def chance(self, p: float) -> bool:
        """Draw whether something of this probability happens."""
        return bool(self.rng.random() < p)

    def office(self, day: int) -> int:
        """A time of work on a day or on the next one worked, after the last step."""
        work = _clocks().calendar
        while not work.is_workday(day):
            day += 1
        at = first_second(day) + 9 * 3600 + int(self.rng.integers(0, 8 * 3600))
        return at if not self.events or at > self.now else self.now + 60

    def later(self, low: int, high: int) -> int:
        """A time of work so many working days on."""
        return self.office(
            _clocks().calendar.add_workdays(day_of_time(self.now), int(self.rng.integers(low, high + 1)))
        )


def draw_instructions(profile: StationProfile, month: int, alerts: Draft, issuer: int) -> Draft:
    """Instructions about a month, sent early in the next; what they quote is the month's own count."""
    rng = profile.stream("instruction", month)
    size = int(rng.poisson(c.INSTRUCTIONS[profile.setting] * profile.scale.work))
    ids = profile.ids("L", month, size)
    lives = [(str(number), _live(profile, month, alerts, issuer, rng)) for number in ids]
    return Draft("instruction", {"id": ids}, lives)


def _live(profile: StationProfile, month: int, alerts: Draft, issuer: int, rng: np.random.Generator) -> list[Event]:
    life = Life(rng, issuer, profile.unit.index)
    first = month_days(month)[1] + 1
    at = life.office(first + int(rng.integers(0, c.INSTRUCTION_SENT_DAYS)))
    life.send(_order(profile, month, alerts, at, rng), at)
    _sign(life)
    if life.state is not None and life.state.stage is Stage.SIGNED:
        _work(life, profile.endings)
    return life.events


def _order(profile: StationProfile, month: int, alerts: Draft, at: int, rng: np.random.Generator) -> InstructionContent:
    kpi, name, title = c.INSTRUCTION_TOPICS[int(rng.integers(len(c.INSTRUCTION_TOPICS)))]
    is_recorded = alerts.columns["recorded_at"] < at
    count = int(((alerts.columns["class"] == code("alert", "class", name)) & is_recorded).sum())
    text = month_text(month)
    return InstructionContent(
        profile.unit.index,
        f"请核实 {text} 辖区{title}情况，查明集中的地点和时段，拿出措施并反馈结果。",
        kpi,
        text,
        after=f"{count} 起",
    )


def _sign(life: Life) -> None:
    """Signing, in time or late; now and then the station hands it back and gets it again, or is let off."""
    state = life.state
    assert state is not None and state.deadlines.sign is not None
    if life.chance(c.INSTRUCTION_HANDED_BACK):
        life.step(Step.HAND_BACK, life.later(0, 1), "所涉地点不在本所辖区，请核实后再派。")
        if life.chance(c.INSTRUCTION_LET_OFF):
            life.step(Step.CANCEL, life.later(1, 2), "经核实，不属该所辖区。")
            return
        life.step(Step.SEND, life.later(1, 2), "经核实，仍由你所承办。")
    due = life.state.deadlines.sign if life.state else None
    if due is not None and life.chance(c.INSTRUCTION_SIGNED_LATE):
        _urge(life, due)
        life.step(Step.SIGN, life.office(max(due, day_of_time(life.now)) + 1))
    else:
        life.step(Step.SIGN, _random_between(life, day_of_time(life.now), due or day_of_time(life.now)))


def _random_between(life: Life, first: int, last: int) -> int:
    """A time of work on some day of a span; on its last day if work begins later."""
    at = life.office(int(life.rng.integers(first, max(first, last) + 1)))
    return at if day_of_time(at) <= last else max(life.now + 60, first_second(last) + 16 * 3600)


def _urge(life: Life, due: int) -> None:
    at = life.office(due + 1)
    if life.state is not None and expired_clocks(life.state, day_of_time(at)) and life.chance(c.INSTRUCTION_URGED):
        life.step(Step.URGE, at, "已超期，请抓紧办理。")


def _work(life: Life, endings: c.Endings) -> None:
    """From signing to the end, if there is one."""
    assert life.state is not None
    if life.chance(c.INSTRUCTION_PROGRESS):
        life.step(
            Step.PROGRESS,
            life.later(1, 3),
            "已安排社区民警逐户走访。",
            figures=(("走访", int(life.rng.integers(8, 40))),),
        )
    if life.chance(c.INSTRUCTION_ASKED):
        at = life.later(1, 2)
        day = max(life.state.deadlines.finish or 0, day_of_time(at)) + 5
        life.step(Step.ASK_TIME, at, "涉及部门多，需要再协调几天。", day)
        granted = life.chance(c.INSTRUCTION_GRANTED)
        life.step(Step.GRANT if granted else Step.DENY, life.later(0, 1), "" if granted else "请按原期限办结。")
    if not life.chance(endings.orders_left):
        _finish(life, life.chance(endings.orders_late))


def _finish(life: Life, is_late: bool) -> None:
    """The report, its review, and what comes of it."""
    assert life.state is not None
    due = life.state.deadlines.finish or day_of_time(life.now)
    if is_late:
        _urge(life, due)
        at = life.office(max(due, day_of_time(life.now)) + int(life.rng.integers(1, c.INSTRUCTION_LATE_DAYS + 1)))
    else:
        at = _random_between(life, min(day_of_time(life.now) + 1, due), due)
    _report(life, max(at, life.now + 60))
    if life.chance(c.INSTRUCTION_REJECTED):
        life.step(Step.REJECT, life.later(0, 2), "措施没有落到具体地点和人，请补充后再报。")
        _report(life, life.later(1, 3))
    _close(life)
    if life.chance(c.INSTRUCTION_REOPENED):
        life.step(Step.REOPEN, life.later(10, 30), "同类警情又有反复，请继续办理。")
        _report(life, life.later(2, 8))
        _close(life)


def _report(life: Life, at: int) -> None:
    figures = (("走访", int(life.rng.integers(10, 60))), ("发现隐患", int(life.rng.integers(0, 8))))
    life.step(Step.REPORT, at, "已逐点核查并落实措施，纳入日常巡查。", figures=figures)


def _close(life: Life) -> None:
    life.step(Step.ACCEPT, life.later(0, 2))
    life.step(Step.FILE, life.now + 1800)
