"""The state machine: the steps that may follow at a stage, and the state that events lead to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from core.instructions.model import (
    Actor,
    Clock,
    Deadlines,
    Event,
    InstructionContent,
    InstructionRefused,
    Side,
    Stage,
    Step,
    WatchOutcome,
)
from core.time.days import day_of_time

S, R = Side.ISSUER, Side.RECEIVER
FINAL_STAGES = (Stage.FILED, Stage.CANCELLED)


class Rule(NamedTuple):
    """The stages from which a step may be taken, by which side, and the stage that it leads to (None: the same)."""

    stages: tuple[Stage, ...]
    side: Side
    next_stage: Stage | None
    needs_text: bool = False


RULES = {
    Step.SEND: Rule((Stage.HANDED_BACK,), S, Stage.SENT),
    Step.SIGN: Rule((Stage.SENT,), R, Stage.SIGNED),
    Step.HAND_BACK: Rule((Stage.SENT,), R, Stage.HANDED_BACK, needs_text=True),
    Step.PROGRESS: Rule((Stage.SIGNED,), R, None, needs_text=True),
    Step.REPORT: Rule((Stage.SIGNED,), R, Stage.REPORTED, needs_text=True),
    Step.ASK_TIME: Rule((Stage.SIGNED,), R, None, needs_text=True),
    Step.GRANT: Rule((Stage.SIGNED,), S, None),
    Step.DENY: Rule((Stage.SIGNED,), S, None, needs_text=True),
    Step.URGE: Rule((Stage.SENT, Stage.SIGNED), S, None),
    Step.ACCEPT: Rule((Stage.REPORTED,), S, Stage.ACCEPTED),
    Step.REJECT: Rule((Stage.REPORTED,), S, Stage.SIGNED, needs_text=True),
    Step.FILE: Rule((Stage.ACCEPTED,), S, Stage.FILED),
    Step.REOPEN: Rule((Stage.FILED,), S, Stage.SIGNED, needs_text=True),
    Step.CANCEL: Rule((Stage.SENT, Stage.HANDED_BACK, Stage.SIGNED), S, Stage.CANCELLED, needs_text=True),
    Step.WATCH: Rule((Stage.FILED,), S, None),
}


@dataclass(frozen=True, slots=True)
class InstructionState:
    """The state that an instruction's events lead to. Times are epoch seconds, days are day numbers.

    `finished_at` is the report that stands: one sent back stands no more.
    `reported_at` is the first word of the running spell (since signing, sending back or reopening). `first_*` are
    firsts for good. `ended_at` is when it was filed or cancelled, `outcome` the move of its figure after that.
    """

    stage: Stage
    last_event_number: int
    content: InstructionContent
    issuer: int
    sent_at: int
    first_sent_at: int
    deadlines: Deadlines
    signed_at: int | None = None
    handed_back_at: int | None = None
    reported_at: int | None = None
    finished_at: int | None = None
    first_reviewed_at: int | None = None
    first_filed_at: int | None = None
    ended_at: int | None = None
    requested_due_day: int | None = None
    sent_back: int = 0
    reopened: int = 0
    urged: int = 0
    outcome: WatchOutcome | None = None

    @property
    def is_over(self) -> bool:
        """Return True if nothing is awaited from anybody."""
        return self.stage in FINAL_STAGES


def refusal(state: InstructionState, step: Step, actor: Actor, text: str, day: int | None, now: int) -> str | None:
    """Return the reason why a step may not be taken (Chinese), or None."""
    rule, name = RULES[step], step.label
    if state.stage not in rule.stages:
        return f"这条指令{state.stage.label}，不能{name}。"
    responsible = state.issuer if rule.side is S else state.content.unit
    if actor.side is not rule.side or actor.unit != responsible:
        return f"{name}由{'派发单位' if rule.side is S else '承办单位'}办理。"
    if rule.needs_text and not text.strip():
        return f"{name}要写明情况或理由。"
    return _refusal_of_terms(state, step, day, now)


def _refusal_of_terms(state: InstructionState, step: Step, day: int | None, now: int) -> str | None:
    if step in (Step.GRANT, Step.DENY) and state.requested_due_day is None:
        return "没有待批的延期申请。"
    if step is Step.ASK_TIME and state.requested_due_day is not None:
        return "已有一份延期申请待批。"
    if step is Step.ASK_TIME and (day is None or day <= (state.deadlines.finish or 0) or day < day_of_time(now)):
        return "申请的期限要晚于现在的办结期限，并且不早于今天。"
    if step is Step.URGE and not expired_clocks(state, day_of_time(now)):
        return "各项期限都还没有超过，不能督办。"
    if step is Step.WATCH and state.outcome is not None:
        return "观察结果已经写下。"
    return None


def allowed_steps(state: InstructionState, actor: Actor, now: int) -> list[Step]:
    """Return the steps that somebody may take now, given the words that some of them need."""
    latest_day = 10**8  # a day later than any
    steps_of_people = (step for step in RULES if step is not Step.WATCH)
    return [step for step in steps_of_people if refusal(state, step, actor, "-", latest_day, now) is None]


def expired_clocks(state: InstructionState, day: int) -> list[Clock]:
    """Return the clocks that have run out before a day begins, the gravest last."""
    due, expired = state.deadlines, []
    if state.stage is Stage.SENT and due.sign is not None and day > due.sign:
        expired.append(Clock.SIGN)
    if state.stage is Stage.SIGNED and state.reported_at is None and due.report is not None and day > due.report:
        expired.append(Clock.REPORT)
    if state.stage in (Stage.SENT, Stage.SIGNED) and due.finish is not None and day > due.finish:
        expired.append(Clock.FINISH)
    return expired


def first_state(event: Event) -> InstructionState:
    """Return the state that the first event makes. Raises InstructionRefused (Chinese) if it is none to begin with."""
    if event.step is not Step.SEND or event.content is None or event.deadlines is None or event.actor.side is not S:
        raise InstructionRefused("指令要从派发开始。")
    return InstructionState(
        Stage.SENT, event.number, event.content, event.actor.unit, event.at, event.at, event.deadlines
    )


def next_state(state: InstructionState, event: Event) -> InstructionState:
    """Return the state after one more event. Raises InstructionRefused (Chinese) if it may not follow."""
    if event.number != state.last_event_number + 1:
        raise InstructionRefused("事件的序号不连续。")
    reason = refusal(state, event.step, event.actor, event.text, event.day, event.at)
    if reason is not None:
        raise InstructionRefused(reason)
    if event.step is Step.SEND and event.content is None:
        raise InstructionRefused("重新派发要写明承办单位和任务。")
    if event.step is Step.WATCH and event.outcome is None:
        raise InstructionRefused("观察结果由程序写下。")
    changes = _changes_by_step(state, event)
    if event.deadlines is not None:
        changes["deadlines"] = event.deadlines
    return replace(state, last_event_number=event.number, stage=RULES[event.step].next_stage or state.stage, **changes)


def _changes_by_step(state: InstructionState, event: Event) -> dict[str, Any]:
    """Return what a step changes besides the stage and the deadlines."""
    at, step = event.at, event.step
    if step is Step.SEND and event.content is not None:
        return {"content": event.content, "sent_at": at, "signed_at": None, "handed_back_at": None}
    if step is Step.SIGN:
        return {"signed_at": at}
    if step is Step.HAND_BACK:
        return {"handed_back_at": at}
    if step in (Step.PROGRESS, Step.REPORT):
        reported = {"reported_at": state.reported_at or at}
        return {**reported, "finished_at": at, "requested_due_day": None} if step is Step.REPORT else reported
    if step in (Step.ASK_TIME, Step.GRANT, Step.DENY):
        return {"requested_due_day": event.day if step is Step.ASK_TIME else None}
    if step is Step.URGE:
        return {"urged": state.urged + 1}
    if step in (Step.ACCEPT, Step.REJECT):
        reviewed = {"first_reviewed_at": state.first_reviewed_at or at}
        if step is Step.ACCEPT:
            return reviewed
        return {**reviewed, "sent_back": state.sent_back + 1, "reported_at": None, "finished_at": None}
    if step is Step.REOPEN:
        ended = {"ended_at": None, "outcome": None}
        return {"reopened": state.reopened + 1, "reported_at": None, "finished_at": None, **ended}
    if step is Step.WATCH:
        return {"outcome": event.outcome}
    if step is Step.FILE:
        return {"first_filed_at": state.first_filed_at or at, "ended_at": at}
    return {"ended_at": at}  # cancelled


def state_of(events: Iterable[Event]) -> InstructionState:
    """Return the state that events, in order, lead to. Raises InstructionRefused (Chinese) where one may not follow."""
    first, *rest = events
    state = first_state(first)
    for event in rest:
        state = next_state(state, event)
    return state
