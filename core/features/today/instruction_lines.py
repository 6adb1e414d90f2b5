"""Lines about instructions: what the other side did since a day, and clocks that ran out or run out today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.features.today.types import TodayKind, TodayLine
from core.instructions.model import Event, Side, Stage, Step
from core.instructions.read import Instruction
from core.time.days import day_of_time, minute_text

PAGE, NUMBER = "instructions", "no"
# What the other side did, as whoever reads it has to take it.
_FOR_ISSUER = {
    Step.HAND_BACK: TodayKind.RETURNED,
    Step.REPORT: TodayKind.TO_REVIEW,
    Step.ASK_TIME: TodayKind.ASKED,
    Step.SIGN: TodayKind.ANSWERED,
    Step.PROGRESS: TodayKind.ANSWERED,
}
_FOR_RECEIVER = {
    Step.SEND: TodayKind.RECEIVED,
    Step.URGE: TodayKind.URGED,
    Step.REJECT: TodayKind.RETURNED,
    Step.REOPEN: TodayKind.RECEIVED,
    Step.GRANT: TodayKind.ANSWERED,
    Step.DENY: TodayKind.ANSWERED,
    Step.ACCEPT: TodayKind.ANSWERED,
    Step.FILE: TodayKind.ANSWERED,
    Step.CANCEL: TodayKind.ANSWERED,
}
# Kinds that hold only as long as the instruction still stands where that step left it.
_STANDING = {
    TodayKind.TO_REVIEW: (Stage.REPORTED,),
    TodayKind.RECEIVED: (Stage.SENT, Stage.SIGNED),
    TodayKind.RETURNED: (Stage.HANDED_BACK, Stage.SIGNED),
    TodayKind.URGED: (Stage.SENT, Stage.SIGNED),
}


class Days(NamedTuple):
    """The first day that is new, and today, as day numbers."""

    since: int
    today: int

    def is_newly_past(self, due: int | None) -> bool:
        """Return True where a date ran out since: on the day after it something is overdue."""
        return due is not None and self.since <= due + 1 <= self.today

    def is_long_past(self, due: int | None) -> bool:
        """Return True where a date ran out before the first day that is new."""
        return due is not None and due + 1 < self.since

    def is_today(self, due: int | None) -> bool:
        """Return True where a date is today's."""
        return due == self.today


def instruction_lines(instructions: Sequence[Instruction], side: Side, days: Days) -> Iterator[TodayLine]:
    """Yield at most one line of each instruction: a clock before a step, the newest step of the other side."""
    for instruction in instructions:
        line = _clock_line(instruction, days) or _step_line(instruction, side, days)
        if line is not None:
            yield line


def running_clocks(instruction: Instruction) -> list[tuple[str, int | None]]:
    """Return what an instruction still waits for, each with its last day."""
    state = instruction.state
    clocks = [
        ("签收", state.deadlines.sign, state.stage is Stage.SENT),
        ("反馈", state.deadlines.report, state.stage is Stage.SIGNED and state.reported_at is None),
        ("办结", state.deadlines.finish, state.stage in (Stage.SENT, Stage.SIGNED)),
    ]
    return [(name, due) for name, due, is_running in clocks if is_running]


def _clock_line(instruction: Instruction, days: Days) -> TodayLine | None:
    running = running_clocks(instruction)
    past = [name for name, due in running if days.is_newly_past(due)]
    if past:
        return _line(instruction, TodayKind.OVERDUE, f"{'、'.join(past)}逾期")
    due_today = [name for name, due in running if days.is_today(due)]
    if due_today:
        return _line(instruction, TodayKind.DUE, f"今天要{'、'.join(due_today)}")
    return None


def _step_line(instruction: Instruction, side: Side, days: Days) -> TodayLine | None:
    kinds = _FOR_ISSUER if side is Side.ISSUER else _FOR_RECEIVER
    news = [event for event in instruction.events if event.step in kinds and day_of_time(event.at) >= days.since]
    for event in reversed(news):
        kind = kinds[event.step]
        stages = _STANDING.get(kind)
        is_open = kind is not TodayKind.ASKED or instruction.state.requested_due_day is not None
        if is_open and (stages is None or instruction.state.stage in stages):
            return _line(instruction, kind, _said(event))
    return None


def _said(event: Event) -> str:
    return f"{event.step.label}（{minute_text(event.at)}）"


def _line(instruction: Instruction, kind: TodayKind, act_text: str) -> TodayLine:
    content = instruction.state.content
    text = f"指令 {instruction.number}：{act_text}"
    return TodayLine(kind, content.unit, text, content.task, page=PAGE, query=((NUMBER, instruction.number),))
